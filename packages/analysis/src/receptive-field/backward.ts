// Exactly which elements of its inputs given elements of a program's outputs read, with known sizes. Not rules per operator.
import { operandsOf, type Affine, type Instruction, type Value } from '@trammel/program';
import { axisNamed, present, type Shape } from '@trammel/tensor';
import { elementAt } from './element-at.js';
import type { Region } from './fact.js';
import { boxAt, combinationsOf, whereNotNegative, withIndices } from './half-space.js';
import { indexSet, mapBoxes, noElements, unionOfIndexSets, type Box, type IndexSet } from './index-set.js';
import { indicesOf, intersect, minimumOf, setOf, singleton } from './integer-set.js';
import { formOf, sizesOf, type Form } from './known-coordinate.js';
import { backwardThroughScan } from './scan-backward.js';
import { bodyOf, type Selection, type Tracing } from './tracing.js';
import { imageOfView, preimageOfAccumulate, type KnownMap } from './view-image.js';

/** Sets of elements by the position of the output or input. */
export type Demands = ReadonlyMap<number, IndexSet>;

/**
 * The elements of each input that can change one of the demanded elements of the outputs. Exact where `isExact` says so, and except
 * that what depends on the values of other inputs (an index, a condition) is taken to be any of them.
 */
export function backward(tracing: Tracing, demands: Demands): Demands {
  const { program, reaching } = tracing;
  const open = new Map<Value, IndexSet[]>();
  const demand = (value: Value, set: IndexSet): void => {
    if (!reaching.has(value) || set.boxes.length === 0) return;
    const known = open.get(value);
    if (known === undefined) open.set(value, [set]);
    else known.push(set);
  };
  for (const [position, set] of demands) demand(elementAt(program.outputs, position), set);
  const read = new Map<Value, IndexSet>();
  for (const value of [...program.values].reverse()) {
    const sets = open.get(value);
    if (sets === undefined) continue;
    const set = unionOfIndexSets(sets);
    if (value.instruction.op === 'input') read.set(value, set);
    else for (const [operand, part] of operandDemands(tracing, value, set)) demand(operand, part);
    open.delete(value);
  }
  return new Map(
    [...program.inputs.entries()].flatMap(([position, input]) => {
      const set = read.get(input);
      return set === undefined ? [] : [[position, set] as const];
    }),
  );
}

type OperandDemands = readonly (readonly [Value, IndexSet])[];

/** The elements of each operand that these elements of the value read. */
function operandDemands(tracing: Tracing, value: Value, results: IndexSet): OperandDemands {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota':
    case 'random':
      return [];
    case 'map': {
      const sets = unveiled(tracing, value, results);
      return instruction.operands.map((operand, position) => [operand, elementAt(sets, position)]);
    }
    case 'view':
      return [[instruction.operand, imageOfView(mapOf(tracing, value), results)]];
    case 'accumulate': {
      const sizes = sizesOf(instruction.operand.shape, tracing.sizes);
      return [[instruction.operand, preimageOfAccumulate(mapOf(tracing, value), results, sizes)]];
    }
    case 'reduce':
      return [[instruction.operand, aligned(tracing, results, { from: value.shape, to: instruction.operand.shape })]];
    case 'contract':
      return contractDemands(tracing, value, instruction, results);
    case 'gather':
      return gatherDemands(tracing, value, instruction, results);
    case 'scatterAdd': {
      const { updates, indices, axis } = instruction;
      return [updates, indices].map((operand) => [
        operand,
        aligned(tracing, results, { from: value.shape, to: operand.shape, except: axis }),
      ]);
    }
    case 'scan': {
      const body = bodyOf(tracing, instruction.recurrence);
      return backwardThroughScan(instruction, results, { sizes: tracing.sizes, throughBody: (demands) => backward(body, demands) });
    }
  }
}

interface Alignment {
  readonly from: Shape;
  readonly to: Shape;
  /** The name of an axis that is read whole though the result has one of that name. */
  readonly except?: string;
}

/** The elements at the same indices along axes of the same name; along the others all of them. */
function aligned(tracing: Tracing, set: IndexSet, { from, to, except }: Alignment): IndexSet {
  const axes = to.map((axis) => (axis.name === except ? -1 : from.findIndex((other) => other.name === axis.name)));
  const whole = sizesOf(to, tracing.sizes).map(indicesOf);
  return mapBoxes(set, (box) => indexSet([axes.map((at, axis) => (at < 0 ? elementAt(whole, axis) : elementAt(box, at)))]));
}

function mapOf(tracing: Tracing, value: Value): KnownMap {
  return present(tracing.mapOf(value), needsSizes);
}

const needsSizes = (): string => 'tracing one unit needs the value of every symbol';

function knownForms(tracing: Tracing, forms: readonly Affine[]): readonly Form[] {
  return forms.map((form) => present(formOf(form, tracing.sizes), needsSizes));
}

/** What a gather reads: an index that is known leads to one place, any other may lead anywhere. */
function gatherDemands(tracing: Tracing, value: Value, gather: Extract<Instruction, { op: 'gather' }>, results: IndexSet): OperandDemands {
  const { table, indices, axis } = gather;
  const read = aligned(tracing, results, { from: value.shape, to: indices.shape });
  const anywhere = { from: value.shape, to: table.shape, except: axis };
  const pointer = tracing.pointers.get(value);
  const at = table.shape.findIndex((own) => own.name === axis);
  const whole = aligned(tracing, results, anywhere);
  if (pointer === undefined)
    return [
      [table, whole],
      [indices, read],
    ];
  const places = indices.shape.map((own) => value.shape.findIndex((other) => other.name === own.name));
  const axes = pointer.axes.map((own) => elementAt(places, own));
  return [
    [
      table,
      mapBoxes(results, (box) => {
        const combinations = combinationsOf(box, axes);
        if (combinations === undefined) return { ...aligned(tracing, indexSet([box]), anywhere), isExact: false };
        return indexSet(
          combinations.flatMap((combination) => {
            const part = boxAt(box, axes, combination);
            const index = pointer.at(places.map((place) => minimumOf(elementAt(part, place))));
            return aligned(tracing, indexSet([part]), anywhere).boxes.map((own) =>
              own.map((along, position) => (position === at ? intersect(along, singleton(index)) : along)),
            );
          }),
        );
      }),
    ],
  ];
}

function contractDemands(
  tracing: Tracing,
  value: Value,
  contract: Extract<Instruction, { op: 'contract' }>,
  results: IndexSet,
): OperandDemands {
  const { left, right, over } = contract;
  const summed = left.shape.filter((axis) => over.includes(axis.name));
  const joint = [...value.shape, ...over.map((name) => present(axisNamed(summed, name), () => `axis ${name} is summed over`))];
  const terms = aligned(tracing, results, { from: value.shape, to: joint });
  const sets = unveiled(tracing, value, terms);
  return [left, right].map((operand, position) => [
    operand,
    aligned(tracing, elementAt(sets, position), { from: joint, to: operand.shape }),
  ]);
}

/** For each operand the indices among these at which it matters. */
function unveiled(tracing: Tracing, value: Value, indices: IndexSet): readonly IndexSet[] {
  const veil = present(tracing.veils.get(value), () => 'a value that reads an input has a veil');
  const selected = veil.selection === undefined ? undefined : selectedBy(veil.selection, indices);
  return operandsOf(value).map((operand, position) => {
    if (!veil.read.has(position) || !tracing.reaching.has(operand)) return noElements;
    const hiding = veil.conditions.filter(({ hides }) => hides.has(position));
    const set = selected === undefined ? indices : selected(position);
    return hiding.reduce((rest, { inside }) => within(tracing, inside, rest), set);
  });
}

function within(tracing: Tracing, region: Region, set: IndexSet): IndexSet {
  if (region.kind === 'forms') return whereNotNegative(set, knownForms(tracing, region.forms));
  const { axes, has } = region;
  return selectedBy({ axes, at: (index) => (has(index) ? matters : undefined) }, set)(0);
}

/** The one operand that a region is asked about matters. */
const matters: ReadonlySet<number> = new Set([0]);

/** For each operand, by position, the indices at which the selection says that it matters. */
function selectedBy(selection: Selection, indices: IndexSet): (position: number) => IndexSet {
  const parts = indices.boxes.map((box) => {
    const combinations = combinationsOf(box, selection.axes);
    const base = box.map(minimumOf);
    const reads = combinations?.map((combination) => ({
      combination,
      reads: selection.at(withIndices(base, selection.axes, combination)),
    }));
    return { box, reads };
  });
  return (position) => {
    const sets = parts.map(({ box, reads }): IndexSet => {
      if (reads === undefined) return { boxes: [box], isExact: false };
      if (reads.every((entry) => entry.reads?.has(position) === true)) return { boxes: [box], isExact: true };
      return indexSet(
        boxesAt(
          box,
          selection.axes,
          reads.flatMap((entry) => (entry.reads?.has(position) === true ? [entry.combination] : [])),
        ),
      );
    });
    return sets.length === 1
      ? elementAt(sets, 0)
      : { ...unionOfIndexSets(sets), isExact: indices.isExact && sets.every((set) => set.isExact) };
  };
}

/** The box cut down to these combinations of indices: one box for each of them, but for the last axis, which is put together. */
function boxesAt(box: Box, axes: readonly number[], combinations: readonly (readonly number[])[]): readonly Box[] {
  const last = axes.length - 1;
  const rows = new Map<string, { readonly fixed: readonly number[]; readonly indices: number[] }>();
  for (const combination of combinations) {
    const fixed = combination.slice(0, last);
    const row = rows.get(fixed.join()) ?? { fixed, indices: [] };
    row.indices.push(elementAt(combination, last));
    rows.set(fixed.join(), row);
  }
  return [...rows.values()].map(({ fixed, indices }) =>
    boxAt(box, axes.slice(0, last), fixed).map((along, axis) => (axis === axes[last] ? setOf(indices) : along)),
  );
}
