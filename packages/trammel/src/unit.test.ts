/** The formula that is told for every unit, held against what each single unit reads. */
import { analyze } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { isKnown, present } from '@trammel/tensor';
import { expect, test } from 'vitest';
import { compile } from './index.js';
import { readUnit, type AxisReading } from './unit.js';

/** Bodies, and the axes of the input for which a formula tells what all units read. */
const bodies: readonly (readonly [body: string, told: string])[] = [
  ['conv(6, 3x3, groups=2, stride=2, pad=1)', 'NCHW'],
  ['conv(8, 1x1, groups=4)', 'NCHW'],
  ['conv(2, 3x3, pad=causal, dilation=2)', 'NCHW'],
  ['conv(4, 2x2, stride=2) -> upsample(2)', 'NCHW'],
  ['channel_shuffle(2)', 'NHW'],
  ['flip(C)', 'NCHW'],
  ['flip(H)', 'NCHW'],
  ['roll(1, C)', 'NHW'],
  ['a, b = x -> split(C, 2)\n  b -> relu', 'NCHW'],
  ['pixel_shuffle(2)', 'NHW'],
  ['pixel_unshuffle(2)', 'NC'],
  ['upsample(2)', 'NCHW'],
  ['upsample(2, mode=bilinear)', 'NC'],
  ['rearrange([N, C, (a, h), (b, w)] => [(N, a, b), C, (h, w)], h=2, w=2)', 'NC'],
  ['rearrange([N, C, H, W] => [N, (C, J), H, W], J=3)', 'NCHW'],
  ['global_avgpool -> dense(3)', 'NCHW'],
  ['transpose(H, W)', 'NCHW'],
];

test.each(bodies)('%s', (body, told) => {
  const source = sourceFile('a.net', `net A {\n  input x: [N=2, C=4, H=4, W=4]\n  ${body}\n}\n`);
  const { networks, diagnostics } = compile(source, { resolve: () => ({ why: 'there are no other files' }) });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const graph = present(networks[0]?.graph, () => 'it compiles');
  const analysis = analyze(graph);
  const output = present(graph.outputs[0], () => 'it has an output');
  const sizes = output.tensor.type.shape.map(({ size }) => (isKnown(size) ? Number(size) : 0));
  const axes = output.tensor.type.shape.map(({ name }) => name);
  for (const index of indicesOf(sizes)) {
    const result = readUnit(analysis, `${output.name}[${index.join(', ')}]`, 0);
    const { inputs } = 'reading' in result ? result.reading : { inputs: [] };
    const read = present(inputs[0], () => 'it reads the input').axes;
    expect(read.filter(({ rule }) => rule !== undefined).map(({ axis }) => axis)).toEqual([...(told.match(/./g) ?? [])]);
    for (const each of read) expectRule(each, (axis) => index[axes.indexOf(axis)] ?? 0);
  }
});

/** step*floor(i / period) + from to the same + to, cut to what exists. */
function expectRule({ axis, runs, rule, size }: AxisReading, indexAlong: (axis: string) => number): void {
  if (rule === undefined) return;
  const base = rule.along === undefined ? 0 : rule.step * Math.floor(indexAlong(rule.along) / rule.period);
  const ends = [Math.max(base + rule.from, 0), Math.min(base + rule.to, size - 1)];
  const isCut = base + rule.from < 0 || base + rule.to > size - 1;
  // Where there are holes, the border may lie in one.
  if (rule.isExact && (!rule.holes || !isCut)) expect([axis, runs[0]?.[0], runs.at(-1)?.[1]]).toEqual([axis, ...ends]);
}

/** All indices of a shape. */
function indicesOf(sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.reduce<readonly (readonly number[])[]>(
    (before, size) => before.flatMap((index) => Array.from({ length: size }, (_, last) => [...index, last])),
    [[]],
  );
}
