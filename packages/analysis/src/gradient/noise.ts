// Finite width: how fluctuations of activations reach every gradient, by the linear response of the recursion. Not the noise of the way back.
import type { Backflow, Jump, Occurrence } from './backflow.js';
import { carryThrough, rowsBack, withSources, type Carrier, type NoiseOfEvent, type Way } from './carrying.js';
import type { Event, Flow } from './flow.js';
import { createJumpNoise, type Injections, type JumpNoise } from './jump-noise.js';
import type { Response, ResponseContext, SlopesOfSteps } from './responses.js';
import { createRows, spreadsIn, type Spread, type Variances } from './rows.js';
import { sourcesOf, type Source } from './sources.js';

/** The part of each log-variance that fluctuations of activations cause (section 6 of docs/gradient.md). */
export interface ForwardNoise {
  readonly of: (occurrence: Occurrence) => NoiseOfEvent;
  /** Of an input of the network, by the index of the instance. */
  readonly ofInput: (index: number) => Spread;
  /** By how many copies before the model of a jump something may begin to change: from the first of its copies on. */
  readonly marksOf: (jump: Jump) => readonly number[];
}

const still: Spread = { whole: 0, amplified: 0 };

/** As if every activation held still. */
export const stillness: ForwardNoise = { of: () => ({ outputs: [], parameters: new Map() }), ofInput: () => still, marksOf: () => [] };

/** Forward with the changes that each source makes, and back with what they do to gradients. */
export function forwardNoise(flow: Flow, back: Backflow, slopes: SlopesOfSteps): ForwardNoise {
  const sources = sourcesOf(flow.inputs, back.items);
  const variances: Variances = {
    ofAll: Float64Array.from(sources, ({ variance }) => variance),
    ofOne: Float64Array.from(sources, ({ varianceOfOne }) => varianceOfOne),
  };
  const { injected, inJumps } = injectionsOf(sources);
  const known: ResponseContext = { tangents: [], gradients: back.gradients, slopes };
  const carrier: Carrier = { known, injected, sources: sources.length };
  for (const instance of flow.inputs.values()) known.tangents[instance.index] = withSources(instance, [], carrier);
  const jumps = new Map<Jump, JumpNoise>();
  const answers = back.items.map((item): readonly Response[] => {
    if (item.kind === 'event') return carryThrough(item, carrier);
    jumps.set(
      item,
      createJumpNoise(item, inJumps.get(item) ?? new Map<number, ReadonlyMap<number, number>>(), { back, variances, ...carrier }),
    );
    return [];
  });
  return backward(flow, back, { answers, jumps, variances });
}

interface InjectionsOf {
  /** The source that arises at an instance. */
  readonly injected: ReadonlyMap<number, number>;
  readonly inJumps: ReadonlyMap<Jump, Injections>;
}

function injectionsOf(sources: readonly Source[]): InjectionsOf {
  const injected = new Map<number, number>();
  const inJumps = new Map<Jump, Map<number, Map<number, number>>>();
  for (const [source, { instance, within }] of sources.entries()) {
    if (within === undefined) {
      injected.set(instance, source);
      continue;
    }
    const byCopy = inJumps.get(within.jump) ?? new Map<number, Map<number, number>>();
    const ofCopy = byCopy.get(within.ahead) ?? new Map<number, number>();
    inJumps.set(within.jump, byCopy.set(within.ahead, ofCopy.set(instance, source)));
  }
  return { injected, inJumps };
}

interface Answers {
  /** By item; of a jump none. */
  readonly answers: readonly (readonly Response[])[];
  readonly jumps: ReadonlyMap<Jump, JumpNoise>;
  /** By source. */
  readonly variances: Variances;
}

/** Back from the outputs: d ln E ||g||^2 by source, weighted by their parts where gradients meet. */
function backward(flow: Flow, back: Backflow, { answers, jumps, variances }: Answers): ForwardNoise {
  const events = new Map<Event, NoiseOfEvent>();
  const way: Way = { back, logarithms: [], rows: createRows(variances.ofAll.length) };
  const spread = spreadsIn(variances);
  for (let at = back.items.length - 1; at >= 0; at -= 1) {
    const item = back.items[at];
    if (item?.kind === 'jump') jumps.get(item)?.goBack(way);
    else if (item !== undefined) events.set(item, rowsBack(item, answers[at] ?? [], { way, tell: spread }));
  }
  const inputs = new Map(Array.from(flow.inputs.values(), ({ index }) => [index, spread(way.logarithms[index])]));
  return {
    of: ({ event, jump, ahead }) => {
      const found = jump === undefined ? events.get(event) : jumps.get(jump)?.at(event, ahead);
      return found ?? { outputs: event.outputs.map(() => still), parameters: new Map() };
    },
    ofInput: (index) => inputs.get(index) ?? still,
    marksOf: (jump) => jumps.get(jump)?.marks ?? [],
  };
}
