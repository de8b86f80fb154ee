// What one unit reads: from `y2[0, 3, 5]` to the exact sets of indices of every input.
import {
  elementCountOf,
  fieldOfUnit,
  projection,
  ruleOfAxis,
  ruleOfChannels,
  runsOf,
  type Analysis,
  type Box,
  type IndexRule,
  type IndexSet,
  type InputField,
} from '@trammel/analysis';
import { didYouMean } from '@trammel/diagnostics';
import type { NamedTensor } from '@trammel/graph';
import { isKnown, roleOf, substituteShape, type Shape } from '@trammel/tensor';

/** A unit as asked for, and what it reads of each input. */
export interface UnitReading {
  readonly network: string;
  readonly tensor: string;
  /** One for each axis of its tensor. */
  readonly index: readonly UnitIndex[];
  readonly inputs: readonly InputReading[];
}

/** Where the unit stands along one axis. */
export interface UnitIndex {
  readonly axis: string;
  /** Zero-based; 0 where a letter stands for any index. */
  readonly value: number;
  readonly letter: string | undefined;
}

/** The elements of one input that can change the unit. */
export interface InputReading {
  readonly input: string;
  /** How many elements are read. */
  readonly elements: number;
  readonly axes: readonly AxisReading[];
  /** The set as boxes, where the axes are read together in more ways than one. */
  readonly boxes: readonly Box[];
  /** False where the set is only known to hold all that is read. */
  readonly isExact: boolean;
}

/** What is read along one axis of an input. */
export interface AxisReading {
  readonly axis: string;
  readonly size: number;
  /** Runs [first, last] of indices, zero-based. */
  readonly runs: readonly (readonly [number, number])[];
  /** The same for every unit of the tensor; undefined where no one formula tells it. */
  readonly rule: IndexRule | undefined;
  /** The letters of the question that the runs depend on; told with 0 for each. */
  readonly letters: readonly string[];
  /** Whether every unit reads equally many: nothing is cut off at a border. */
  readonly isEven: boolean;
}

/** A unit's reading; or why there is none. */
export type UnitResult = { readonly reading: UnitReading } | { readonly why: string };

/** A unit of a tensor that has a name. */
export interface FoundUnit {
  readonly tensor: NamedTensor;
  readonly index: readonly UnitIndex[];
}

/** Reads `name[i, j, k]`; the batch may be left out, and a letter stands for any index. `base` is the index of the first element. */
export function readUnit(analysis: Analysis, text: string, base: 0 | 1): UnitResult {
  const { graph, sizes } = analysis;
  const found = findUnit(analysis, text, base);
  if ('why' in found) return found;
  const { tensor, index } = found.unit;
  const field = fieldOfUnit(
    graph,
    tensor.tensor,
    index.map(({ value }) => value),
    sizes,
  );
  const rules = analysis.receptiveFields.get(tensor.tensor) ?? [];
  const inputs = graph.inputs.flatMap((input) => {
    const set = field.get(input.tensor);
    const rule = rules.find((each) => each.input === input.name);
    const read = { input, shape: substituteShape(input.tensor.type.shape, sizes), set, rule };
    return set === undefined ? [] : [inputReading({ ...read, set }, index, substituteShape(tensor.tensor.type.shape, sizes))];
  });
  return { reading: { network: graph.name, tensor: tensor.name, index, inputs } };
}

/** The unit of which a text speaks, of a network whose sizes are known. */
export function findUnit({ graph, sizes }: Analysis, text: string, base: 0 | 1): { readonly unit: FoundUnit } | { readonly why: string } {
  const match = /^\s*([A-Za-z_]\w*)\s*\[([^\]]*)\]\s*$/.exec(text);
  if (match === null) return { why: `a unit is written as name[index, index, ...], and this is ${JSON.stringify(text)}` };
  const [, name = '', list = ''] = match;
  const tensor = graph.named.get(name) ?? graph.outputs.find((output) => output.name === name);
  if (tensor === undefined)
    return { why: unknownName(name, [...graph.named.keys(), ...graph.outputs.map((output) => output.name)], graph.name) };
  const shape = substituteShape(tensor.tensor.type.shape, sizes);
  const open = [...graph.inputs.map((input) => input.tensor), tensor.tensor]
    .flatMap((each) => substituteShape(each.type.shape, sizes))
    .find((axis) => !isKnown(axis.size));
  if (open !== undefined) return { why: `the size of ${open.name} is open: give it with --at ${open.name}=...` };
  const index = readIndex(list, shape, base);
  return 'why' in index ? index : { unit: { tensor, index: index.index } };
}

function unknownName(name: string, known: readonly string[], network: string): string {
  const near = didYouMean(name, known);
  const list = [...new Set(known)].join(', ');
  return `${network} has no tensor named ${name}${near === undefined ? '.' : `; did you mean ${near}?`} It names ${list}; a step gets a name with \`as\`.`;
}

type ReadIndex = { readonly index: readonly UnitIndex[] } | { readonly why: string };

function readIndex(list: string, shape: Shape, base: 0 | 1): ReadIndex {
  const parts = list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  // The batch may be left out: every example is read alike.
  const given = parts.length === shape.length - 1 && shape[0]?.name === 'N' ? [String(base), ...parts] : parts;
  const axes = shape.map((axis) => axis.name).join(', ');
  if (given.length !== shape.length)
    return { why: `the tensor has the axes ${axes}, and ${parts.length} ${parts.length === 1 ? 'index is' : 'indices are'} given` };
  const index: UnitIndex[] = [];
  for (const [position, part] of given.entries()) {
    const axis = shape[position];
    if (axis === undefined) continue;
    const isLetter = /^[A-Za-z_]\w*$/.test(part);
    const value = isLetter ? 0 : Number(part) - base;
    if (!Number.isInteger(value) || value < 0 || value >= Number(axis.size)) {
      return { why: `index ${part} of axis ${axis.name} is not from ${base} to ${Number(axis.size) - 1 + base}` };
    }
    index.push({ axis: axis.name, value, letter: isLetter ? part : undefined });
  }
  return { index };
}

interface Read {
  readonly input: NamedTensor;
  readonly shape: Shape;
  readonly set: IndexSet;
  readonly rule: InputField | undefined;
}

function inputReading({ input, shape, set, rule }: Read, index: readonly UnitIndex[], unit: Shape): InputReading {
  const axes = shape.map((axis, position): AxisReading => {
    const size = Number(axis.size);
    const { along, formula, isEven } = dependence({ name: axis.name, size }, rule, unit);
    const letters = index.flatMap(({ axis: name, letter }) => (letter !== undefined && along.includes(name) ? [letter] : []));
    return { axis: axis.name, size, runs: runsOf(projection(set, position)), rule: formula, letters, isEven };
  });
  return { input: input.name, elements: elementCountOf(set), axes, boxes: set.boxes, isExact: set.isExact };
}

interface Dependence {
  /** The axes of the unit's tensor that the indices depend on. */
  readonly along: readonly string[];
  readonly formula: IndexRule | undefined;
  readonly isEven: boolean;
}

function dependence(axis: { readonly name: string; readonly size: number }, rule: InputField | undefined, unit: Shape): Dependence {
  const field = rule?.axes.find((each) => each.axis === axis.name);
  if (field !== undefined) return { along: field.along, formula: ruleOfAxis(field), isEven: field.along.length === 0 };
  // A batch of which an example reads only itself is left out.
  if (rule === undefined || roleOf(axis.name) === 'batch') return { along: [axis.name], formula: ownIndex(axis.name), isEven: true };
  const formula = ruleOfChannels(rule, axis.size, unit);
  return { along: rule.channelsAlong, formula, isEven: formula !== undefined };
}

const ownIndex = (along: string): IndexRule => ({ along, step: 1, period: 1, from: 0, to: 0, holes: false, isExact: true });
