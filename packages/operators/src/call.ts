// A call of an operator: attributes and input types, and the parameters that it has. Not what the operator is.
import type { Shape, TensorType } from '@trammel/tensor';
import type { Fans, Initializer } from './initializer.js';

/** An operator as it is called: its attributes and the types of its inputs. */
export interface Call<A> {
  readonly attributes: A;
  readonly inputs: readonly TensorType[];
}

/** A weight or a running statistic of an operator. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** How many elements feed one output element and how many one element feeds; for initialisers that scale by them. */
  readonly fans: Fans | undefined;
  /** False for running statistics, which are buffers and not parameters. */
  readonly isTrainable: boolean;
}
