// Every operator: what a unit reads, which follows from the meaning, against changing elements of the inputs and looking.
import { contains, fieldOfUnit, type IndexSet } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import type { Frame, Graph, Node, Tensor } from '@trammel/graph';
import { operatorNames } from '@trammel/operators';
import type { Program } from '@trammel/program';
import { present, type ElementType } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';
import { drawNumbers, execute, nameOf, rangeFor, type Numbers } from './execution.js';
import { generator, type Range } from './numbers.js';

/** How many cases of an operator, units of a case, and elements that a unit reads, are looked at. */
const [casesLookedAt, unitsLookedAt, elementsLookedAt] = [6, 4, 4];

/** With how many other numbers elsewhere a change is looked for: one element alone need not change a maximum or a comparison. */
const attempts = 8;

/** So many of the items, spread over the list, the first and the last among them. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.round((index * (items.length - 1)) / (count - 1))]).filter(
    (item) => item !== undefined,
  );
}

/** The indices of a tensor of that shape, row by row. */
function indicesOf(shape: readonly number[]): readonly (readonly number[])[] {
  return shape.reduce<readonly (readonly number[])[]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, at) => [...index, at])),
    [[]],
  );
}

/** An element of an output or an input. */
interface Element {
  readonly position: number;
  /** Its number, row by row. */
  readonly offset: number;
  readonly index: readonly number[];
}

function elementsOf(shapes: readonly (readonly number[])[]): readonly Element[] {
  return shapes.flatMap((shape, position) => indicesOf(shape).map((index, offset) => ({ position, offset, index })));
}

const print = (kind: string, { position, index }: Element): string => `${kind} ${position}[${index.join(', ')}]`;

/** The unit's number when the program is run on these numbers. */
function valueOf(program: Program, numbers: Numbers, { position, offset }: Element): number {
  return execute(program, numbers).outputs[position]?.data[offset] ?? Number.NaN;
}

/** Other numbers for an element: far off on both sides, near, one that arguments have too; for an index, the other one. */
function alternatives(current: number, elementType: ElementType, draw: () => number): readonly number[] {
  return elementType !== 'f32' ? [1 - current] : [current + 40, current - 40, 2 * draw() - 1, 3 * draw(), 2];
}

interface Unit {
  readonly program: Program;
  readonly range: Range;
  readonly unit: Element;
  /** By the position of the input. */
  readonly reads: readonly (IndexSet | undefined)[];
  readonly inputs: readonly Element[];
}

const isRead = ({ reads }: Unit, { position, index }: Element): boolean => {
  const boxes = reads[position]?.boxes ?? [];
  return boxes.some((box) => box.every((set, axis) => contains(set, index[axis] ?? -1)));
};

/** Whether changing all that it does not read leaves the unit as it is. */
function readsMore(one: Unit): boolean {
  const { program, unit } = one;
  const numbers = drawNumbers(program, one.range);
  const before = valueOf(program, numbers, unit);
  const draw = generator(5);
  const outside = one.inputs.filter((element) => !isRead(one, element));
  return [0, 1, 2].some(() => {
    for (const { position, offset } of outside) {
      const input = program.inputs[position];
      const elements = input === undefined ? [] : (numbers.get(nameOf(input)) ?? []);
      elements[offset] = input?.elementType === 'f32' ? 8 * draw() - 4 : Math.floor(2 * draw());
    }
    return !Object.is(valueOf(program, numbers, unit), before);
  });
}

/** Whether some change of the element alone changes the unit, for some numbers elsewhere. */
function matters({ program, unit, range }: Unit, { position, offset }: Element): boolean {
  const input = program.inputs[position];
  if (input === undefined) return false;
  const draw = generator(3);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const numbers = drawNumbers(program, range, attempt);
    const elements = numbers.get(nameOf(input)) ?? [];
    const before = valueOf(program, numbers, unit);
    for (const other of alternatives(elements[offset] ?? 0, input.elementType, draw)) {
      const current = elements[offset] ?? 0;
      elements[offset] = other;
      const after = valueOf(program, numbers, unit);
      elements[offset] = current;
      if (!Object.is(before, after)) return true;
    }
  }
  return false;
}

/**
 * Whether some numbers of an input change the unit at all. Tracing knows shapes and not values: that a power of 1, or the softmax
 * of a single score, is the same whatever the input is, it cannot see.
 */
function dependsOn({ program, unit, range }: Unit, position: number): boolean {
  const input = program.inputs[position];
  if (input === undefined) return false;
  const first = drawNumbers(program, range);
  const before = valueOf(program, first, unit);
  return [40, -40, 2, 3].some((seed) => {
    const others = drawNumbers(program, range, Math.abs(seed)).get(nameOf(input)) ?? [];
    const changed = others.map((x) => (input.elementType === 'f32' ? x + seed : x));
    return !Object.is(valueOf(program, new Map([...first, [nameOf(input), changed]]), unit), before);
  });
}

/** The operator alone, as a network. */
function graphOf({ site, text }: Case): Graph {
  const span = { source: sourceFile('case.net', text), start: 0, end: text.length };
  const frame: Frame = { kind: 'net', name: 'Case', arguments: '', id: '', span, parent: undefined };
  const named = (tensors: readonly Tensor[]) => tensors.map((tensor, index) => ({ name: `tensor${index}`, tensor, span }));
  const inputs = site.inputs.map((type, index): Tensor => ({ type, index }));
  const outputs = site.outputs.map((type, index): Tensor => ({ type, index: inputs.length + index }));
  const weights = site.parameters.length === 0 ? undefined : { id: 'node', parameters: site.parameters, copies: 1 };
  const place = { id: 'node', label: undefined, doc: undefined, span, frame };
  // The operator and the site belong together.
  const node = { kind: 'node', operator: site.operator, site, inputs, outputs, weights, ...place } as Node;
  return {
    name: 'Case',
    doc: undefined,
    file: 'case.net',
    arguments: new Map(),
    symbols: [],
    conditions: [],
    inputs: named(node.inputs),
    outputs: named(node.outputs),
    named: new Map(),
    body: { items: [node] },
    tensorCount: inputs.length + outputs.length,
    weights: weights === undefined ? [] : [weights],
    assertions: [],
    training: undefined,
    span,
  };
}

function errors(one: Case): readonly string[] {
  const program = one.site.program('inference');
  const graph = graphOf(one);
  const range = rangeFor(program);
  const outputs = elementsOf(execute(program, drawNumbers(program, range)).outputs.map(({ shape }) => shape));
  const inputs = elementsOf(program.inputs.map(({ shape }) => shape.map((axis) => Number(axis.size))));
  return spread(outputs, unitsLookedAt).flatMap((unit) => {
    const tensor = present(graph.outputs[unit.position], () => 'a unit is one of an output').tensor;
    const field = fieldOfUnit(graph, tensor, unit.index, new Map());
    const reads = graph.inputs.map((input) => field.get(input.tensor));
    const looked: Unit = { program, range, unit, reads, inputs };
    const isExact = reads.every((set) => set?.isExact !== false);
    const found = spread(
      inputs.filter((element) => isRead(looked, element)),
      elementsLookedAt,
    );
    const idle = isExact ? found.filter((element) => !matters(looked, element) && dependsOn(looked, element.position)) : [];
    return [
      ...(readsMore(looked) ? [`${one.text}: ${print('output', unit)} changes with elements that it is said not to read`] : []),
      ...idle.map((element) => `${one.text}: ${print('output', unit)} is said to read ${print('input', element)}, which changes nothing`),
    ];
  });
}

describe.each(operatorNames)('%s', (operator) => {
  test('reads what its meaning says, and nothing else', () => {
    expect(spread(trialsOf(operator).cases, casesLookedAt).flatMap(errors)).toEqual([]);
  });
});
