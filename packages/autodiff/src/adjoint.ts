// What a rule of reverse differentiation is told, and what it answers. The rules themselves are in adjoints.ts.
import type { Instruction, Op, Value } from '@trammel/program';

/** The instruction of that name. */
export type InstructionOf<O extends Op> = Extract<Instruction, { readonly op: O }>;

/** A part of the gradient with respect to a value, of the shape of that value. */
export interface Contribution {
  readonly to: Value;
  readonly gradient: Value;
}

/** One value on the way back: dL/d(value) is known, and what it says of the operands is asked for. */
export interface Site {
  readonly value: Value;
  /** dL/d(value) */
  readonly gradient: Value;
  /** Whether anybody wants to know the gradient with respect to that operand. */
  readonly wants: (operand: Value) => boolean;
}

/** The adjoint rule of one primitive: from dL/d(value) to dL/d(operand) for each operand that wants it. */
export type Adjoint<O extends Op> = (instruction: InstructionOf<O>, site: Site) => readonly Contribution[];
