// What is remembered of a training to be shown: its curve, thinned out as it grows. Not the training.
import { learningChart, type LearningPoint, type LearningSeries } from '@trammel/page';
import type { ChartMarkup } from '../protocol.js';

/** One look at a training. */
export interface Moment {
  readonly step: number;
  readonly loss: number;
  readonly heldLoss: number | undefined;
  readonly heldAccuracy: number | undefined;
}

/** So many are kept; every second one goes when there are more. */
const mostMoments = 400;

/** The moments with one more. */
export function withMoment(moments: readonly Moment[], moment: Moment): readonly Moment[] {
  const all = [...moments, moment];
  return all.length <= mostMoments ? all : all.filter((_, at) => at % 2 === 0 || at === all.length - 1);
}

const widths = { wide: 520, narrow: 380 };

/** The loss, and the accuracy where there is one. */
export function learningCharts(moments: readonly Moment[]): readonly ChartMarkup[] {
  const points = (of: (moment: Moment) => number | undefined): readonly LearningPoint[] =>
    moments.flatMap((moment) => {
      const value = of(moment);
      return value === undefined ? [] : [{ step: moment.step, value }];
    });
  const held = points(({ heldLoss }) => heldLoss);
  const losses: readonly LearningSeries[] = [
    { name: 'learned from', kind: 'learned', points: points(({ loss }) => loss) },
    ...(held.length === 0 ? [] : [{ name: 'held out', kind: 'held' as const, points: held }]),
  ];
  const accuracies = points(({ heldAccuracy }) => (heldAccuracy === undefined ? undefined : 100 * heldAccuracy));
  return [
    charted('Loss', 'loss', losses),
    ...(accuracies.length === 0
      ? []
      : [charted('Accuracy', '% of those held out', [{ name: 'held out', kind: 'held', points: accuracies }])]),
  ];
}

function charted(title: string, unit: string, series: readonly LearningSeries[]): ChartMarkup {
  const at = (width: number): string => learningChart(series, { title: `${title} over the steps`, unit, width }).markup;
  return { title, wide: at(widths.wide), narrow: at(widths.narrow) };
}
