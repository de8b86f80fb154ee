// Every operator: what a site with an open size says, at a number, is what the site with the number says.
import { explainRunProblem, run, type Tensor } from '@trammel/interpreter';
import { createSite, operatorNames, type Site } from '@trammel/operators';
import { operationCounts } from '@trammel/program';
import {
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
import { execute, numbersFor, type Numbers } from './execution.js';

type Sizes = ReadonlyMap<string, number>;

/** The sizes of all axes of the inputs, by name. */
const sizesOf = (inputs: readonly TensorType[]): Sizes =>
  new Map(inputs.flatMap(({ shape }) => shape.map((axis) => [axis.name, Number(axis.size)])));

/** The inputs where every axis with one of the names has an open size. */
function opened(inputs: readonly TensorType[], names: Sizes): readonly TensorType[] {
  const open = (shape: Shape): Shape => shape.map(({ name, size }) => ({ name, size: names.has(name) ? symbolSize(name) : size }));
  return inputs.map((input) => ({ ...input, shape: open(input.shape) }));
}

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

/** A case with what it says and gives. */
interface Known extends Case {
  readonly numbers: Numbers;
  readonly outputs: readonly Tensor[];
  readonly facts: Readonly<Record<string, string>>;
}

function knownOf(one: Case): Known {
  const numbers = numbersFor(one, 'inference');
  return { ...one, numbers, outputs: execute(one.site.program('inference'), numbers).outputs, facts: facts(one.site, new Map()) };
}

/** How the site with these sizes open differs from that with numbers, in words; undefined where the operator refuses it. */
function compare(known: Known, sizes: Sizes): readonly string[] | undefined {
  const { site, args, inputs, numbers, outputs, text } = known;
  const open = createSite(site.operator, args, opened(inputs, sizes));
  if (!open.ok) return undefined;
  const told = `${text} with open ${[...sizes.keys()].join(', ')}`;
  const found = facts(open.value, sizes);
  const differences = Object.keys(found)
    .filter((key) => found[key] !== known.facts[key])
    .map((key) => `${told}: ${key} ${found[key] ?? ''}, and ${known.facts[key] ?? ''} with numbers`);
  const result = run(open.value.program('inference'), { inputs: numbers, parameters: numbers, sizes });
  if ('problem' in result) return [...differences, `${told} cannot be run: ${explainRunProblem(result.problem)}`];
  const isSame = result.outputs.every((tensor, index) => tensor.data.every((x, at) => Object.is(x, outputs[index]?.data[at])));
  return isSame ? differences : [...differences, `${told} gives other numbers`];
}

/** Each size open alone, and all of them together. */
function openings(inputs: readonly TensorType[]): readonly Sizes[] {
  const sizes = sizesOf(inputs);
  const alone = [...sizes].map((entry) => new Map([entry]));
  return sizes.size > 1 ? [...alone, sizes] : alone;
}

describe.each(operatorNames)('%s', (operator) => {
  test('says the same of open sizes as of numbers', () => {
    const { cases } = trialsOf(operator);
    const compared = cases
      .map(knownOf)
      .flatMap((known) => openings(known.inputs).map((sizes) => ({ sizes, differences: compare(known, sizes) })));
    expect(compared.flatMap(({ differences }) => differences ?? [])).toEqual([]);
    const batches = compared.filter(({ sizes }) => sizes.has('N') && sizes.size === 1);
    const isTaken = batches.length === 0 || batches.some(({ differences }) => differences !== undefined);
    expect(isTaken, 'an open batch is taken').toBe(true);
  });
});
