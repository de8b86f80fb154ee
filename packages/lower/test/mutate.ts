/** Programs made wrong at random, and tokens in no order at all: for tests that nothing a person writes can break the compiler. */

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(items: readonly T[], random: () => number): T | undefined => items[Math.floor(random() * items.length)];

/** Words, numbers, signs and the space between them. */
const tokensOf = (text: string): readonly string[] => text.match(/\d+x\d+|[\w.]+|"[^"]*"|->|=>|[<>=!]=|\.\.|\s+|./gs) ?? [];

const words = [
  'x',
  'y',
  'N',
  'C',
  'T',
  '0',
  '1',
  '2',
  '3.5',
  '7',
  '3x3',
  '->',
  '|',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ',',
  '=',
  ':',
  '=>',
  '+',
  '-',
  '*',
  '/',
  '^',
]
  .concat([
    '==',
    '<=',
    'in',
    '..',
    'and',
    'not',
    'if',
    'then',
    'else',
    'for',
    'repeat',
    'input',
    'output',
    'let',
    'with',
    'layer',
    'assert',
    'as',
    'net',
    'block',
  ])
  .concat([
    'train',
    'true',
    '"a"',
    'relu',
    'dense',
    'conv',
    'add',
    'concat',
    'residual',
    'einsum',
    'rearrange',
    'unstack',
    'embedding',
    'attention',
    'split',
  ])
  .concat([
    'params',
    'macs',
    'loss',
    'optimizer',
    'sqrt',
    'max',
    'len',
    'item',
    'sum',
    'half',
    'int',
    'B',
    '_',
    'self',
    'cross_entropy',
    'parameter',
    '\n',
    ' ',
  ]);

/** The text with a few of its tokens left out, doubled, exchanged or replaced. */
export function mutate(text: string, random: () => number): string {
  const tokens = [...tokensOf(text)];
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change += 1) {
    const at = Math.floor(random() * tokens.length);
    const kind = Math.floor(random() * 5);
    if (kind === 0) tokens.splice(at, 1);
    if (kind === 1) tokens.splice(at, 0, tokens[at] ?? '');
    if (kind === 2) tokens[at] = pick(words, random) ?? '';
    if (kind === 3) tokens[at] = pick(tokens, random) ?? '';
    if (kind === 4) tokens.splice(at, 0, ' ', pick(words, random) ?? '', ' ');
  }
  return tokens.join('');
}

/** A net whose body is tokens in no order. */
export function soup(random: () => number): string {
  const count = 1 + Math.floor(random() * 40);
  const body = Array.from({ length: count }, () => pick(words, random) ?? '').join(' ');
  return `block B(a, b = 2) { dense(a) }\nnet A(n = 3) {\n  input x: [N, C=8], y: [N, T, C=4]\n  ${body}\n}\n`;
}
