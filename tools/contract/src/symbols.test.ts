// Every operator: what a site with an open size says, at a number, is what the site with the number says.
import { createSite, operatorNames, type Site } from '@trammel/operators';
import { operationCounts } from '@trammel/program';
import {
  axisNamed,
  isKnown,
  printSize,
  printType,
  substituteShape,
  substituteSize,
  symbolSize,
  type Shape,
  type Size,
  type SymbolValues,
  type TensorType,
} from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';
import { execute, numbersFor } from './execution.js';
import { run } from '@trammel/interpreter';

/** The inputs where every axis of that name has an open size. */
function opened(inputs: readonly TensorType[], name: string): readonly TensorType[] {
  const open = (shape: Shape): Shape => shape.map((axis) => (axis.name === name ? { name, size: symbolSize(name) } : axis));
  return inputs.map((input) => ({ ...input, shape: open(input.shape) }));
}

const axesOf = (inputs: readonly TensorType[]): readonly string[] => [
  ...new Set(inputs.flatMap(({ shape }) => shape.map((axis) => axis.name))),
];

/** What a site says, with symbols replaced, as text. */
function facts(site: Site, values: SymbolValues): Readonly<Record<string, string>> {
  const typeAt = ({ elementType, shape }: TensorType): string => printType({ elementType, shape: substituteShape(shape, values) });
  const counts = Object.entries(operationCounts(site.program('inference')));
  return {
    outputs: site.outputs.map(typeAt).join(' '),
    parameters: site.parameters.map(({ name, shape }) => `${name}: ${typeAt({ elementType: 'f32', shape })}`).join(' '),
    ...Object.fromEntries(counts.map(([name, count]: readonly [string, Size]) => [name, printSize(substituteSize(count, values))])),
  };
}

/** How the site with an open size differs from the site with the number, in words; or that there is none. */
function compare(one: Case, name: string): { readonly isRefused: boolean; readonly differences: readonly string[] } {
  const open = createSite(one.site.operator, one.args, opened(one.inputs, name));
  if (!open.ok) return { isRefused: true, differences: [] };
  const size = one.inputs.map(({ shape }) => axisNamed(shape, name)?.size).find((known) => known !== undefined) ?? 1;
  const values = new Map([[name, size]]);
  const [found, expected] = [facts(open.value, values), facts(one.site, values)];
  const differences = Object.keys(expected)
    .filter((key) => found[key] !== expected[key])
    .map((key) => `${one.text} with open ${name}: ${key} ${found[key] ?? ''}, and ${expected[key] ?? ''} with the number`);
  return { isRefused: false, differences: [...differences, ...differentResults(one, open.value, { name, size })] };
}

function differentResults(
  { text, site }: Case,
  open: Site,
  { name, size }: { readonly name: string; readonly size: Size },
): readonly string[] {
  if (!isKnown(size)) return [];
  const numbers = numbersFor({ site }, 'inference');
  const result = run(open.program('inference'), { inputs: numbers, parameters: numbers, sizes: new Map([[name, Number(size)]]) });
  if ('problem' in result) return [`${text} with open ${name} cannot be run: ${JSON.stringify(result.problem)}`];
  const expected = execute(site.program('inference'), numbers).outputs;
  const isSame = result.outputs.every((tensor, index) => tensor.data.every((x, at) => Object.is(x, expected[index]?.data[at])));
  return isSame ? [] : [`${text} with open ${name} gives other numbers`];
}

describe.each(operatorNames)('%s', (operator) => {
  test('says the same of open sizes as of numbers', () => {
    const { cases } = trialsOf(operator);
    const compared = cases.flatMap((one) => axesOf(one.inputs).map((name) => ({ one, name, ...compare(one, name) })));
    expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
    const batches = compared.filter(({ name }) => name === 'N');
    if (batches.length > 0)
      expect(
        batches.some(({ isRefused }) => !isRefused),
        'an open batch is taken',
      ).toBe(true);
  });
});
