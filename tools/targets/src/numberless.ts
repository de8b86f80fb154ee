// Which results of a program what is no number flowed into, such as 0/0: how far it spreads from there is not said. Not where it comes from.
import { operandsOf, program, scalar, type Program, type Scalar, type Value } from '@trammel/program';
import type { Numbers } from '@trammel/networks';

/**
 * What can be held to a result. Arithmetic with what is no number gives what is none. But whether 0 times it is left out, as where a
 * matrix is known to have zeros, is a matter of how sums are carried out: `numbers` has no right answer where it is found to be none.
 * `nothing` followed from a comparison with it, or from where it stands in an order.
 */
export type Hold = 'all' | 'numbers' | 'nothing';

/** Executes a program on numbers; gives the elements of its outputs. */
export type Execute = (program: Program, numbers: Numbers) => readonly ArrayLike<number>[];

/** For each output what can be held to it. */
export function holdsOf(original: Program, numbers: Numbers, execute: Execute): readonly Hold[] {
  const { inputs, parameters, values } = original;
  const all = execute(program(inputs, parameters, values), numbers);
  const holds = new Map<Value, Hold>();
  for (const [index, value] of values.entries()) {
    const from = operandsOf(value).map((operand) => holds.get(operand) ?? 'all');
    holds.set(value, holdOf(value, from, all[index] ?? []));
  }
  return original.outputs.map((output) => holds.get(output) ?? 'all');
}

function holdOf({ elementType, instruction }: Value, from: readonly Hold[], elements: ArrayLike<number>): Hold {
  if (from.includes('nothing')) return 'nothing';
  if (instruction.op === 'map' && chooses(instruction.expression, (index) => from[index] === 'numbers')) return 'nothing';
  if (from.includes('numbers')) return elementType === 'f32' ? 'numbers' : 'nothing';
  return hasNone(elements) ? 'numbers' : 'all';
}

/** Whether an expression takes one of its parts or the other by a comparison with such an argument, as a gradient of an extreme does. */
function chooses(part: Scalar, isNone: (index: number) => boolean): boolean {
  const inner = (each: Scalar): boolean => chooses(each, isNone);
  switch (part.kind) {
    case 'unary':
      return inner(part.operand);
    case 'activation':
      return inner(part.body);
    case 'binary':
      return inner(part.left) || inner(part.right) || (comparisons.has(part.function) && [...scalar.argumentsOf(part)].some(isNone));
    case 'select':
      return [part.condition, part.whenTrue, part.whenFalse].some(inner);
    case 'argument':
    case 'number':
    case 'size':
      return false;
  }
}

const comparisons: ReadonlySet<string> = new Set(['less', 'lessOrEqual', 'equal']);

/** Whether a value on the way is no number. */
export function meetsNone({ inputs, parameters, values }: Program, numbers: Numbers, execute: Execute): boolean {
  return execute(program(inputs, parameters, values), numbers).some(hasNone);
}

/** Whether an element is no number. A loop, for this looks at every element of every tensor, and a callback for each costs most of the time. */
export function hasNone(elements: ArrayLike<number>): boolean {
  for (let index = 0; index < elements.length; index += 1) if (Number.isNaN(elements[index])) return true;
  return false;
}
