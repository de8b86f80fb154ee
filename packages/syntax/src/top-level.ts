/** What stands at the top of a file and is no declaration: misspelt words, other languages, statements without a net. */
import { type IToken } from 'chevrotain';
import { type Diagnostic, type SourceFile, at, didYouMean, help, replace } from '@trammel/diagnostics';
import { badToken } from './bad-tokens.js';
import { report } from './problems.js';
import { keywords, tokens } from './tokens.js';

/** What the words of other languages are here. */
const foreignWords: ReadonlyMap<string, 'net' | 'block' | 'import'> = new Map([
  ['class', 'net'],
  ['model', 'net'],
  ['Model', 'net'],
  ['network', 'net'],
  ['Network', 'net'],
  ['nn', 'net'],
  ['def', 'block'],
  ['fn', 'block'],
  ['func', 'block'],
  ['function', 'block'],
  ['module', 'block'],
  ['Module', 'block'],
  ['struct', 'block'],
  ['layer', 'block'],
  ['use', 'import'],
  ['using', 'import'],
  ['include', 'import'],
  ['require', 'import'],
]);

const declarationWords = ['net', 'block', 'train', 'import'] as const;

/** A misspelt declaration, and the word that was meant if that can be guessed. */
export interface Misspelt {
  readonly diagnostic: Diagnostic;
  readonly meant: (typeof declarationWords)[number] | undefined;
}

/** For tokens `word Name {` or `word Name (`. */
export function misspelt(source: SourceFile, word: IToken): Misspelt {
  const span = { source, start: word.startOffset, end: word.startOffset + word.image.length };
  const guess = foreignWords.get(word.image) ?? declarationWords.find((one) => one === didYouMean(word.image, declarationWords));
  const ways = guess === undefined ? [help('begin it with `net`, `block` or `train`')] : [help(`write \`${guess}\``, replace(span, guess))];
  const diagnostic = report(
    'unknown-declaration',
    at(span, guess === undefined ? '' : `did you mean \`${guess}\`?`),
    `\`${word.image}\` declares nothing`,
    {
      help: ways,
    },
  );
  return { diagnostic, meant: guess };
}

/** For tokens that begin no declaration at all. */
export function outside(source: SourceFile, stray: readonly IToken[]): Diagnostic {
  const [first] = stray;
  const last = stray.at(-1);
  const start = first?.startOffset ?? 0;
  const span = { source, start, end: last === undefined ? start : last.startOffset + last.image.length };
  const bad = first === undefined ? undefined : badToken(source, first);
  if (bad !== undefined) return bad;
  if (first?.tokenType === keywords.from || foreignWords.get(first?.image ?? '') === 'import') {
    return report('import-form', at(span), 'this import cannot be read', {
      help: [help('write `import { Name, Other } from "file.net"`')],
    });
  }
  const foreign = first?.tokenType === tokens.name ? foreignWords.get(first.image) : undefined;
  const guess = foreign ?? (first?.tokenType === tokens.name && stray.length > 1 ? didYouMean(first.image, declarationWords) : undefined);
  if (first !== undefined && guess !== undefined) {
    const word = { ...span, end: start + first.image.length };
    return report('unknown-declaration', at(word, `did you mean \`${guess}\`?`), `\`${first.image}\` declares nothing`, {
      help: [help(`write \`${guess}\``, replace(word, guess))],
    });
  }
  return report('outside-declaration', at(span, 'belongs to no net'), 'statements stand in a net or a block', {
    help: [help('put them into `net Name { ... }`')],
  });
}
