// A program whose every step is off by a rounding of 32 bits, drawn by chance (D. S. Parker, "Monte Carlo Arithmetic", 1997). Not rounding itself.
import {
  add,
  mapOperands,
  mapSources,
  multiply,
  program,
  random,
  subtract,
  type Program,
  type Recurrence,
  type Value,
} from '@trammel/program';
import { present } from '@trammel/tensor';

/** Half a unit in the last place of a number of 32 bits, relative to it. */
const halfUnit = 2 ** -24;

/**
 * The same program, each of whose numbers is multiplied by 1 + u, u uniform on half a unit in the last place of 32 bits to either side; what
 * is drawn follows from the seed of a run. Of recurrences only the results are moved. Sums are off by one rounding, however long they are.
 */
export function withRoundings(original: Program): Program {
  const made = new Map<Value, Value>();
  const now = (value: Value): Value => present(made.get(value), () => 'operands come before their uses');
  const recurrences = new Map<Recurrence, Recurrence>();
  const recurrenceNow = (recurrence: Recurrence): Recurrence => {
    const found = recurrences.get(recurrence) ?? mapSources(recurrence, now);
    recurrences.set(recurrence, found);
    return found;
  };
  for (const value of original.values) {
    const instruction = mapOperands(value.instruction, { value: now, recurrence: recurrenceNow });
    const same = instruction === value.instruction ? value : { ...value, instruction };
    made.set(value, isRounded(value) ? rounded(same) : same);
  }
  return program(original.inputs, original.parameters, original.outputs.map(now));
}

/** What moves no number but picks or orders them is exact, and so are whole numbers. */
function isRounded({ instruction: { op }, elementType }: Value): boolean {
  return elementType === 'f32' && !['constant', 'size', 'random', 'view', 'gather'].includes(op);
}

const rounded = (value: Value): Value => multiply(value, add(1, multiply(2 * halfUnit, subtract(random(value.shape), 0.5))));
