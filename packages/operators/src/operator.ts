// The form of an operator: everything that the rest of the house needs to know about it, in one place.
import type { Program, Value } from '@trammel/program';
import type { SignalStep } from '@trammel/signal';
import type { ElementType, Shape, Size, TensorType } from '@trammel/tensor';
import type { Alternative } from './alternative.js';
import type { Schema } from './attribute.js';
import type { Call, Parameter } from './call.js';
import type { Fault } from './fault.js';
import type { Initializer } from './initializer.js';
import type { SignalContext, SignalRule } from './signal.js';

export type { Call, Parameter } from './call.js';

/** Under which heading the manual lists an operator. */
export type Category =
  | 'convolution'
  | 'pooling'
  | 'resampling'
  | 'linear'
  | 'shape'
  | 'normalisation'
  | 'regularisation'
  | 'attention'
  | 'recurrence'
  | 'activation'
  | 'arithmetic'
  | 'reduction'
  | 'source'
  | 'loss'
  | 'metric';

/** One tensor that an operator takes. */
export interface InputSpec {
  readonly name: string;
  /** `any` unless the operator cares. */
  readonly elementType: ElementType | 'any';
  /** `variadic` inputs take one or more tensors, and paths `{ | ... | ... }`; only the last may be variadic or optional. */
  readonly arity: 'one' | 'optional' | 'variadic';
}

/** The attributes of an operator that has none. */
export type NoAttributes = Readonly<Record<never, never>>;

/** Whether batch statistics and dropout are those of training. */
export type Mode = 'inference' | 'training';

/** The call with values for its inputs and parameters: what a meaning is written over. */
export interface Operands<A> extends Call<A> {
  readonly values: readonly Value[];
  /** The parameter's value by its name; the name must be one that `parameters` lists. */
  readonly parameter: (name: string) => Value;
  readonly mode: Mode;
}

export interface Operator<A> {
  readonly category: Category;
  /** One sentence. */
  readonly summary: string;
  /** What it computes and costs, as formulas with their source; one a line. */
  readonly formulas: readonly string[];
  /** A whole net in a few lines that uses it. */
  readonly example: string;
  readonly inputs: readonly InputSpec[];
  readonly attributes: Schema<A>;
  /** What is wrong with the call; the severity of each fault is that of its code. Where no error is found, the other rules hold. */
  readonly check: (call: Call<A>) => readonly Fault[];
  readonly parameters: (call: Call<A>) => readonly Parameter[];
  /** The operator in primitives: one value for each output. Types of outputs follow from it. */
  readonly meaning: (operands: Operands<A>) => readonly Value[];
  /** How means and variances pass through it, and gradients back; `noSignal` where there is no theory, and all behind it is not known. */
  readonly signal: SignalRule<A>;
  /** In training, what each buffer becomes, in the order of `parameters`. Apart from the meaning, since no gradient goes through it. */
  readonly updates?: (operands: Operands<A>) => readonly Value[];
  /** Cheaper ways to write the call, which compute something else; sizes are read by `size`, NaN while one is open. */
  readonly alternatives?: (call: Call<A>, size: (size: Size) => number) => readonly Alternative[];
  /**
   * The type of the first input that is missing, from those before it: where the labels of a loss are no tensor of the
   * network, they become an input of that type. Undefined where it does not follow.
   */
  readonly impliedInput?: (call: Call<A>) => TensorType | undefined;
  /**
   * The sign that stands for it between two tensors, as `+`. Where one side is a number, the call has one tensor, and
   * the number is the named attribute `left` or `right`, by the side on which it stands: `1 - x` is `sub(x, left=1)`.
   */
  readonly infix?: string;
  /** The sign that stands for it before a tensor, as `-` and `not`. */
  readonly prefix?: string;
  /** Operators that use the same weights, by the name behind the dot: `wte.attend`. */
  readonly methods?: Readonly<Record<string, string>>;
}

/** An operator without parameters or faults of its own needs to say only what is special about it. */
export function operator<A>(
  definition: Omit<Operator<A>, 'check' | 'parameters'> & Partial<Pick<Operator<A>, 'check' | 'parameters'>>,
): Operator<A> {
  return { check: () => [], parameters: () => [], ...definition };
}

/** The single input of most operators. */
export const oneTensor: readonly InputSpec[] = [{ name: 'x', elementType: 'any', arity: 'one' }];

/** The single input of operators that compute with real numbers. */
export const oneRealTensor: readonly InputSpec[] = [{ name: 'x', elementType: 'f32', arity: 'one' }];

/** A trainable weight. */
export function weight(name: string, shape: Shape, initializer: Initializer, fans: Parameter['fans']): Parameter {
  return { name, shape, initializer, fans, isTrainable: true };
}

/** A running statistic. */
export function buffer(name: string, shape: Shape, value: number): Parameter {
  return { name, shape, initializer: { kind: 'constant', value }, fans: undefined, isTrainable: false };
}

/** An operator at a place: read, checked, with the types that follow. Equal calls are one site. */
export interface SiteFacts {
  /** The call with its arguments evaluated: `conv(64, 7x7, stride=2, pad=half)`. */
  readonly text: string;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly parameters: readonly Parameter[];
  /** Faults that are no errors. */
  readonly warnings: readonly Fault[];
  /** Whether it is a function that bends what it is given, so that distributions matter beyond their moments. */
  readonly isActivation: boolean;
  /** Its signal rule at this place. */
  readonly signal: (context: SignalContext) => SignalStep | undefined;
  /** Cheaper ways to write the call; empty for most operators. */
  readonly alternatives: (size: (size: Size) => number) => readonly Alternative[];
  /** The meaning as a program: inputs and parameters in the order of the site. Made once for each mode. */
  readonly program: (mode: Mode) => Program;
  /** What each buffer becomes in training, over the same inputs and parameters; undefined for an operator whose buffers stay. */
  readonly updates: () => Program | undefined;
}
