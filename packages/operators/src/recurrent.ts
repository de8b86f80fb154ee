// The recurrent layers rnn, lstm and gru: their cells, by the equations of PyTorch. The loop over time is in recurrence.ts.
import { recurrentSignal, type CellSignal } from './recurrent-signal.js';
import { activation, add, multiply, scalar, subtract, type Value } from '@trammel/program';
import { isKnown, present } from '@trammel/tensor';
import { logistic, rectified } from './activations.js';
import { byName, optional, required, type AttributeKind, type Schema } from './attribute.js';
import { initializer } from './initializer-kind.js';
import { oneOf, realNumber, truthValue, wholeNumber } from './kinds.js';
import { namedInitializers } from './initializer-names.js';
import { oneRealTensor, operator, type Operator } from './operator.js';
import { recur, recurrentParameters, type Cell, type Gate, type RecurrentAttributes } from './recurrence.js';
import { checkSequence } from './sequence.js';
import { soleShape } from './sole-input.js';
import { biasInitializer, defaultInitializer } from './weights.js';

/** More layers than this are a mistake: each one is written out. */
const layerLimit = 1000;

const layerCount: AttributeKind<number> = {
  expects: `a whole number from 1 to ${layerLimit}`,
  bareName: 'value',
  words: [],
  read: (argument) => {
    if (argument.kind !== 'size' || !isKnown(argument.value)) return undefined;
    return argument.value >= 1 && argument.value <= layerLimit ? Number(argument.value) : undefined;
  },
};

const schema: Schema<RecurrentAttributes> = {
  features: required(wholeNumber(1), 'How many features each direction puts out: the size of the hidden state.'),
  layers: optional(layerCount, 1, '1', 'How many layers stand on each other; each reads what the one below puts out.'),
  bidirectional: byName(
    optional(truthValue, false, 'false', 'Whether a second pass runs from the end; its features follow those of the first.'),
  ),
  return: byName(
    optional(
      oneOf('sequence', 'last'),
      'sequence',
      'sequence',
      'What comes out: the states of all steps, or of the last one (of the backward pass: the first position).',
    ),
  ),
  bias: byName(optional(truthValue, true, 'true', 'Whether numbers are added to each gate, once for the input and once for the state.')),
  dropout: byName(optional(realNumber(0, 1), 0, '0', 'With which probability a number between layers is dropped in training.')),
  init: byName(optional(initializer, defaultInitializer.value, defaultInitializer.text, 'How the weights of the input begin.')),
  recurrent_init: byName(
    optional(
      initializer,
      present(namedInitializers.get('orthogonal'), () => 'orthogonal is an initialiser'),
      'orthogonal',
      'How the weights of the state begin.',
    ),
  ),
  bias_init: biasInitializer('How the biases begin.'),
};

/** What one layer of one direction with cells of that kind comes to. */
function costFormulas({ gates, activations }: { readonly gates: number; readonly activations: number }): readonly string[] {
  const times = (count: number): string => (count === 1 ? '' : `${count} `);
  return [
    `parameters of a layer in one direction = ${times(gates)}H (E + H), + ${2 * gates} H with biases, where E features come in and H go out`,
    `multiplications of contractions = MACs = N T ${times(gates)}H (E + H)`,
    `activations = ${times(activations)}N T H`,
  ];
}

/** W_ih x + b_ih + W_hh h + b_hh */
const total = ({ fromInput, fromState }: Gate): Value => add(fromInput, fromState);

const state = (states: readonly Value[], index: number): Value => present(states[index], () => 'a cell has as many states as it says');

export interface RnnAttributes extends RecurrentAttributes {
  readonly activation: 'tanh' | 'relu';
}

/** c' = f c + i g and h' = o tanh(c'), with the gates i, f, g, o in this order (Hochreiter and Schmidhuber 1997; Gers et al. 2000). */
const lstmCell: Cell = {
  gates: 4,
  states: 2,
  step: (gate, states) => {
    const sigmoidOf = (index: number): Value => activation(total(gate(index)), logistic);
    const candidate = activation(total(gate(2)), scalar.tanh);
    const memory = add(multiply(sigmoidOf(1), state(states, 1)), multiply(sigmoidOf(0), candidate));
    return [multiply(sigmoidOf(3), activation(memory, scalar.tanh)), memory];
  },
};

/** h' = (1 - z) n + z h with n = tanh(x_n + r h_n), where the gates are r, z, n in this order (Cho et al. 2014, as in PyTorch and cuDNN). */
const gruCell: Cell = {
  gates: 3,
  states: 1,
  step: (gate, states) => {
    const [reset, update] = [activation(total(gate(0)), logistic), activation(total(gate(1)), logistic)];
    const { fromInput, fromState } = gate(2);
    const candidate = activation(add(fromInput, multiply(reset, fromState)), scalar.tanh);
    return [add(multiply(subtract(1, update), candidate), multiply(update, state(states, 0)))];
  },
};

const x = scalar.argument(0);

/** The same over moments. */
const lstmSignal: CellSignal = {
  gates: 4,
  states: 2,
  step: ({ gate, state: stateAt, add: plus, multiply: times, through }) => {
    const preactivation = (index: number) => plus(gate(index).fromInput, gate(index).fromState);
    const sigmoidOf = (index: number) => through(preactivation(index), logistic(x));
    const candidate = through(preactivation(2), scalar.tanh(x));
    const keeper = sigmoidOf(1);
    const memory = plus(times(keeper, stateAt(1)), times(sigmoidOf(0), candidate));
    return [{ value: times(sigmoidOf(3), through(memory, scalar.tanh(x))) }, { value: memory, keeper }];
  },
};

/** The same over moments. */
const gruSignal: CellSignal = {
  gates: 3,
  states: 1,
  step: ({ gate, state: stateAt, add: plus, multiply: times, through, complement }) => {
    const sigmoidOf = (index: number) => through(plus(gate(index).fromInput, gate(index).fromState), logistic(x));
    const [reset, update] = [sigmoidOf(0), sigmoidOf(1)];
    const { fromInput, fromState } = gate(2);
    const candidate = through(plus(fromInput, times(reset, fromState)), scalar.tanh(x));
    return [{ value: plus(times(complement(update), candidate), times(update, stateAt(0))), keeper: update }];
  },
};

/** A cell as values, and as moments. */
interface CellForms {
  readonly values: Cell;
  readonly moments: CellSignal;
}

/** A recurrent layer whose cell follows from its attributes. */
function recurrent<A extends RecurrentAttributes>(
  name: string,
  about: Pick<Operator<A>, 'summary' | 'formulas' | 'attributes'>,
  cellOf: (attributes: A) => CellForms,
): Operator<A> {
  return operator<A>({
    category: 'recurrence',
    ...about,
    example: `net Example {\n  input x: [N, T=5, E=4]\n  ${name}(6)\n}\n`,
    inputs: oneRealTensor,
    check: (call) => checkSequence(name, soleShape(call), 0),
    parameters: (call) => recurrentParameters(call, cellOf(call.attributes).values),
    signal: (call) => recurrentSignal(call, cellOf(call.attributes).moments),
    meaning: (operands) => [recur(operands, cellOf(operands.attributes).values)],
  });
}

export const rnn = recurrent<RnnAttributes>(
  'rnn',
  {
    summary: 'A recurrent layer over time whose state is a nonlinearity of the input and the state before.',
    formulas: ["h' = f(W_ih x + b_ih + W_hh h + b_hh), h = 0 at first (Elman 1990)", ...costFormulas({ gates: 1, activations: 1 })],
    attributes: {
      ...schema,
      activation: byName(optional(oneOf('tanh', 'relu'), 'tanh', 'tanh', 'The nonlinearity f.')),
    },
  },
  ({ activation: nonlinearity }) => {
    const of = nonlinearity === 'tanh' ? scalar.tanh : rectified;
    return {
      values: { gates: 1, states: 1, step: (gate) => [activation(total(gate(0)), of)] },
      moments: {
        gates: 1,
        states: 1,
        step: ({ gate, add: plus, through }) => [{ value: through(plus(gate(0).fromInput, gate(0).fromState), of(x)) }],
      },
    };
  },
);

export const lstm = recurrent<RecurrentAttributes>(
  'lstm',
  {
    summary: 'Long short-term memory over time: a recurrent layer with a second state that gates write, keep and read.',
    formulas: [
      'i, f, o = sigmoid and g = tanh of W_ih x + b_ih + W_hh h + b_hh, rows in the order i, f, g, o',
      "c' = f c + i g, h' = o tanh(c'), h = c = 0 at first (Hochreiter and Schmidhuber 1997; Gers et al. 2000)",
      ...costFormulas({ gates: 4, activations: 5 }),
    ],
    attributes: schema,
  },
  () => ({ values: lstmCell, moments: lstmSignal }),
);

export const gru = recurrent<RecurrentAttributes>(
  'gru',
  {
    summary: 'Gated recurrent units over time: a recurrent layer whose state is mixed with a candidate by a gate.',
    formulas: [
      'r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh), n = tanh(W_in x + b_in + r (W_hn h + b_hn)), rows in the order r, z, n',
      "h' = (1 - z) n + z h, h = 0 at first (Cho et al. 2014, with the reset gate behind W_hn as in cuDNN)",
      ...costFormulas({ gates: 3, activations: 3 }),
    ],
    attributes: schema,
  },
  () => ({ values: gruCell, moments: gruSignal }),
);
