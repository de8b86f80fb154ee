// Numbers for values and for streams of random draws, counted as every executor of programs counts them.
import { recurrenceBody, type Program, type Recurrence, type Value } from '@trammel/program';
import type { Numbering } from './element.js';

/** Numbers within one compilation. Streams are numbered in the order of the program, recurrences among them, and anew in each body. */
export function numberingOf(program: Program): Numbering {
  const ids = new Map<Value, number>();
  const ordinals = new Map<Value | Recurrence, number>();
  countStreams(program, ordinals);
  return {
    idOf: (value) => {
      const id = ids.get(value) ?? ids.size;
      ids.set(value, id);
      return id;
    },
    ordinalOf: (of) => ordinals.get(of) ?? 0,
  };
}

function countStreams(program: Program, ordinals: Map<Value | Recurrence, number>): void {
  let count = 0;
  for (const value of program.values) {
    const { instruction } = value;
    const source = instruction.op === 'random' ? value : instruction.op === 'scan' ? instruction.recurrence : undefined;
    if (source === undefined || ordinals.has(source)) continue;
    ordinals.set(source, count);
    count += 1;
    if (instruction.op === 'scan') countStreams(recurrenceBody(instruction.recurrence), ordinals);
  }
}
