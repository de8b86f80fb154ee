// What attention works on: its attributes, and the axes and sizes that follow from its inputs, with what can be wrong with them.
import { divideSizesExactly, present, printShape, printSize, sameShape, type Size } from '@trammel/tensor';
import type { Fault, FaultPlace } from './fault.js';
import type { Initializer } from './initializer.js';
import type { Call } from './operator.js';
import { pairsOf } from './rotary.js';
import { checkSequence, sequenceAxes, type SequenceAxes } from './sequence.js';

export interface AttentionAttributes {
  readonly heads: Size;
  readonly kv_heads: Size | 'heads';
  readonly causal: boolean;
  readonly rope: boolean;
  readonly rope_base: number;
  readonly dropout: number;
  readonly bias: boolean;
  readonly init: Initializer;
  readonly bias_init: Initializer;
}

/** The sizes that a call works with. */
export interface Geometry {
  readonly query: SequenceAxes;
  /** Of the memory, or `query` itself where there is none. */
  readonly source: SequenceAxes;
  /** Of keys and values. */
  readonly kvHeads: Size;
  /** How many heads of queries share one of keys. */
  readonly sharing: Size;
  /** Features of one head. */
  readonly unit: Size;
}

const exactly = (whole: Size, by: Size): Size => present(divideSizesExactly(whole, by), () => 'heads divide what they share');

function kvHeadsOf({ heads, kv_heads }: AttentionAttributes): Size {
  return kv_heads === 'heads' ? heads : kv_heads;
}

/** The sizes of a call that `checkAttention` has passed. */
export function geometryOf({ attributes, inputs: [x, memory] }: Call<AttentionAttributes>): Geometry {
  const query = sequenceAxes(present(x, () => 'attention has an input').shape);
  const source = memory === undefined ? query : sequenceAxes(memory.shape);
  const kvHeads = kvHeadsOf(attributes);
  return { query, source, kvHeads, sharing: exactly(attributes.heads, kvHeads), unit: exactly(query.feature.size, attributes.heads) };
}

/** What is wrong with the call. */
export function checkAttention(call: Call<AttentionAttributes>): readonly Fault[] {
  const faults = call.inputs.flatMap(({ shape }, index) => checkSequence('attention', shape, index));
  return faults.length > 0 ? faults : [...checkHeads(call), ...checkMemory(call)];
}

function checkHeads({ attributes, inputs: [x] }: Call<AttentionAttributes>): readonly Fault[] {
  const { heads, rope } = attributes;
  const { name, size } = sequenceAxes(present(x, () => 'attention has an input').shape).feature;
  const kvHeads = kvHeadsOf(attributes);
  const at = (argument: keyof AttentionAttributes): FaultPlace => ({ kind: 'argument', name: argument });
  const unit = divideSizesExactly(size, heads);
  if (unit === undefined)
    return [
      {
        code: 'not-divisible',
        at: at('heads'),
        message: `${printSize(heads)} heads do not divide the ${printSize(size)} features of axis ${name}`,
      },
    ];
  if (divideSizesExactly(heads, kvHeads) === undefined)
    return [
      {
        code: 'not-divisible',
        at: at('kv_heads'),
        message: `${printSize(kvHeads)} heads of keys do not divide the ${printSize(heads)} heads of queries`,
      },
    ];
  if (rope && pairsOf(unit) === undefined)
    return [{ code: 'not-divisible', at: at('rope'), message: `features turn in pairs, and each head has ${printSize(unit)} of them` }];
  return [];
}

function checkMemory({ inputs: [x, memory] }: Call<AttentionAttributes>): readonly Fault[] {
  if (x === undefined || memory === undefined) return [];
  if (sameShape(sequenceAxes(memory.shape).others, sequenceAxes(x.shape).others)) return [];
  const message = `the memory ${printShape(memory.shape)} and the input ${printShape(x.shape)} differ besides time and features`;
  return [{ code: 'shape-mismatch', at: { kind: 'input', index: 1 }, against: { kind: 'input', index: 0 }, message }];
}
