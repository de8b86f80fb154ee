// A network made ready to be trained: its programs, where it begins, and whether it is small enough. Nothing is run.
import type { Analysis } from '@trammel/analysis';
import type { Fit } from '@trammel/datasets';
import { lossProgramOf, parametersByName, programOfGraph, withLoss, type Graph, type Training } from '@trammel/graph';
import type { Program } from '@trammel/program';
import { isKnown } from '@trammel/tensor';
import { drawnParameters, recipeOf, tooLargeNetwork, trainingStep, type Elements, type TrainingStep } from '@trammel/training';
import { defaultSeed } from 'trammel';

/** All that a machine needs. */
export interface Prepared {
  readonly graph: Graph;
  readonly training: Training;
  readonly fit: Fit;
  /** The batch of a step, and all sizes with it. */
  readonly batch: number;
  readonly sizesAt: (batch: number) => ReadonlyMap<string, number>;
  readonly seed: number;
  readonly step: TrainingStep;
  /** Outputs: that which is looked at, and the loss; and that which is looked at alone. */
  readonly evaluation: Program;
  readonly prediction: Program;
  /** Parameters and buffers before the first step. */
  readonly parameters: Elements;
  /** How many numbers are trained. */
  readonly weights: number;
}

/** What is taken where the text says nothing. */
const usualBatch = 32;

/** The programs of the network; or that it is too large, before anything is built. */
export function prepare(
  { graph, sizes: chosen }: Pick<Analysis, 'graph' | 'sizes'>,
  training: Training,
  fit: Fit,
): Prepared | { readonly why: string } {
  const large = tooLargeNetwork(graph);
  if (large !== undefined) return { why: `${large.message}.` };
  const seed = numberOf(training, 'seed') ?? defaultSeed;
  const batch = 'fixed' in fit.batch ? fit.batch.fixed : (numberOf(training, 'batch') ?? usualBatch);
  const sizesAt = (count: number): ReadonlyMap<string, number> => {
    const known = [...chosen].flatMap(([name, size]): readonly (readonly [string, number])[] =>
      isKnown(size) ? [[name, Number(size)]] : [],
    );
    return new Map([...known, ...('symbol' in fit.batch ? [[fit.batch.symbol, count] as const] : [])]);
  };
  const forward = lossProgramOf(graph, training);
  const step = trainingStep(forward, recipeOf(training));
  const whole = withLoss(graph, training);
  const looked = graph.outputs[fit.output.index]?.tensor;
  const outputs = looked === undefined ? [] : [looked];
  const parameters = drawnParameters(forward.program, { seed, sizes: sizesAt(batch) }, parametersByName(whole));
  return {
    graph,
    training,
    fit,
    batch,
    sizesAt,
    seed,
    step,
    evaluation: programOfGraph(whole, { mode: 'inference', outputs: [...outputs, training.loss.value] }),
    prediction: programOfGraph(graph, { mode: 'inference', outputs }),
    parameters,
    weights: step.parameters.reduce((sum, name) => sum + (parameters.get(name)?.length ?? 0), 0),
  };
}

/** A setting that is a number. */
export function numberOf({ settings }: Pick<Training, 'settings'>, name: string): number | undefined {
  const value = settings.get(name)?.arguments.get('value');
  return typeof value === 'number' ? value : undefined;
}
