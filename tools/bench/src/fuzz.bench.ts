// A million broken inputs: nothing may throw, hang or fill the memory. `npm run fuzz` (a count and a seed may follow).
import { readdirSync } from 'node:fs';
import { sourceFile } from '@trammel/diagnostics';
import { analyze, compile, format } from 'trammel';
import { corpusFile } from './networks.js';

const count = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const gradientEvery = 400;
let gradients = 0;
const slowest = { milliseconds: 0, text: '' };
const programs = readdirSync('tools/corpus')
  .filter((file) => file.endsWith('.net'))
  .map((file) => corpusFile(file).text);

/** Mulberry32: small, seeded and good enough to pick mutations. */
function random(state: { value: number }): number {
  state.value = (state.value + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state.value ^ (state.value >>> 15), 1 | state.value);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const state = { value: seed };
const below = (limit: number): number => Math.floor(random(state) * limit);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const words = [
  'net',
  'block',
  'input',
  'repeat',
  'for',
  'in',
  'if',
  'else',
  'then',
  'let',
  'with',
  'layer',
  'add',
  'conv',
  'dense',
  'relu',
  'x',
  'N',
  'C',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '->',
  '=>',
  '=',
  '|',
  ',',
  ':',
  '3x3',
  '1e12',
  '2^60',
  '-1',
  '0',
  '1',
  '..',
  '"',
  '//',
  '/*',
  'as',
  'assert',
  'params',
  '<',
  'pad=half',
  'stride=0',
  'groups=3',
  '\n',
  ' ',
  '\u202e',
  '\u0000',
  '\ud800',
];

const kinds = [
  /** Random characters. */
  () => Array.from({ length: below(80) }, () => String.fromCharCode(below(random(state) < 0.9 ? 128 : 65_536))).join(''),
  /** A soup of tokens. */
  () => Array.from({ length: below(60) }, () => pick(words)).join(pick(['', ' ', ' '])),
  /** A program with stretches cut out, doubled, moved or replaced. */
  () => mutate(pick(programs)),
  /** A piece of a program with mutations: short, so that many run. */
  () => mutate(pick(programs).slice(0, 100 + below(500))),
  /** Deep nesting. */
  () => pick(['(', '{', '[', 'if a {', 'repeat 2 {', '-', 'not ', 'a -> ']).repeat(1 + below(400)) + pick(['', ')', '}', 'x']),
];

function mutate(text: string): string {
  let mutated = text;
  for (let edits = 1 + below(6); edits > 0; edits -= 1) {
    const [from, to] = [below(mutated.length + 1), below(12)];
    const edit = below(4);
    const middle =
      edit === 0
        ? ''
        : edit === 1
          ? pick(words)
          : edit === 2
            ? mutated.slice(from, from + to).repeat(2)
            : mutated.slice(below(mutated.length + 1)).slice(0, to);
    mutated = mutated.slice(0, from) + middle + mutated.slice(from + (edit === 1 ? below(4) : to));
  }
  return mutated;
}

const provider = { resolve: () => ({ why: 'there is no such file' }) };
const start = performance.now();
let failures = 0;
let clean = 0;
for (let input = 0; input < count; input += 1) {
  const text = pick(kinds)();
  const before = performance.now();
  try {
    const source = sourceFile('fuzz.net', text);
    const { networks } = compile(source, provider);
    for (const { graph } of networks) {
      if (graph === undefined) continue;
      clean += 1;
      const analysis = analyze(graph);
      // Gradients take a tenth of a second on a large net, and are told of a few.
      if (clean % gradientEvery === 0) gradients += analysis.gradient.nodes.size;
    }
    if (input % 8 === 0) format(source);
  } catch (error) {
    failures += 1;
    process.stdout.write(`input ${input} throws ${String(error)}: ${JSON.stringify(text.slice(0, 2000))}\n`);
    if (failures > 20) break;
  }
  const taken = performance.now() - before;
  if (taken > slowest.milliseconds) Object.assign(slowest, { milliseconds: taken, text });
  if (taken > 2000) process.stdout.write(`input ${input} took ${taken.toFixed(0)} ms: ${JSON.stringify(text.slice(0, 2000))}\n`);
  if (input > 0 && input % 50_000 === 0)
    process.stderr.write(`${input} inputs, ${failures} failures, ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
process.stdout.write(
  `## Fuzzing\n\n${count.toLocaleString('en')} inputs with seed ${seed}: ${failures} threw; ${clean.toLocaleString('en')} nets compiled, and gradients of ${gradients.toLocaleString('en')} nodes were told; the slowest took ${slowest.milliseconds.toFixed(0)} ms; ` +
    `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB; ${((performance.now() - start) / 1000).toFixed(0)} s in all.\n\n`,
);
if (failures > 0) process.exitCode = 1;
