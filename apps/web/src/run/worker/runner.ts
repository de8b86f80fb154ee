// Answers what is asked of running: what can be learned from, a training begun, steps of it. Remembers the one that is under way.
import { fitOf } from '@trammel/datasets';
import type { Asked, AskOf, AnswerOf } from '../../worker/protocol.js';
import type { Understanding } from '../../worker/understanding.js';
import { planePoints } from './plane.js';
import { prepare } from './prepared.js';
import { processorOf } from './processor.js';
import { endOf, runningOf, type Running } from './running.js';
import { refusalOf, setOf, setOffers } from './sets.js';

/** What answers the calls of `RunCalls`. */
export interface Runner {
  readonly offers: (ask: AskOf<'runOffers'>) => AnswerOf<'runOffers'>;
  readonly begin: (ask: AskOf<'runBegin'>) => Promise<AnswerOf<'runBegin'>>;
  readonly advance: (ask: AskOf<'runAdvance'>) => Promise<AnswerOf<'runAdvance'>>;
}

const mistake = 'The text has a mistake: it can be run once that is mended.';
const refused = (why: string): AnswerOf<'runBegin'> => ({ kind: 'refused', why, helps: [] });

/** A runner that runs nothing yet. */
export function createRunner(understand: (asked: Asked) => Understanding): Runner {
  let running: Running | undefined;
  return {
    offers: (asked) => {
      const { analysis } = understand(asked);
      return analysis === undefined ? { why: mistake } : setOffers(analysis);
    },
    begin: async ({ asked, data }) => {
      running?.dispose();
      running = undefined;
      const { analysis } = understand(asked);
      if (analysis === undefined) return refused(mistake);
      const set = setOf(data, analysis);
      if (set === undefined) return refused('There is no such set of examples.');
      const { graph, sizes } = analysis;
      const fitted = fitOf(graph, set, sizes);
      if ('misfit' in fitted) return { kind: 'refused', ...refusalOf(fitted.misfit) };
      if (graph.training === undefined) return refused(mistake);
      const prepared = prepare(analysis, graph.training, fitted.fit);
      if ('why' in prepared) return refused(prepared.why);
      const made = processorOf(prepared);
      if ('why' in made) return refused(made.why);
      const points = planePoints(set);
      running = runningOf({ prepared, set, machine: made.machine, points });
      return {
        kind: 'begun',
        net: graph.name,
        device: made.machine.device,
        batch: prepared.batch,
        examples: { training: set.training, held: set.count - set.training },
        weights: prepared.weights,
        end: endOf(prepared, set),
        points,
        view: await running.view(),
      };
    },
    advance: (options) => running?.advance(options) ?? Promise.resolve(undefined),
  };
}
