/**
 * Why a reading stopped, in words for whoever wrote the file: what stands there, why it cannot, and what to write. It never lists what
 * the grammar would have allowed. The first explanation that fits is given.
 */
import { type IToken } from 'chevrotain';
import { type Diagnostic, type Edit, type Help, type Label, type Span, at, didYouMean, help, insert, replace } from '@trammel/diagnostics';
import { badToken } from './bad-tokens.js';
import { chainEnd, severalNames } from './explain-chain-end.js';
import { report } from './problems.js';
import {
  type Explanation,
  type Scene,
  argumentAround,
  bracketAround,
  columnOf,
  innermost,
  isAt,
  isBehind,
  keywordAt,
  nameBefore,
  placeBehind,
  placeOf,
  placeOfMissing,
  spanOfToken,
  tokenAfter,
  unusedName,
  within,
} from './scene.js';
import { indentationAt, statementAround } from './stretches.js';
import { keywords, reservedWords, tokens } from './tokens.js';

/** The diagnostic for a reading that stopped. */
export function explain(scene: Scene): Diagnostic {
  for (const explanation of explanations) {
    const diagnostic = explanation(scene);
    if (diagnostic !== undefined) return diagnostic;
  }
  return unexpected(scene);
}

const badTokenThere: Explanation = (scene) => (scene.token === undefined ? undefined : badToken(scene.structure.source, scene.token));

const wrongArrow: Explanation = (scene) => {
  const bracket = isAt(scene, tokens.arrow) ? bracketAround(scene) : undefined;
  if (bracket !== undefined) {
    const isOfShapes = bracket.image === '[' || isBehind(scene, tokens.closeBracket);
    return report('arrow-in-arguments', at(placeOf(scene), 'inside brackets'), '`->` cannot stand inside brackets', {
      help: isOfShapes
        ? [help('a change of shape is written with `=>`', replace(placeOf(scene), '=>')), closeFirst]
        : [chainBefore(scene), closeFirst],
    });
  }
  if (!isAt(scene, tokens.fatArrow)) return undefined;
  return report('fat-arrow-in-chain', at(placeOf(scene)), '`=>` changes a shape inside brackets; steps follow each other with `->`', {
    help: [help('write `->`', replace(placeOf(scene), '->'))],
  });
};

const closeFirst = help('if the chain goes on here, close the bracket first');

/** Whether a piece of the text can stand within a sentence. */
const isShort = (text: string): boolean => text.length <= 60 && !text.includes('\n');

/** A chain among arguments gets a name on a line before its statement. */
function chainBefore(scene: Scene): Help {
  const advice = 'give the chain a name on a line before, and write the name here';
  const { structure } = scene;
  const argument = argumentAround(scene);
  const first = structure.tokens[argument.from];
  const last = structure.tokens[argument.to - 1];
  const statement = structure.tokens[statementAround(structure, scene.index).from];
  // A chain that begins with an operator starts from what flows, which arguments have not: what is meant cannot be told.
  const isFromTensor = first?.tokenType === tokens.name && structure.tokens[argument.from + 1]?.tokenType !== tokens.callParen;
  if (!isFromTensor || last === undefined || statement === undefined) return help(advice);
  const span = { ...spanOfToken(scene, first), end: spanOfToken(scene, last).end };
  const name = unusedName(scene, 'part');
  const line = `${name} = ${structure.source.text.slice(span.start, span.end)}`;
  const indentation = ' '.repeat(columnOf(scene, statement));
  return help(
    isShort(line) ? `write \`${line}\` on a line before, and \`${name}\` here` : advice,
    insert(structure.source, statement.startOffset, `${line}\n${indentation}`),
    replace(span, name),
  );
}

/** `&&` and `!` are stray characters; these are made of signs that exist. */
const foreignOperator: Explanation = (scene) => {
  const { token, previous } = scene;
  if (token === undefined || previous === undefined) return undefined;
  if (previous.startOffset + previous.image.length !== token.startOffset) return undefined;
  const written = previous.image + token.image;
  const meant = foreignOperators.get(written);
  if (meant === undefined) return undefined;
  const span = { ...placeOf(scene), start: previous.startOffset };
  const edits = meant.sign === undefined ? [] : [replace(span, meant.sign)];
  return report('foreign-operator', at(span), `\`${written}\` is no operator of the language`, { help: [help(meant.advice, ...edits)] });
};

interface Meant {
  readonly sign: string | undefined;
  readonly advice: string;
}

const foreignOperators: ReadonlyMap<string, Meant> = new Map<string, Meant>([
  ['**', { sign: '^', advice: 'write a power as `a ^ b`' }],
  ['|>', { sign: '->', advice: 'write `->`' }],
  ['+=', { sign: undefined, advice: 'nothing is changed in place: add with `add { | | ... }` or `residual { ... }`' }],
  ['-=', { sign: undefined, advice: 'nothing is changed in place: give the new value a name of its own' }],
  ['*=', { sign: undefined, advice: 'nothing is changed in place: give the new value a name of its own' }],
  ['/=', { sign: undefined, advice: 'nothing is changed in place: give the new value a name of its own' }],
  ['++', { sign: undefined, advice: 'count with `for v, i in list { ... }`' }],
]);

const wrongEquals: Explanation = (scene) => {
  if (scene.token?.image === '==' && scene.expected === 'equals') {
    return report('wrong-equals', at(placeOf(scene)), '`==` compares; a name gets its value with `=`', {
      help: [help('write `=`', replace(placeOf(scene), '='))],
    });
  }
  const reading = scene.rules.findLast((rule) => rule !== 'body') ?? '';
  const inCondition = ['assertion', 'ifStatement', 'conditional', 'repeatStatement'].includes(reading);
  if (!isAt(scene, tokens.equals) || !(inCondition || followsCondition(scene))) return undefined;
  return report('wrong-equals', at(placeOf(scene)), '`=` gives a value to a name; to compare, write `==`', {
    help: [help('write `==`', replace(placeOf(scene), '=='))],
  });
};

/** Whether the statement before ended just here and is one with a condition: `assert params = 5`. */
function followsCondition(scene: Scene): boolean {
  for (let index = scene.index - 1; index >= 0; index--) {
    const type = scene.structure.tokens[index]?.tokenType;
    if (type === keywords.assert || type === keywords.expect) return true;
    if (scene.structure.startsLine[index] === 1) return false;
  }
  return false;
}

const pythonBody: Explanation = (scene) => {
  if (!isAt(scene, tokens.colon) || !(scene.expected === 'openBrace' || scene.expected === 'netDeclaration')) return undefined;
  const edits = bracesFor(scene);
  return report('colon-body', at(placeOf(scene)), 'a body stands in braces; indentation means nothing', {
    help: [help('write `{` here and `}` behind the last line of the body', ...edits)],
  });
};

/** Braces in place of a colon, around the lines that stand deeper than its own; none when there are no such lines. */
function bracesFor({ structure, index, ...scene }: Scene): readonly Edit[] {
  const indentation = indentationAt(structure, index);
  let last: IToken | undefined;
  for (let next = index + 1; next < structure.tokens.length && indentationAt(structure, next) > indentation; next++)
    last = structure.tokens[next];
  if (last === undefined) return [];
  const end = last.startOffset + last.image.length;
  const colon = placeOf({ structure, index, ...scene });
  return [replace(colon, ' {'), insert(structure.source, end, `\n${' '.repeat(indentation)}}`)];
}

const reservedWord: Explanation = (scene) => {
  const word = keywordAt(scene);
  if (word === undefined) return undefined;
  // On the next line it begins a statement, and the name is missing before it.
  const asName = scene.expected === 'name' && scene.structure.startsLine[scene.index] === 0;
  const asValue = ['expression', 'primary', 'call'].includes(scene.expected) && bracketAround(scene) !== undefined;
  const beforeEquals = scene.expected !== 'name' && tokenAfter(scene)?.tokenType === tokens.equals;
  if (!asName && !asValue && !beforeEquals) return undefined;
  return report('reserved-word', at(placeOf(scene), 'a word of the language'), `\`${word}\` cannot be a name`, {
    help: [help(`choose another, such as \`${word}_\``, replace(placeOf(scene), `${word}_`))],
  });
};

const pythonConditional: Explanation = (scene) => {
  const beforeElse = scene.expected === 'then' || (scene.expected === 'openBrace' && within(scene, 'ifStatement'));
  if (!beforeElse || !isAt(scene, keywords.else)) return undefined;
  return report('incomplete-statement', at(placeOf(scene), 'before `then`'), 'the condition of a value comes first', {
    help: [help('write `if c then a else b`')],
  });
};

/** `a =` at the end of a line, so that the name of the next one was taken for its value. */
const valueOnNextLine: Explanation = (scene) => {
  const before = scene.structure.tokens[scene.index - 2];
  const taken = isAt(scene, tokens.equals) && isBehind(scene, tokens.name) && scene.structure.startsLine[scene.index - 1] === 1;
  if (!taken || before?.tokenType !== tokens.equals) return undefined;
  return report('missing-value', at(spanOfToken(scene, before), 'a value is missing behind this'), 'a name without a value');
};

const missingWord: Explanation = (scene) => {
  const { expected } = scene;
  if (expected === 'else' || expected === 'then') {
    return report(
      'incomplete-statement',
      at(placeBehind(scene), `\`${expected}\` is missing here`),
      `the conditional value has no \`${expected}\``,
      {
        help: [help('write `if c then a else b`; a choice between bodies is a statement of its own: `if c { ... }`')],
      },
    );
  }
  if (expected === 'in') {
    const edits = isAt(scene, tokens.equals) ? [replace(placeOf(scene), 'in')] : [];
    return report('incomplete-statement', at(placeBehind(scene), '`in` is missing here'), 'the `for` does not say what it runs over', {
      help: [help('write `for value in list { ... }` or `for value, index in list { ... }`', ...edits)],
    });
  }
  return undefined;
};

const importForm: Explanation = (scene) => {
  if (!within(scene, 'importDeclaration') || isAt(scene, tokens.badString)) return undefined;
  return report('import-form', at(placeOf(scene)), 'this import cannot be read', {
    help: [help('write `import { Name, Other } from "file.net"`; what the language brings along is under "std/"')],
  });
};

const elseAlone: Explanation = (scene) => {
  if (!isAt(scene, keywords.else) || scene.expected !== 'closeBrace') return undefined;
  return report('else-without-if', at(placeOf(scene)), 'this `else` has no `if` before it', {
    help: [help('`else` stands right behind the `}` of its `if`')],
  });
};

const missingStep: Explanation = (scene) => {
  if (!isBehind(scene, tokens.arrow) || scene.previous === undefined) return undefined;
  const arrow = spanOfToken(scene, scene.previous);
  if (isAt(scene, keywords.output)) return stepToOutput(scene, arrow);
  const word = keywordAt(scene);
  if (word === 'repeat' || word === 'for' || word === 'if') {
    const leftOut = help(
      'leave the `->` out: it goes on from what flows there',
      replace({ ...arrow, start: startOfArrow(scene, arrow) }, ''),
    );
    return report('missing-step', at(placeOf(scene), 'not a step'), `\`${word}\` is a statement of its own`, { help: [leftOut] });
  }
  if (scene.token === undefined || isAt(scene, tokens.closeBrace) || word !== undefined) {
    return report('missing-step', at(arrow, 'leads nowhere'), 'no step follows this `->`', {
      help: [help('leave the `->` out', replace(arrow, ''))],
    });
  }
  return report('missing-step', at(placeOf(scene), 'not a step'), 'behind `->` stands the name of an operator, a block or a layer', {
    help: [help('give the other value a name of its own: `y = 2 * x`, and go on from `y`')],
  });
};

/** `-> output`, alone or with a name behind it. */
function stepToOutput(scene: Scene, arrow: Span): Diagnostic {
  const { structure, index } = scene;
  const next = tokenAfter(scene);
  const hasName = next?.tokenType === tokens.name && structure.startsLine[index + 1] === 0;
  const span = { ...arrow, start: startOfArrow(scene, arrow), end: placeOf(scene).end };
  const way = hasName
    ? help(
        `write \`as ${next.image}\` here, and \`output ${next.image}\` on the next line`,
        replace({ ...span, end: next.startOffset }, ' as '),
        insert(structure.source, spanOfToken(scene, next).end, `\noutput ${next.image}`),
      )
    : help('leave it out: what flows at the end of a body is what it gives', replace(span, ''));
  return report('missing-step', at(placeOf(scene), 'not a step'), '`output` is a statement of its own', { help: [way] });
}

/** Where the arrow before the scene starts, with the space before it. */
function startOfArrow(scene: Scene, arrow: Span): number {
  const before = scene.structure.tokens[scene.index - 2];
  return before === undefined ? arrow.start : spanOfToken(scene, before).end;
}

const missingBody: Explanation = (scene) => {
  const wanted =
    scene.expected === 'openBrace' ||
    scene.expected === 'netDeclaration' ||
    (scene.expected === 'ifStatement' && isBehind(scene, keywords.else));
  if (!wanted) return undefined;
  const owner = bodyOwners[scene.rules.findLast((rule) => rule !== 'body') ?? ''] ?? 'this';
  return report('missing-body', at(placeBehind(scene), 'here `{ ... }` is missing'), `${owner} has no body`, {
    help: [help('write what it does in braces: `{ ... }`')],
  });
};

const bodyOwners: Readonly<Record<string, string>> = {
  netDeclaration: 'the net',
  blockDeclaration: 'the block',
  trainDeclaration: 'the `train`',
  repeatStatement: 'the `repeat`',
  forStatement: 'the `for`',
  ifStatement: 'the `if`',
};

const missingShape: Explanation = (scene) => {
  const inInput = innermost(scene) === 'inputBinding';
  if (inInput && scene.expected === 'colon') {
    return report('missing-shape', at(placeBehind(scene), '`:` and a shape are missing here'), 'an input has a name and a shape', {
      help: [help('write `input x: [N, C=3, H=32, W=32]`')],
    });
  }
  if (scene.expected !== 'openBracket' && !(inInput && scene.expected === 'inputBinding')) return undefined;
  return report('missing-shape', missing(scene, 'not a shape'), 'a shape is missing here', {
    help: [help('shapes stand in square brackets: `[N, C=3, H, W]`')],
  });
};

const missingEquals: Explanation = (scene) => {
  if (scene.expected !== 'equals') return undefined;
  const place = placeBehind(scene);
  const edits = isAt(scene, tokens.colon)
    ? [replace(placeOf(scene), ' =')]
    : isAt(scene, tokens.arrow)
      ? []
      : [insert(place.source, place.start, ' =')];
  return report('missing-equals', at(place, '`=` is missing here'), 'a name without a value', {
    help: [help('write `name = value`', ...edits)],
  });
};

const missingName: Explanation = (scene) => {
  const starts = ['outputStatement', 'importDeclaration', 'inputStatement'].includes(scene.expected);
  if (scene.expected !== 'name' && !starts) return undefined;
  const declared = declaredThings[innermost(scene)];
  const what = declared === undefined ? 'a name is missing here' : `${declared} needs a name`;
  return report('missing-name', missing(scene, 'not a name'), what, {
    help: [help('names are made of letters, digits and `_`, and begin with a letter')],
  });
};

const declaredThings: Readonly<Record<string, string>> = {
  netDeclaration: 'a net',
  blockDeclaration: 'a block',
  trainDeclaration: 'a `train`',
  layerStatement: 'a layer',
  letStatement: 'a `let`',
  inputBinding: 'an input',
  parameter: 'a parameter',
};

const missingValue: Explanation = (scene) => {
  const wanted: readonly string[] = ['expression', 'primary', 'call', 'string', 'withStatement'];
  if (!wanted.includes(scene.expected)) return undefined;
  const previous = scene.previous?.image ?? '';
  if (scene.expected === 'string') {
    return report('missing-value', missing(scene, 'not a string'), 'the message of an assertion is a string', {
      help: [help('write it in double quotes: `assert params < 1M, "too large"`')],
    });
  }
  const ends = scene.token === undefined || isAt(scene, tokens.closeParen, tokens.closeBracket, tokens.closeBrace, tokens.comma);
  const what = ends ? `nothing follows \`${previous}\`` : `behind \`${previous}\` a value is missing`;
  return report('missing-value', ends ? at(placeBehind(scene), 'a value is missing here') : missing(scene, 'not a value'), what);
};

/** At what stands in the place of the missing, or behind the end of the line. */
function missing(scene: Scene, label: string): Label {
  const place = placeOfMissing(scene);
  return at(place, place.start === placeOf(scene).start ? label : '');
}

const leadingPoint: Explanation = (scene) => {
  const next = tokenAfter(scene);
  if (!isAt(scene, tokens.dot) || next?.tokenType !== tokens.number) return undefined;
  const place = placeOf(scene);
  const span = { ...place, end: next.startOffset + next.image.length };
  return report('bad-number', at(span), 'no number begins with a point', {
    help: [help(`write \`0.${next.image}\``, insert(scene.structure.source, place.start, '0'))],
  });
};

const loneComma: Explanation = (scene) => {
  if (!isAt(scene, tokens.comma) || bracketAround(scene) === undefined) return undefined;
  return report('missing-value', at(placeOf(scene), 'nothing stands before this'), 'an item is missing', {
    help: [help('leave the comma out', replace(placeOf(scene), ''))],
  });
};

const inBrackets: Explanation = (scene) => {
  const bracket = bracketAround(scene);
  if (bracket === undefined || scene.token === undefined) return undefined;
  const name = nameBefore(scene, bracket);
  const what = bracket.image === '[' ? 'a shape' : name === undefined ? 'parentheses' : `the arguments of \`${name}\``;
  const ways = isAt(scene, tokens.colon) ? [help('write `name=value`', replace(placeOf(scene), '='))] : [];
  return report('unexpected-token', at(placeOf(scene)), `\`${scene.token.image}\` cannot stand in ${what}`, {
    secondary: [at(spanOfToken(scene, bracket), 'opened here')],
    help: ways,
  });
};

const loneWord: Explanation = (scene) => {
  const word = keywordAt(scene);
  if (word === undefined) return undefined;
  const isDeclaration = ['net', 'block', 'train', 'import'].includes(word);
  const why = isDeclaration ? `\`${word}\` stands at the top of a file, not inside of a body` : `\`${word}\` cannot stand here`;
  return report('unexpected-token', at(placeOf(scene)), why);
};

function unexpected(scene: Scene): Diagnostic {
  const name = isBehind(scene, tokens.name) ? scene.previous?.image : undefined;
  const guess = name === undefined ? undefined : didYouMean(name, reservedWords.keys());
  const ways =
    guess === undefined || scene.previous === undefined
      ? []
      : [help(`did you mean \`${guess}\`?`, replace(spanOfToken(scene, scene.previous), guess))];
  if (scene.token === undefined) return report('unexpected-token', at(placeBehind(scene)), 'the text ends too early', { help: ways });
  return report('unexpected-token', at(placeOf(scene)), `\`${scene.token.image}\` cannot stand here`, { help: ways });
}

/** From the most telling to the most general. */
const explanations: readonly Explanation[] = [
  badTokenThere,
  leadingPoint,
  wrongArrow,
  foreignOperator,
  wrongEquals,
  pythonBody,
  pythonConditional,
  valueOnNextLine,
  importForm,
  missingStep,
  reservedWord,
  missingWord,
  elseAlone,
  chainEnd,
  severalNames,
  missingBody,
  missingShape,
  missingEquals,
  missingName,
  missingValue,
  loneComma,
  inBrackets,
  loneWord,
];
