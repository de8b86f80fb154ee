/** What follows the end of a chain where nothing can: steps behind a statement, a shape or a label, and several names behind `as`. */
import { type IToken } from 'chevrotain';
import { type Edit, type Help, type Span, at, help, replace } from '@trammel/diagnostics';
import { report } from './problems.js';
import { type Explanation, type Scene, columnOf, isAt, isBehind, placeOf, spanOfToken, unusedName } from './scene.js';
import { type Stretch } from './structure.js';
import { statementAround } from './stretches.js';
import { keywords, tokens } from './tokens.js';

export const chainEnd: Explanation = (scene) => {
  if (!isAt(scene, tokens.arrow) || scene.expected !== 'closeBrace') return undefined;
  const label = at(placeOf(scene), 'the chain has ended here');
  const nextLine = help('begin a new line with the next step', replace(placeOf(scene), '\n'));
  if (isBehind(scene, tokens.closeBrace)) return report('chain-end', label, 'no step follows the `}` of a statement', { help: [nextLine] });
  const statement = statementAround(scene.structure, scene.index);
  const first = scene.structure.tokens[statement.from];
  if (first?.tokenType === keywords.output)
    return report('chain-end', label, '`output` takes names, and no chain', { help: [outputOfChains(scene, statement)] });
  if (first?.tokenType === keywords.let) {
    return report('chain-end', label, '`let` names numbers and choices, and no tensor', {
      help: [help('leave `let` out: `y = x -> ...` names what a chain gives', replace(untilNext(scene, statement.from), ''))],
    });
  }
  return report('chain-end', label, 'no step follows a shape or a label', {
    help: [nextLine, help('put `: shape` and `as name` behind the last step')],
  });
};

/** From a token to the one after it. */
function untilNext(scene: Scene, index: number): Span {
  const [token, next] = [scene.structure.tokens[index], scene.structure.tokens[index + 1]];
  const span = token === undefined ? placeOf(scene) : spanOfToken(scene, token);
  return { ...span, end: next?.startOffset ?? span.end };
}

/** `output x -> dense(3), y` as lines of their own, of which the last is `output z, y`. */
function outputOfChains(scene: Scene, { from, to }: Stretch): Help {
  const { source, tokens: all } = scene.structure;
  const [output, last] = [all[from], all[to - 1]];
  if (output === undefined || last === undefined) return help('give what a chain ends with a name, and write `output name`');
  const items = itemsOf(scene, { from: from + 1, to });
  const names: string[] = [];
  const lines: string[] = [];
  for (const { from: start, to: end } of items) {
    const text = textOf(scene, { from: start, to: end });
    if (end - start === 1) {
      names.push(text);
      continue;
    }
    const name = unusedName(scene, 'y', names);
    names.push(name);
    lines.push(`${name} = ${text}`);
  }
  const [line = ''] = lines;
  const isShort = lines.length === 1 && line.length <= 60 && !line.includes('\n');
  const given = lines.length > 1 ? 'what each chain ends with' : 'what the chain ends with';
  const text = `${isShort ? `write \`${line}\`` : `give ${given} a name`}, and \`output ${names.join(', ')}\` on the next line`;
  const indentation = `\n${' '.repeat(columnOf(scene, output))}`;
  const edit = replace(
    { source, start: output.startOffset, end: spanOfToken(scene, last).end },
    [...lines, `output ${names.join(', ')}`].join(indentation),
  );
  return help(text, edit);
}

/** What commas divide a stretch into, those within brackets aside. */
function itemsOf({ structure }: Scene, { from, to }: Stretch): readonly Stretch[] {
  const home = structure.around[from] ?? -1;
  const items: Stretch[] = [];
  let start = from;
  for (let index = from; index <= to; index++) {
    const isComma = structure.tokens[index]?.tokenType === tokens.comma && structure.around[index] === home;
    if (index < to && !isComma) continue;
    if (index > start) items.push({ from: start, to: index });
    start = index + 1;
  }
  return items;
}

function textOf(scene: Scene, { from, to }: Stretch): string {
  const [first, last] = [scene.structure.tokens[from], scene.structure.tokens[to - 1]];
  if (first === undefined || last === undefined) return '';
  return scene.structure.source.text.slice(first.startOffset, spanOfToken(scene, last).end);
}

/** `... -> split(C, 2) as a, b`. */
export const severalNames: Explanation = (scene) => {
  const { structure, index } = scene;
  const word = structure.tokens[index - 2];
  if (!isAt(scene, tokens.comma) || !isBehind(scene, tokens.name) || word?.tokenType !== keywords.as) return undefined;
  let end = index;
  while (structure.tokens[end]?.tokenType === tokens.comma && structure.tokens[end + 1]?.tokenType === tokens.name) end += 2;
  const list = textOf(scene, { from: index - 1, to: end });
  const edits = assigned(scene, { list, end });
  const way = help(`several tensors are named before their chain: \`${list} = x -> ...\``, ...edits);
  return report('unexpected-token', at(placeOf(scene)), '`as` gives one name', { help: [way] });
};

/** The last step of a chain on a line of its own, with the names before it; nothing where no chain leads to it. */
function assigned(scene: Scene, { list, end }: { readonly list: string; readonly end: number }): readonly Edit[] {
  const { structure, index } = scene;
  const { from } = statementAround(structure, index);
  const home = structure.around[index - 2] ?? -1;
  const isArrow = (token: IToken | undefined, at: number): boolean => token?.tokenType === tokens.arrow && structure.around[at] === home;
  const arrow = structure.tokens.findLastIndex((token, at) => at >= from && at < index && isArrow(token, at));
  const [first, lead, step, last] = [from, arrow, arrow + 1, end - 1].map((at) => structure.tokens[at]);
  const isAssigned = structure.tokens[from + 1]?.tokenType === tokens.equals;
  if (arrow < 0 || isAssigned || first === undefined || lead === undefined || step === undefined || last === undefined) return [];
  const name = unusedName(scene, 'y');
  const isNameAlone = arrow === from + 1 && first.tokenType === tokens.name;
  const stepText = textOf(scene, { from: arrow + 1, to: index - 2 });
  const { source } = structure;
  if (isNameAlone) {
    const whole = { source, start: first.startOffset, end: spanOfToken(scene, last).end };
    return [replace(whole, `${list} = ${first.image} -> ${stepText}`)];
  }
  const indentation = `\n${' '.repeat(columnOf(scene, first))}`;
  const tail = { source, start: lead.startOffset, end: spanOfToken(scene, last).end };
  return [replace(tail, `as ${name}${indentation}${list} = ${name} -> ${stepText}`)];
}
