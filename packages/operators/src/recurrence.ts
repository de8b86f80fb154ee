// Recurrent layers over time, of any cell: layers, directions, weights and the loop. The cells are in recurrent.ts.
import { add, broadcastTo, constant, contract, order, pick, rename, scan, split, type ScanResults, type Value } from '@trammel/program';
import { approximateSize, multiplySizes, present, type Axis, type Size } from '@trammel/tensor';
import { following } from './concat.js';
import { dropOut } from './dropout.js';
import type { Initializer } from './initializer.js';
import { weight, type Call, type Operands, type Parameter } from './operator.js';
import { sequenceAxes, type SequenceAxes } from './sequence.js';
import { soleShape, soleValue } from './sole-input.js';

export interface RecurrentAttributes {
  readonly features: Size;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly return: 'sequence' | 'last';
  readonly bias: boolean;
  readonly dropout: number;
  readonly init: Initializer;
  readonly recurrent_init: Initializer;
  readonly bias_init: Initializer;
}

/** What a cell reads of one gate at one step. */
export interface Gate {
  /** W_ih x + b_ih */
  readonly fromInput: Value;
  /** W_hh h + b_hh */
  readonly fromState: Value;
}

/** One step of a recurrence over features. */
export interface Cell {
  /** How many gates there are; their weights lie one after the other in one matrix. */
  readonly gates: number;
  /** How many states are carried; the first of them is put out. */
  readonly states: number;
  /** The next states. */
  readonly step: (gate: (index: number) => Gate, states: readonly Value[]) => readonly Value[];
}

/** One direction of one layer. */
export interface Pass {
  readonly direction: 'forward' | 'backward';
  /** What the names of its parameters end in, as in PyTorch. */
  readonly suffix: string;
}

export function passesOf(layer: number, { bidirectional }: RecurrentAttributes): readonly Pass[] {
  const forward: Pass = { direction: 'forward', suffix: `_l${layer}` };
  return bidirectional ? [forward, { direction: 'backward', suffix: `_l${layer}_reverse` }] : [forward];
}

/** The numbers of the layers. */
export const layersOf = ({ layers }: RecurrentAttributes): readonly number[] => Array.from({ length: layers }, (_, layer) => layer);

/** Weights by layer and direction, named and laid out as in PyTorch. */
export function recurrentParameters(call: Call<RecurrentAttributes>, { gates }: Cell): readonly Parameter[] {
  const { attributes } = call;
  const { feature } = sequenceAxes(soleShape(call));
  const between = multiplySizes(attributes.features, attributes.bidirectional ? 2 : 1);
  return layersOf(attributes).flatMap((layer) =>
    passesOf(layer, attributes).flatMap(({ suffix }) => {
      const incoming = layer === 0 ? feature.size : between;
      return passParameters({ attributes, suffix, feature: feature.name, gates, incoming });
    }),
  );
}

function passParameters(of: {
  readonly attributes: RecurrentAttributes;
  readonly suffix: string;
  readonly feature: string;
  readonly gates: number;
  readonly incoming: Size;
}): readonly Parameter[] {
  const { suffix, feature, gates, incoming } = of;
  const { features, bias, init, recurrent_init, bias_init } = of.attributes;
  const out: Axis = { name: `${feature}.out`, size: multiplySizes(gates, features) };
  const fans = (from: Size): Parameter['fans'] => ({ in: approximateSize(from), out: approximateSize(out.size) });
  const biases = bias ? ['bias_ih', 'bias_hh'].map((name) => weight(name + suffix, [out], bias_init, fans(features))) : [];
  return [
    weight(`weight_ih${suffix}`, [out, { name: `${feature}.in`, size: incoming }], init, fans(incoming)),
    weight(`weight_hh${suffix}`, [out, { name: `${feature}.state`, size: features }], recurrent_init, fans(features)),
    ...biases,
  ];
}

/** All layers one after the other, over the whole sequence; the loop holds only what depends on the state. */
export function recur(operands: Operands<RecurrentAttributes>, cell: Cell): Value {
  const { attributes } = operands;
  const axes = sequenceAxes(soleShape(operands));
  const names = soleShape(operands).map((axis) => axis.name);
  const joined = (parts: readonly Value[]): Value => following(axes.feature.name, parts);
  let sequence = soleValue(operands);
  for (const layer of layersOf(attributes)) {
    const passes = passesOf(layer, attributes).map((pass) => loop(operands, cell, { pass, axes, sequence }));
    const isLast = layer === attributes.layers - 1;
    if (isLast && attributes.return === 'last') {
      const kept = names.filter((name) => name !== axes.time.name);
      return order(joined(passes.flatMap(({ states }) => states.slice(0, 1))), kept);
    }
    const outputs = joined(passes.flatMap((results) => results.outputs.map((output) => order(output, names))));
    sequence = isLast || operands.mode === 'inference' ? outputs : dropOut(outputs, attributes.dropout);
  }
  return sequence;
}

/** The recurrence of one direction of one layer, from states of zeros. */
function loop(
  { attributes, parameter }: Operands<RecurrentAttributes>,
  cell: Cell,
  over: {
    readonly pass: Pass;
    readonly axes: SequenceAxes;
    readonly sequence: Value;
  },
): ScanResults {
  const {
    pass,
    axes: {
      feature: { name },
      time,
      others,
    },
    sequence,
  } = over;
  const [gate, state] = [`${name}.gate`, `${name}.state`];
  const byGate = (value: Value): Value =>
    split(value, `${name}.out`, [
      { name: gate, size: cell.gates },
      { name, size: attributes.features },
    ]);
  const biased = (value: Value, bias: string): Value => (attributes.bias ? add(value, parameter(bias + pass.suffix)) : value);
  const fromInput = contract(rename(sequence, { [name]: `${name}.in` }), parameter(`weight_ih${pass.suffix}`), [`${name}.in`]);
  const zeros = broadcastTo(constant(0), [...others, { name, size: attributes.features }]);
  return scan({
    axis: time,
    direction: pass.direction,
    initial: Array.from({ length: cell.states }, () => zeros),
    sequences: [byGate(biased(fromInput, 'bias_ih'))],
    captured: [byGate(parameter(`weight_hh${pass.suffix}`)), ...(attributes.bias ? [byGate(parameter(`bias_hh${pass.suffix}`))] : [])],
    body: (states, [slice], [matrix, bias]) => {
      const hidden = rename(part(states[0]), { [name]: state });
      const product = contract(hidden, part(matrix), [state]);
      const fromState = bias === undefined ? product : add(product, bias);
      const gateAt = (index: number): Gate => ({ fromInput: pick(part(slice), gate, index), fromState: pick(fromState, gate, index) });
      const next = cell.step(gateAt, states);
      return { next, outputs: next.slice(0, 1) };
    },
  });
}

const part = (value: Value | undefined): Value => present(value, () => 'a step has a state, a slice of the input and weights');
