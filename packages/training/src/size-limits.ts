// Whether a training is small enough to be run here, told before anything is allocated. Not a limit of programs.
import { at, diagnosticMaker, firstLineOf, help, type Diagnostic } from '@trammel/diagnostics';
import { nodesOf, nodeWithMost, type Graph, type Visit } from '@trammel/graph';
import { operationCounts, type Program } from '@trammel/program';
import {
  approximateSize,
  elementCount,
  isKnown,
  printInteger,
  substituteShape,
  substituteSize,
  type Shape,
  type SymbolValues,
} from '@trammel/tensor';
import { problems } from './problems.js';

const report = diagnosticMaker(problems);

/** What running is limited to: some ten seconds, and less than a gigabyte. */
const trainingLimits = {
  /** Layers, with all copies of repeats. */
  layers: 2_000,
  /** Elements of all parameters together. */
  weights: 5_000_000,
  /** Elements that one forward pass computes, all together. */
  elements: 50_000_000,
  /** Of one run. */
  steps: 10_000,
  /** Multiplications, additions and elements of all steps together. */
  operations: 1e10,
} as const;

/** How often a training is run, and at which sizes. */
export interface Extent {
  readonly sizes: SymbolValues;
  readonly steps: number;
  readonly runs: number;
}

/** What of the network itself is too large; undefined where nothing is. */
export function tooLargeNetwork(graph: Graph): Diagnostic | undefined {
  const layers = nodesOf(graph.body).reduce((sum, { copies }) => sum + copies, 0);
  if (layers > trainingLimits.layers)
    return tooMany(graph, { count: layers, what: 'layers', limit: trainingLimits.layers }, ({ copies }) => copies);
  // Each weight is one of its own in each copy.
  const weights = graph.weights.reduce((sum, { parameters, copies }) => sum + copies * elementsIn(parameters), 0);
  if (weights <= trainingLimits.weights) return undefined;
  const limited = { count: weights, what: 'weights', limit: trainingLimits.weights };
  return tooMany(graph, limited, ({ node, copies }) => copies * elementsIn(node.weights?.parameters ?? []));
}

const elementsIn = (parameters: readonly { readonly shape: Shape }[]): number =>
  parameters.reduce((sum, { shape }) => sum + approximateSize(elementCount(shape)), 0);

/** Shown at the node that has most of them. */
function tooMany(
  graph: Graph,
  { count, what, limit }: { readonly count: number; readonly what: string; readonly limit: number },
  amountOf: (visit: Visit) => number,
): Diagnostic {
  const { name, span } = graph;
  const place = at(nodeWithMost(graph, amountOf)?.span ?? firstLineOf(span), `most ${what} are here`);
  const message = `${name} has ${printInteger(count)} ${what}, and at most ${printInteger(limit)} can be trained here`;
  return report('training-too-large', place, message, {
    help: [help('make a smaller net of it with --set, or take one that behaves alike')],
  });
}

/** Forward and backward: a step takes about three times the operations of the forward pass. */
const wholeStep = 3;
/** What moving one weight takes beside: memory is read and written many times for it. */
const perWeight = 60;

/** Why its steps are too many or too large, in a sentence with how to mend it; undefined where they are not. */
export function tooLargeTraining({ name }: Graph, forward: Program, { sizes, steps, runs }: Extent): string | undefined {
  if (steps > trainingLimits.steps)
    return `${printInteger(steps)} steps are asked for, and at most ${printInteger(trainingLimits.steps)} are made here: take fewer with --steps`;
  const elements = forward.values.reduce((sum, { shape }) => sum + approximateSize(elementCount(substituteShape(shape, sizes))), 0);
  const at = [...sizes].map(([symbol, size]) => `${symbol}=${isKnown(size) ? printInteger(size) : '?'}`).join(', ');
  const where = at === '' ? name : `${name} at ${at}`;
  if (elements > trainingLimits.elements)
    return `one pass through ${where} computes ${printInteger(elements)} numbers, and at most ${printInteger(trainingLimits.elements)} can be kept here: take smaller sizes with --at, or a smaller net with --set`;
  const { multiplications, additions } = operationCounts(forward);
  const each =
    wholeStep *
    [multiplications, additions, elements].reduce<number>((sum, count) => sum + approximateSize(substituteSize(count, sizes)), 0);
  const all = (each + perWeight * elementsIn(forward.parameters)) * steps * runs;
  if (all > trainingLimits.operations)
    return `${printInteger(steps)} steps through ${where} take ${printInteger(all)} operations, and at most ${printInteger(trainingLimits.operations)} are done here: take fewer steps with --steps, smaller sizes with --at, or a smaller net with --set`;
  return undefined;
}
