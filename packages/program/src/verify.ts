// What is wrong with a program: for tests and for those who write meanings and rewrites. What a user wrote is checked elsewhere.
import { axisNamed, isKnown, isWhole, printShape, printSize, sameShape, sameSize, type Shape } from '@trammel/tensor';
import { instructionFaults } from './instruction-faults.js';
import { operandsOf, recurrenceBody } from './program.js';
import type { Program, Recurrence, Value } from './value.js';

/** Something that breaks the rules of programs, and the value at which it shows. */
export interface Fault {
  readonly value: Value;
  readonly message: string;
}

/** Everything that is wrong with the program, in the order of its values; nothing for a program that can be run. */
export function verify(program: Program): readonly Fault[] {
  const recurrences = new Set<Recurrence>();
  return [
    ...leafFaults(program),
    ...orderFaults(program),
    ...program.values.flatMap((value) => {
      const messages = [...typeFaults(value), ...instructionFaults(value)];
      const faults = messages.map((message) => ({ value, message }));
      const { instruction } = value;
      if (instruction.op !== 'scan') return faults;
      const isNew = !recurrences.has(instruction.recurrence);
      recurrences.add(instruction.recurrence);
      return isNew ? [...faults, ...recurrenceFaults(value, instruction.recurrence)] : faults;
    }),
  ];
}

/** The lists of inputs and parameters hold inputs and parameters, of different names, and all of them. */
function leafFaults({ inputs, parameters, values }: Program): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [op, list] of [['input', inputs] as const, ['parameter', parameters] as const]) {
    const names = new Set<string>();
    for (const value of list) {
      const { instruction } = value;
      if (instruction.op !== op) faults.push({ value, message: `a ${instruction.op} is listed as ${op}` });
      else if (names.has(instruction.name)) faults.push({ value, message: `two ${op}s have the name ${instruction.name}` });
      else names.add(instruction.name);
    }
    const listed = new Set(list);
    for (const value of values) {
      const { instruction } = value;
      if (instruction.op === op && !listed.has(value)) faults.push({ value, message: `the ${op} ${instruction.name} is not listed` });
    }
  }
  return faults;
}

/** Values come once, after their operands, and with all that the program gives and takes. */
function orderFaults({ inputs, parameters, outputs, values }: Program): readonly Fault[] {
  const faults: Fault[] = [];
  const done = new Set<Value>();
  for (const value of values) {
    if (done.has(value)) faults.push({ value, message: 'comes twice' });
    for (const operand of operandsOf(value)) {
      if (!done.has(operand)) faults.push({ value, message: `comes before its operand (${operand.instruction.op})` });
    }
    done.add(value);
  }
  for (const value of [...inputs, ...parameters, ...outputs]) {
    if (!done.has(value)) faults.push({ value, message: 'is given or taken but not among the values' });
  }
  return faults;
}

/** Names of axes differ, and sizes are whole and not negative, as far as that is known. */
function typeFaults({ shape }: Value): readonly string[] {
  const faults: string[] = [];
  for (const [position, { name, size }] of shape.entries()) {
    if (shape.findIndex((axis) => axis.name === name) < position) faults.push(`${printShape(shape)} has the axis ${name} twice`);
    if (isKnown(size) ? size < 0 : !isWhole(size) && size.terms.every((term) => term.factors.length === 0)) {
      faults.push(`the axis ${name} has size ${printSize(size)}`);
    }
  }
  return faults;
}

/** The placeholders of a recurrence stand for what feeds them, and its body reads nothing else. */
function recurrenceFaults(value: Value, recurrence: Recurrence): readonly Fault[] {
  const { axis, length, states, sequences, captured } = recurrence;
  const messages: string[] = [];
  const expectShape = (what: string, actual: Shape, expected: Shape): void => {
    if (!sameShape(actual, expected)) messages.push(`${what} has shape ${printShape(actual)}, not ${printShape(expected)}`);
  };
  for (const [index, part] of states.entries()) {
    expectShape(`the placeholder of state ${index}`, part.placeholder.shape, part.initial.shape);
    expectShape(`the next value of state ${index}`, part.next.shape, part.initial.shape);
  }
  for (const [index, { source, placeholder }] of sequences.entries()) {
    const own = axisNamed(source.shape, axis);
    if (own === undefined || !sameSize(own.size, length)) {
      messages.push(`sequence ${index} of shape ${printShape(source.shape)} has no axis ${axis}=${printSize(length)}`);
    }
    expectShape(
      `the placeholder of sequence ${index}`,
      placeholder.shape,
      source.shape.filter((other) => other.name !== axis),
    );
  }
  for (const [index, { source, placeholder }] of captured.entries()) {
    expectShape(`the placeholder of capture ${index}`, placeholder.shape, source.shape);
  }
  return [...messages.map((message) => ({ value, message })), ...verify(recurrenceBody(recurrence))];
}
