// The signal rule of multi-head attention: its linear maps, scores, softmax and weighted values, one after the other.
import {
  affine,
  contraction,
  cosinesOf,
  createTape,
  dropout,
  keptGroups,
  linear,
  rearrangement,
  softmax,
  turned,
  type Moments,
  type PlacedAxis,
  type SignalAxis,
  type SignalStep,
  type Tape,
  type TapeTensor,
} from '@trammel/signal';
import { present, type Axis } from '@trammel/tensor';
import { geometryOf, type AttentionAttributes } from './attention-geometry.js';
import { pointwiseMap } from './linear-signal.js';
import { frequencies } from './rotary.js';
import { knownMoments, outputAxes, type SignalCall } from './signal.js';

/** y = softmax(q k^T / sqrt(d)) v, each through a linear map. */
export function attentionSignal(call: SignalCall<AttentionAttributes>): SignalStep | undefined {
  const { attributes, size } = call;
  const { query, source, kvHeads, sharing, unit } = geometryOf(call);
  const [x, memory] = knownMoments(call);
  if (x === undefined) return undefined;
  const { tape, inputs } = createTape(memory === undefined ? [x] : [x, memory]);
  const from = present(inputs[0], () => 'attention has an input');
  const kept = inputs[1] ?? from;
  const { name } = query.feature;
  const key = `${source.time.name}.key`;
  const [kvHead, shared, features] = [
    { name: `${name}.kv`, size: size(kvHeads) },
    { name: `${name}.shared`, size: size(sharing) },
    { name: `${name}.unit`, size: size(unit) },
  ];
  const project = projection(call, tape);
  const heads = (tensor: TapeTensor, parts: readonly SignalAxis[], rename: ReadonlyMap<string, string>): TapeTensor =>
    tape.apply([tensor], rearrangement(tensor.moments, inHeads(tensor.moments, { name, parts, rename })));
  const renamed = new Map([[source.time.name, key]]);
  const turn = turning(attributes, tape, features.size);
  const q = turn(heads(project('q', from, query.feature), [kvHead, shared, features], new Map()), query.time.name);
  const k = turn(heads(project('k', kept, source.feature), [kvHead, features], renamed), key);
  const v = heads(project('v', kept, source.feature), [kvHead, features], renamed);
  const rows = q.moments.axes.filter((axis) => axis.name !== features.name);
  const keys = present(
    k.moments.axes.find((axis) => axis.name === key),
    () => 'keys have a time',
  );
  const scores = tape.apply([q, k], contraction(q.moments, k.moments, [...rows, keys]));
  const scaled = tape.apply(
    [scores],
    masked(affine(scores.moments, 1 / Math.sqrt(features.size), 0), { ...attributes, query: query.time.name, key }),
  );
  const weights = tape.apply([scaled], softmax(scaled.moments, { over: [key], moments: call.softmaxMoments }));
  const dropped =
    attributes.dropout === 0
      ? weights
      : tape.apply(
          [weights],
          dropout(weights.moments, attributes.dropout, () => true),
        );
  const values = tape.apply([dropped, v], contraction(dropped.moments, v.moments, [...rows, features]));
  const merged = tape.apply(
    [values],
    rearrangement(values.moments, merge(values.moments, outputAxes(call), { name, parts: [kvHead, shared, features] })),
  );
  return tape.finish(project('out', merged, query.feature));
}

/** W x + b over the feature axis. */
function projection(call: SignalCall<AttentionAttributes>, tape: Tape) {
  return (prefix: 'q' | 'k' | 'v' | 'out', tensor: TapeTensor, from: Axis): TapeTensor => {
    const weightOf = present(call.outputs[0], () => 'attention has an output');
    const { kvHeads, unit, query } = geometryOf(call);
    const name = query.feature.name;
    const outgoing = prefix === 'k' || prefix === 'v' ? call.size(kvHeads) * call.size(unit) : call.size(query.feature.size);
    const axes = tensor.moments.axes.map((axis) => (axis.name === from.name || axis.name === name ? { name, size: outgoing } : axis));
    const map = pointwiseMap(tensor.moments, axes, { incoming: call.size(from.size), outgoing, all: outgoing });
    const bias = call.attributes.bias ? call.weight(`${prefix}_bias`) : undefined;
    const names = { weight: `${prefix}_weight`, bias: `${prefix}_bias` };
    return weightOf.length === 0
      ? tensor
      : tape.apply(
          [tensor],
          linear(tensor.moments, { ...map, groups: keptGroups(tensor.moments, []) }, { weight: call.weight(names.weight), bias, names }),
        );
  };
}

/** Queries and keys turned by their positions, where the call asks for it. */
function turning({ rope, rope_base }: AttentionAttributes, tape: Tape, unit: number) {
  return (tensor: TapeTensor, time: string): TapeTensor => {
    const count = tensor.moments.axes.find(({ name }) => name === time)?.size ?? 1;
    return rope ? tape.apply([tensor], turned(tensor.moments, time, cosinesOf(count, frequencies(unit, rope_base)))) : tensor;
  };
}

interface Heads {
  readonly name: string;
  readonly parts: readonly SignalAxis[];
}

/** The feature axis as heads and their features, and axes under other names. */
function inHeads(x: Moments, { name, parts, rename }: Heads & { readonly rename: ReadonlyMap<string, string> }): readonly PlacedAxis[] {
  const grouped = new Set(x.groups.flatMap((group) => group.axes));
  return x.axes.flatMap((axis): readonly PlacedAxis[] =>
    axis.name === name
      ? parts.map((part) => ({ ...part, from: [name], isPosition: false }))
      : [{ name: rename.get(axis.name) ?? axis.name, size: axis.size, from: [axis.name], isPosition: grouped.has(axis.name) }],
  );
}

/** Heads put together again. */
function merge(x: Moments, axes: readonly SignalAxis[], { name, parts }: Heads): readonly PlacedAxis[] {
  const grouped = new Set(x.groups.flatMap((group) => group.axes));
  return axes.map((axis) => ({
    ...axis,
    from: axis.name === name ? parts.map((part) => part.name) : [axis.name],
    isPosition: grouped.has(axis.name),
  }));
}

/** Scores of which a causal mask takes out those of later keys. */
function masked(
  step: SignalStep,
  { causal, query, key }: { readonly causal: boolean; readonly query: string; readonly key: string },
): SignalStep {
  return causal ? { ...step, outputs: step.outputs.map((output) => ({ ...output, causal: { query, key } })) } : step;
}
