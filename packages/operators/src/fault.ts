// What is wrong with a call of an operator, before it has a place in a source file.
import type { ProblemCode } from './problems.js';

/** A fault of a call; the caller gives it a span by `at`, and a severity by its code. */
export interface Fault {
  readonly code: ProblemCode;
  readonly message: string;
  /** The argument or the input tensor that is to blame; the whole call where it is neither. */
  readonly at?: FaultPlace;
  /** What it meets there, where two things do not fit each other. */
  readonly against?: FaultPlace;
  readonly notes?: readonly string[];
  readonly help?: readonly FaultHelp[];
}

export type FaultPlace =
  | { readonly kind: 'argument'; readonly name: string }
  /** The name of the argument, rather than its value. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'positional'; readonly index: number }
  | { readonly kind: 'input'; readonly index: number };

/** One way to mend it; `replacement` is new text for the place of the fault, where there is one. */
export interface FaultHelp {
  readonly text: string;
  readonly replacement?: string;
}

/** A value, or why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });
export const failure = (fault: Fault): { readonly ok: false; readonly fault: Fault } => ({ ok: false, fault });
