// A program whose every step is off by a rounding of 32 bits, drawn by chance (D. S. Parker, "Monte Carlo Arithmetic", 1997). Not rounding itself.
import { add, mapValues, multiply, program, random, subtract, type Program, type Value } from '@trammel/program';

/** Half a unit in the last place of a number of 32 bits, relative to it. */
const halfUnit = 2 ** -24;

/**
 * The same program, each of whose numbers is multiplied by 1 + u, u uniform on half a unit in the last place of 32 bits to either side; what
 * is drawn follows from the seed of a run. Of recurrences only the results are moved. Sums are off by one rounding, however long they are.
 */
export function withRoundings(original: Program): Program {
  const now = mapValues(original.values, (over, value) => (isRounded(value) ? rounded(over) : over));
  return program(original.inputs, original.parameters, original.outputs.map(now));
}

/** What moves no number but picks or orders them is exact, and so are whole numbers. */
function isRounded({ instruction: { op }, elementType }: Value): boolean {
  return elementType === 'f32' && !['constant', 'size', 'random', 'view', 'gather'].includes(op);
}

const rounded = (value: Value): Value => multiply(value, add(1, multiply(2 * halfUnit, subtract(random(value.shape), 0.5))));
