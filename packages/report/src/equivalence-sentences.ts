// What a run of both forms of momentum shows, in sentences.
import type { Equivalence, Iterate, RateChange } from '@trammel/training';
import { printMeasured } from './measured-number.js';

/** Beyond that part of the weights a difference of forms that should be the same is told to have grown. */
const grown = 1e-9;

/** Why the forms are the same or part, by how much, and what would mend it. */
export function equivalenceSentences(equivalence: Equivalence): readonly string[] {
  const { iterates, momentum, change } = equivalence;
  const last = iterates.at(-1);
  if (last === undefined) return [`The loss is no finite number at the beginning: there is nothing to compare.`];
  const stopped = last.step < equivalence.options.steps ? [stoppedAt(last)] : [];
  if (momentum.kept === 0)
    return ['Without momentum both forms are x_(k+1) = x_k - a_k g_k: nothing is carried over that could differ.', ...stopped];
  if (change === undefined) return [...whileConstant(equivalence), ...stopped];
  return [...whereTheyPart(equivalence, change, last), ...stopped];
}

const stoppedAt = ({ step }: Iterate): string =>
  `After step ${step} numbers are no longer finite: a smaller rate, or clip = norm(1), helps.`;

function whileConstant({ iterates, momentum: { kept, isNesterov } }: Equivalence): readonly string[] {
  const rate = printMeasured(iterates[0]?.rate ?? 0);
  const farthest = iterates.reduce<Iterate | undefined>(
    (most, each) => (most === undefined || each.difference.relative > most.difference.relative ? each : most),
    undefined,
  );
  const { largest = 0, relative = 0 } = farthest?.difference ?? {};
  const why = isNesterov ? 'what both carry over from a step is -a b v_k' : 'x_k - x_(k-1) = -a v_k';
  const same = `The rate stays ${rate} and the momentum ${printMeasured(kept)}, so that both forms make the same steps: ${why}.`;
  if (largest === 0) return [same, 'Not one weight differs.'];
  const apart = `No weight differs by more than ${printMeasured(largest)}`;
  return relative < grown
    ? [same, `${apart}: rounding.`]
    : [same, `${apart}: rounding has grown, since this training drives apart what differs in the last digit only.`];
}

function whereTheyPart({ iterates, momentum, options }: Equivalence, change: RateChange, last: Iterate): readonly string[] {
  const { step, before, after, predicted, measured } = change;
  const b = printMeasured(momentum.kept);
  const ratio = `a_${step}/a_${step - 1}`;
  const carried =
    before === 0
      ? `where the rate was 0 form I carries nothing over into the step, and form II its velocity`
      : `of the step before, form I carries over b = ${b}, form II b ${ratio} = ${printMeasured((momentum.kept * after) / before)}`;
  const amount = `${momentum.isNesterov ? 'b^2' : 'b'} |a_${step} - a_${step - 1}| max|v_${step}|`;
  const corrected = iterates.flatMap((each) => each.corrected ?? []).reduce((most, { largest }) => Math.max(most, largest), 0);
  const isMended = last.corrected !== undefined;
  return [
    `Up to x_${step} the forms are the same. At step ${step} the rate changes from ${printMeasured(before)} to ${printMeasured(after)}: ${carried}.`,
    `By theory they are then ${amount} = ${printMeasured(predicted)} apart; x_${step + 1} differs by ${printMeasured(measured)}.`,
    ...(last.step > step + 1 ? [`${afterAll(last, options.steps)}.`] : []),
    ...(isMended
      ? [`With the momentum b a_k/a_(k-1) form I is form II: no weight then differs by more than ${printMeasured(corrected)} ("I mended").`]
      : []),
  ];
}

function afterAll({ step, difference, loss }: Iterate, steps: number): string {
  const share = printMeasured(100 * difference.ofWay);
  const when = step < steps ? `At x_${step}` : `After ${steps} steps`;
  return `${when} the largest difference is ${printMeasured(difference.largest)}, and in the 2-norm ${share} % of the way that form II went; the losses are ${printMeasured(loss.difference)} and ${printMeasured(loss.velocity)}`;
}
