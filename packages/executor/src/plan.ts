// What is kept while a program is compiled, and how a value gets and loses its place in memory.
import type { Recurrence, Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import { countElements, isContiguous, wholeBuffer, type Access } from './access.js';
import { acquire, hold, release, retain, type Buffers } from './buffers.js';
import { copyBetween } from './copy.js';
import type { Step } from './kernel.js';
import { shapeOf, type Sizing } from './sizes.js';

/** One program, or one body of a recurrence, on its way to steps. */
export interface Plan {
  readonly sizing: Sizing;
  readonly buffers: Buffers;
  readonly steps: Step[];
  readonly accesses: Map<Value, Access>;
  /** Results of recurrences that are compiled already. */
  readonly recurrences: Map<Recurrence, Results>;
  /** How many values and recurrences have taken a stream of random numbers. */
  readonly streams: { count: number };
}

/** Where the results of a recurrence lie. */
export interface Results {
  readonly states: readonly Access[];
  readonly outputs: readonly Access[];
}

/** The number of the next stream: they are counted in the order of the program. */
export function nextStream({ streams }: Plan): number {
  streams.count += 1;
  return streams.count - 1;
}

/** Where the value lies. */
export function accessOf({ accesses }: Plan, value: Value): Access {
  return present(accesses.get(value), () => `a ${value.instruction.op} is read before it is computed`);
}

/** A place of its own for the value, in the order of its axes. */
export function placeFor(plan: Plan, value: Value): Access {
  const shape = shapeOf(plan.sizing, value.shape);
  return wholeBuffer(acquire(plan.buffers, countElements(shape)), shape);
}

/** The value lies where another one lies too. */
export function sharedPlace({ buffers }: Plan, access: Access): Access {
  retain(buffers, access.buffer);
  return access;
}

/** A number for good. */
export function fixedNumber({ buffers }: Plan, value: number): Access {
  return wholeBuffer(hold(buffers, [value]), []);
}

/** Values whose last reader has come are let go. */
export function letGo({ accesses, buffers }: Plan, value: Value): void {
  const access = accesses.get(value);
  if (access !== undefined) release(buffers, access.buffer);
}

/** The same elements from the start of a buffer and in order: the place itself, or a copy. */
export function inOrder(plan: Plan, access: Access): Access {
  if (access.offset === 0 && isContiguous(access)) return sharedPlace(plan, access);
  const place = wholeBuffer(acquire(plan.buffers, countElements(access.shape)), access.shape);
  plan.steps.push(copyBetween(access, place));
  return place;
}
