// The signal rule of recurrent layers: linear maps of the input, then steps of a cell, layer by layer. The cells are in recurrent.ts.
import {
  affine,
  concatenation,
  createTape,
  dropout,
  elementwise,
  linear,
  meanOf,
  meanSquare,
  product,
  recurrence,
  sum,
  whiteNoise,
  type CellStep,
  type Moments,
  type SignalAxis,
  type SignalStep,
  type Tape,
  type TapeTensor,
} from '@trammel/signal';
import type { Scalar } from '@trammel/program';
import { present } from '@trammel/tensor';
import { pointwiseMap } from './linear-signal.js';
import { layersOf, passesOf, type Pass, type RecurrentAttributes } from './recurrence.js';
import { sequenceAxes } from './sequence.js';
import { soleMoments, type SignalCall } from './signal.js';
import { soleShape } from './sole-input.js';

/** What a cell is made of, over moments. */
export interface CellTools {
  /** What a gate reads of the input, and of the first state. */
  readonly gate: (index: number) => { readonly fromInput: TapeTensor; readonly fromState: TapeTensor };
  readonly state: (index: number) => TapeTensor;
  readonly add: (a: TapeTensor, b: TapeTensor) => TapeTensor;
  readonly multiply: (a: TapeTensor, b: TapeTensor) => TapeTensor;
  /** f(x) for an expression of argument 0. */
  readonly through: (x: TapeTensor, expression: Scalar) => TapeTensor;
  /** 1 - x */
  readonly complement: (x: TapeTensor) => TapeTensor;
}

/** A state after a step, and the gate by which a unit keeps what it was, where there is one. */
export interface NextState {
  readonly value: TapeTensor;
  readonly keeper?: TapeTensor;
}

/** A cell as moments pass through it. */
export interface CellSignal {
  readonly gates: number;
  readonly states: number;
  readonly step: (tools: CellTools) => readonly NextState[];
}

/** All layers one after the other, over the whole sequence. */
export function recurrentSignal(call: SignalCall<RecurrentAttributes>, cell: CellSignal): SignalStep {
  const { attributes } = call;
  const { tape, inputs } = createTape([soleMoments(call)]);
  let sequence = present(inputs[0], () => 'a recurrent layer has an input');
  for (const layer of layersOf(attributes)) {
    const isLast = layer === attributes.layers - 1;
    const read = sequence;
    const passes = passesOf(layer, attributes).map((pass) => passThrough(call, cell, { tape, pass, sequence: read, isLast }));
    const made = joined(call, tape, passes);
    sequence =
      isLast || attributes.dropout === 0
        ? made
        : tape.apply(
            [made],
            dropout(made.moments, attributes.dropout, () => true),
          );
  }
  const whole = tape.finish(sequence);
  const isStacked = attributes.layers > 1 && cell.states > 1;
  return isStacked
    ? { ...whole, doubts: [...whole.doubts, 'stacked memories are alike at near times, of which the mean is taken'] }
    : whole;
}

/** The features of both directions, one after the other. */
function joined(call: SignalCall<RecurrentAttributes>, tape: Tape, passes: readonly TapeTensor[]): TapeTensor {
  const [first] = passes;
  const { name } = sequenceAxes(soleShape(call)).feature;
  const only = present(first, () => 'a recurrent layer has a direction');
  if (passes.length === 1) return only;
  const axes = only.moments.axes.map((axis) => (axis.name === name ? { name, size: axis.size * passes.length } : axis));
  const parts = passes.map(({ moments }) => moments);
  return tape.apply(passes, concatenation(parts, name, axes));
}

interface Passing {
  readonly tape: Tape;
  readonly pass: Pass;
  readonly sequence: TapeTensor;
  readonly isLast: boolean;
}

function passThrough(call: SignalCall<RecurrentAttributes>, cell: CellSignal, { tape, pass, sequence, isLast }: Passing): TapeTensor {
  const { feature, time } = sequenceAxes(soleShape(call));
  const features = call.size(call.attributes.features);
  const axes = sequence.moments.axes.map((axis) => (axis.name === feature.name ? { name: axis.name, size: features } : axis));
  const gates = Array.from({ length: cell.gates }, () =>
    tape.apply([sequence], mapped(call, sequence.moments, { axes, feature: feature.name, source: 'ih', suffix: pass.suffix })),
  );
  const [gate] = gates;
  const groups = present(gate, () => 'a cell has gates').moments.groups;
  return tape.apply(
    gates,
    recurrence(
      gates.map(({ moments }) => moments),
      {
        time: time.name,
        direction: pass.direction,
        returns: isLast ? call.attributes.return : 'sequence',
        initial: Array.from({ length: cell.states }, () => whiteNoise(axes, groups, 0)),
        cell: (inputs, states) => cellStep(call, cell, { inputs, states, feature: feature.name, suffix: pass.suffix }),
      },
    ),
  );
}

interface Mapping {
  readonly axes: readonly SignalAxis[];
  readonly feature: string;
  /** Whether the input or the state is mapped. */
  readonly source: 'ih' | 'hh';
  readonly suffix: string;
}

/** W x + b for one gate. */
function mapped(call: SignalCall<RecurrentAttributes>, x: Moments, { axes, feature, source, suffix }: Mapping): SignalStep {
  const names = { weight: `weight_${source}${suffix}`, bias: `bias_${source}${suffix}` };
  const sizeIn = (of: readonly SignalAxis[]): number => of.find(({ name }) => name === feature)?.size ?? 1;
  const outgoing = sizeIn(axes);
  return linear(x, pointwiseMap(x, axes, { incoming: sizeIn(x.axes), outgoing, all: outgoing }), {
    weight: call.weight(names.weight),
    bias: call.attributes.bias ? call.weight(names.bias) : undefined,
    names,
  });
}

interface CellInputs {
  readonly inputs: readonly Moments[];
  readonly states: readonly Moments[];
  readonly feature: string;
  readonly suffix: string;
}

/** One step of the cell: from what gates read of the input, and the states, to the next states. */
function cellStep(call: SignalCall<RecurrentAttributes>, cell: CellSignal, { inputs, states, feature, suffix }: CellInputs): CellStep {
  const { tape, inputs: entered } = createTape([...inputs, ...states]);
  const at = (index: number): TapeTensor => present(entered[index], () => 'a cell has as many gates and states as it says');
  const hidden = at(inputs.length);
  const { axes } = hidden.moments;
  const meet = { axes, followsDensity: false };
  const next = cell.step({
    gate: (index) => ({
      fromInput: at(index),
      fromState: tape.apply([hidden], mapped(call, hidden.moments, { axes, feature, source: 'hh', suffix })),
    }),
    state: (index) => at(inputs.length + index),
    add: (a, b) => tape.apply([a, b], sum([a.moments, b.moments], meet)),
    multiply: (a, b) => tape.apply([a, b], product([a.moments, b.moments], axes)),
    through: (x, expression) => tape.apply([x], elementwise(x.moments, call.transferOf(expression))),
    complement: (x) => tape.apply([x], affine(x.moments, -1, 1)),
  });
  return {
    step: tape.finish(...next.map(({ value }) => value)),
    kept: next.map(({ keeper }) => (keeper === undefined ? 0 : meanOf(keeper.moments))),
    keptSquares: next.map(({ keeper }) => (keeper === undefined ? 0 : meanSquare(keeper.moments))),
  };
}
