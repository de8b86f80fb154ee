/** `analyze --sample`: what is printed, that a seed decides it, what is refused, and the bar. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { progressOf } from '../src/progress.js';
import { inFolder, root, runHere, type Ran } from './run-here.js';

const chain = `net Chain {
  input x: [N, C=32]
  repeat 3 { dense(32, init=xavier_normal) -> tanh }
  dense(10) as logits
}
`;

const sample = (words: string, text = chain): Promise<Ran> =>
  inFolder({ 'chain.net': text }, () => runHere(['analyze', 'chain.net', ...words.split(' ')], { environment: { COLUMNS: '160' } }));

/** What stands in the table between the column of that title and the next. */
function cellsOf(out: string, title: string): readonly string[] {
  const lines = out.slice(out.indexOf('gradients  ')).split('\n');
  const [head = ''] = lines;
  const end = head.indexOf(title) + title.length;
  return lines.slice(1, 7).map((line) => line.slice(0, end).trimEnd().split(/ {2,}/).at(-1) ?? '');
}

describe('analyze --sample', () => {
  it('prints sampled gradients beside the predicted ones, and how far they are apart', async () => {
    const { out, err, exitCode } = await sample('--sample 40 --seed 3');
    expect([err, exitCode]).toEqual(['', 0]);
    expect(out).toContain('root mean square over 40 draws with seed 3');
    expect(out).toMatch(
      /error: predicted less sampled, in decades; at most 0\.\d\d over \d+ tensors \(\S+\); their bands hold \d+ % of\s+the draws/,
    );
    const [predicted, sampled, error] = ['dL/dy', 'sampled', 'error'].map((title) => cellsOf(out, title));
    expect(sampled?.length).toBe(predicted?.length);
    expect(error?.some((cell) => /^-?0\.0\d$/.test(cell))).toBe(true);
  });

  it('gives the same for the same seed, and other draws for another', async () => {
    const [first, again, other] = [await sample('--sample 5 --seed 1'), await sample('--sample 5'), await sample('--sample 5 --seed 2')];
    expect(again.out).toBe(first.out);
    expect(other.out).not.toBe(first.out);
  });

  it('draws inputs with the moments that are given, and predicts for these', async () => {
    const largestError = async (words: string): Promise<number> => {
      const { out } = await sample(`--sample 100 ${words}`);
      return Number(/at most (\d\.\d\d) over/.exec(out)?.[1]);
    };
    const deviationAt = async (words: string): Promise<string | undefined> =>
      cellsOf((await sample(words)).out, 'std').find((cell) => cell.includes('->'));
    expect(await largestError('--input-std x=0.5 --input-mean x=3')).toBeLessThan(0.05);
    // The first layer, with weights of variance 1/32 for each of 32 inputs, has the root of their mean square.
    expect(await deviationAt('--input-std x=0.5 --input-mean x=3')).toMatch(/^3\.04 -> /);
    expect(await deviationAt('--input-std x=2')).toMatch(/^2\.00 -> /);
  });

  it('is told to machines, tensor by tensor', async () => {
    const { out } = await sample('--sample 30 --format json');
    const document = JSON.parse(out) as {
      readonly networks: readonly {
        readonly sampling: { readonly tensors: readonly { readonly kind: string; readonly error: number | null }[] };
      }[];
    };
    const schemas = new Ajv2020({ strict: true, strictTypes: false });
    const schemaOf = (name: string): object => JSON.parse(readFileSync(join(root, 'apps/cli/schema', name), 'utf8')) as object;
    const validate = schemas.addSchema(schemaOf('attenuation.schema.json')).compile(schemaOf('analysis.schema.json'));
    validate(document);
    expect(validate.errors).toBeNull();
    const tensors = document.networks[0]?.sampling.tensors ?? [];
    // The input; three copies of two nodes and the last, with a weight and a bias each where they are dense.
    expect(tensors.map(({ kind }) => kind).sort()).toEqual([
      ...Array<string>(1).fill('input'),
      ...Array<string>(7).fill('output'),
      ...Array<string>(8).fill('parameter'),
    ]);
    for (const { error } of tensors) expect(Math.abs(error ?? 1)).toBeLessThan(0.2);
  });

  it.each([
    ['--sample 2', chain.replace('[N, C=32]', '[N, T, C=32]'), /^trammel: the size T of Chain is open; give it a value, as in --at T=16/],
    ['--sample 0', chain, /A whole number of at least 1 is needed/],
    ['--sample 2 --seed x', chain, /A whole number is needed/],
  ])('%s is refused', async (words, text, message) => {
    const { out, err, exitCode } = await sample(words, text);
    expect(err).toMatch(message);
    expect([out, exitCode]).toEqual(['', 2]);
  });

  it.each([
    [
      chain.replaceAll('32', '40_000'),
      /^error\[sampling-too-large\]: a draw of Chain takes \S+ GiB, and at most 2\.00 GiB are taken\n --> chain\.net:3:14\n/,
    ],
    [
      chain.replace('repeat 3', 'repeat 30_000'),
      /^error\[sampling-too-large\]: Chain has 60,001 layers, and at most 10,000 are sampled\n --> chain\.net:3:19\n/,
    ],
  ])('a net that is too large is refused where it stands', async (text, message) => {
    const { out, err, exitCode } = await sample('--sample 2', text);
    expect(err).toMatch(message);
    expect([out, exitCode]).toEqual(['', 1]);
  });
});

describe('the bar', () => {
  function shown(on: 'terminal' | 'file', milliseconds: number): string {
    let [text, time] = ['', 0];
    const write = (more: string): void => void (text += more);
    const progress = progressOf('sampling Chain', 4, { err: { write, isTerminal: on === 'terminal', columns: 80 }, now: () => time });
    for (let part = 0; part < 4; part += 1) {
      progress.done(part);
      time += milliseconds;
    }
    progress.end();
    return text;
  }

  it('is shown on a terminal only, and past a second only', () => {
    expect(shown('terminal', 100)).toBe('');
    expect(shown('file', 1000)).toBe('');
    expect(shown('terminal', 1000)).toContain('sampling Chain');
    expect(shown('terminal', 1000)).toMatch(/[23] of 4/);
  });
});
