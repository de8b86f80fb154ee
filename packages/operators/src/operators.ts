// The list of operators, in the order in which the manual shows them.
import { relu, sigmoid } from './activations.js';
import { conv } from './conv.js';
import { dense } from './dense.js';
import type { Operator } from './operator.js';

const list = {
  conv,
  dense,
  relu,
  sigmoid,
};

/** The names of the operators. */
export type OperatorName = keyof typeof list;

/** The attributes of each operator, by its name. */
export type Attributes = { readonly [N in OperatorName]: (typeof list)[N] extends Operator<infer A> ? A : never };

/** The attributes of one operator. */
export type AttributesOf<N extends OperatorName> = Attributes[N];

/** All operators, by name. */
export const operators: { readonly [N in OperatorName]: Operator<Attributes[N]> } = list;

/** The names, in the order of the manual. */
export const operatorNames: readonly OperatorName[] = Object.keys(list).filter(isOperatorName);

/** Whether an operator has that name. */
export function isOperatorName(name: string): name is OperatorName {
  return Object.hasOwn(list, name);
}
