// What one unit reads: from `y2[0, 3, 5]` to the exact sets of indices of every input.
import { fieldOfUnit, projection, runsOf, type Analysis, type Box, type IndexSet } from '@trammel/analysis';
import { didYouMean } from '@trammel/diagnostics';
import { elementCountOf } from '@trammel/analysis';
import type { NamedTensor } from '@trammel/graph';
import { isKnown, substituteShape, type Shape } from '@trammel/tensor';

/** A unit as asked for, and what it reads of each input. */
export interface UnitReading {
  readonly tensor: NamedTensor;
  /** The axes of its tensor that the index runs over, with their sizes. */
  readonly shape: Shape;
  /** Zero-based, one for each axis. */
  readonly index: readonly number[];
  /** A letter in place of a number stands for any index of that axis: these were told at index 0. */
  readonly anyOf: readonly string[];
  readonly inputs: readonly InputReading[];
}

/** The indices of one input that can change the unit. */
export interface InputReading {
  readonly input: NamedTensor;
  readonly shape: Shape;
  /** How many elements are read. */
  readonly elements: number;
  /** For each axis the runs [first, last] of indices, zero-based. */
  readonly runs: readonly (readonly (readonly [number, number])[])[];
  /** The set as boxes, where the axes are read together in more ways than one. */
  readonly boxes: readonly Box[];
  /** False where the set is only known to hold all that is read. */
  readonly isExact: boolean;
}

/** A unit's reading; or why there is none. */
export type UnitResult = { readonly reading: UnitReading } | { readonly why: string };

/** Reads `name[i, j, k]`; the batch may be left out, and a letter stands for any index. `base` is the index of the first element. */
export function readUnit(analysis: Analysis, text: string, base: 0 | 1): UnitResult {
  const { graph, sizes } = analysis;
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
  if ('why' in index) return index;
  const field = fieldOfUnit(graph, tensor.tensor, index.index, sizes);
  const inputs = graph.inputs.flatMap((input) => {
    const set = field.get(input.tensor);
    return set === undefined ? [] : [inputReading(input, substituteShape(input.tensor.type.shape, sizes), set)];
  });
  return { reading: { tensor, shape, index: index.index, anyOf: index.anyOf, inputs } };
}

function unknownName(name: string, known: readonly string[], network: string): string {
  const near = didYouMean(name, known);
  const list = [...new Set(known)].join(', ');
  return `${network} has no tensor named ${name}${near === undefined ? '' : `; did you mean ${near}?`} It names ${list}; a step gets a name with \`as\`.`;
}

type ReadIndex = { readonly index: readonly number[]; readonly anyOf: readonly string[] } | { readonly why: string };

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
  const index: number[] = [];
  const anyOf: string[] = [];
  for (const [position, part] of given.entries()) {
    const axis = shape[position];
    if (axis === undefined) continue;
    const isAny = /^[A-Za-z_]\w*$/.test(part);
    const value = isAny ? 0 : Number(part) - base;
    if (isAny) anyOf.push(axis.name);
    if (!Number.isInteger(value) || value < 0 || value >= Number(axis.size)) {
      return { why: `index ${part} of axis ${axis.name} is not from ${base} to ${Number(axis.size) - 1 + base}` };
    }
    index.push(value);
  }
  return { index, anyOf };
}

function inputReading(input: NamedTensor, shape: Shape, set: IndexSet): InputReading {
  const runs = shape.map((_, axis) => runsOf(projection(set, axis)));
  return { input, shape, elements: elementCountOf(set), runs, boxes: set.boxes, isExact: set.isExact };
}
