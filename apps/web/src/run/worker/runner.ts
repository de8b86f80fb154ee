// Answers what is asked of running: what can be learned from, a training begun, steps of it, a digit told. Remembers the one that is under way.
import { centredDigit, digitSide, fitOf, pictureInput, type Brightness, type Fit } from '@trammel/datasets';
import type { Asked, AskOf, AnswerOf } from '../../worker/protocol.js';
import type { Understanding } from '../../worker/understanding.js';
import { chosenMachine } from './chosen-machine.js';
import type { Machine } from './machine.js';
import { gradientMeter } from './measured-gradients.js';
import { planePoints } from './plane.js';
import { prepare } from './prepared.js';
import { probabilitiesIn } from './probabilities.js';
import { endOf, runningOf, type Running } from './running.js';
import { kindOf, madeSet, refusalOf, setOffers } from './sets.js';

/** What answers the calls of `RunCalls`. */
export interface Runner {
  readonly offers: (ask: AskOf<'runOffers'>) => AnswerOf<'runOffers'>;
  readonly begin: (ask: AskOf<'runBegin'>) => Promise<AnswerOf<'runBegin'>>;
  readonly advance: (ask: AskOf<'runAdvance'>) => Promise<AnswerOf<'runAdvance'>>;
  readonly classify: (ask: AskOf<'runClassify'>) => Promise<AnswerOf<'runClassify'>>;
}

interface Current {
  readonly running: Running;
  readonly machine: Machine;
  readonly fit: Fit;
  readonly names: readonly string[];
  /** Of the pictures that it learns from. */
  readonly brightness: Brightness | undefined;
}

const mistake = 'The text has a mistake: it can be run once that is mended.';
const refused = (why: string): { readonly kind: 'refused'; readonly why: string; readonly helps: readonly [] } => ({
  kind: 'refused',
  why,
  helps: [],
});

/** A runner that runs nothing yet. */
export function createRunner(understand: (asked: Asked) => Understanding): Runner {
  let current: Current | undefined;
  return {
    offers: ({ asked, given }) => {
      const { analysis } = understand(asked);
      return analysis === undefined ? { why: mistake } : setOffers(analysis, given);
    },
    begin: async (ask) => {
      current?.running.dispose();
      current = undefined;
      const made = await begun(understand, ask);
      if ('kind' in made) return made;
      ({ current } = made);
      return made.answer;
    },
    advance: (options) => current?.running.advance(options) ?? Promise.resolve(undefined),
    classify: async ({ ink, side }) => (current === undefined ? undefined : classified(current, ink, side)),
  };
}

async function begun(
  understand: (asked: Asked) => Understanding,
  { asked, data, device }: AskOf<'runBegin'>,
): Promise<
  | ReturnType<typeof refused>
  | { readonly kind: 'refused'; readonly why: string; readonly helps: ReturnType<typeof refusalOf>['helps'] }
  | { readonly current: Current; readonly answer: AnswerOf<'runBegin'> }
> {
  const { analysis } = understand(asked);
  if (analysis === undefined) return refused(mistake);
  const { graph, sizes } = analysis;
  const kind = kindOf(data, analysis);
  if ('why' in kind) return refused(kind.why);
  const fitted = fitOf(graph, kind, sizes);
  if ('misfit' in fitted) return { kind: 'refused', ...refusalOf(fitted.misfit) };
  if (graph.training === undefined) return refused(mistake);
  const { fit } = fitted;
  const prepared = prepare(analysis, graph.training, fit);
  if ('why' in prepared) return refused(prepared.why);
  const made = await madeSet(data, analysis, fit);
  if ('why' in made) return refused(made.why);
  const { set, brightness } = made;
  const chosen = await chosenMachine(prepared, set, device);
  if ('why' in chosen) return refused(chosen.why);
  const { machine, note } = chosen;
  const points = planePoints(set);
  const running = runningOf({ prepared, set, machine, points, meter: gradientMeter(analysis, prepared) });
  const names = set.target.kind === 'classes' ? set.target.names : [];
  return {
    current: { running, machine, fit, names, brightness },
    answer: {
      kind: 'begun',
      net: graph.name,
      device: note === undefined ? machine.device : `${machine.device} (${note})`,
      takesDigits: data.kind === 'digits',
      batch: prepared.batch,
      examples: { training: set.training, held: set.count - set.training },
      weights: prepared.weights,
      end: endOf(prepared, set),
      points,
      view: await running.view(),
    },
  };
}

/** The surest first. */
async function classified({ machine, fit, names, brightness }: Current, ink: Uint8Array, side: number): Promise<AnswerOf<'runClassify'>> {
  const digit = centredDigit(ink, side);
  if (digit === undefined || brightness === undefined || fit.input.image === undefined) return undefined;
  const input = pictureInput({ channels: 1, height: digitSide, width: digitSide, values: digit }, fit.input.image, brightness);
  const count = 'fixed' in fit.batch ? fit.batch.fixed : 1;
  const inputs = new Float64Array(count * input.length);
  inputs.set(input);
  const output = await machine.predict(new Map([[fit.input.name, inputs]]), count);
  return probabilitiesIn(output, 0, fit.output.width)
    .flatMap((share, label) => (names[label] === undefined ? [] : [{ name: names[label], share }]))
    .sort((one, other) => other.share - one.share);
}
