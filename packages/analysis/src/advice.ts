// Advice as data: an edit of the source, and what the network measures before and after it. Not how it is found.
import type { Edit, Span } from '@trammel/diagnostics';
import type { Idea } from '@trammel/operators';
import type { Size } from '@trammel/tensor';
import { nodesOf } from '@trammel/graph';
import type { Analysis } from './analysis.js';
import { hasPlaces } from './comparison/roles.js';
import { figuresAt, type Figures } from './figures.js';
import { layersOf } from './gradient/findings/facts.js';
import { extentOf } from './receptive-field.js';

/** What is done: an idea of the table, taken so far; or what mends a finding about gradients, in the words of that finding. */
export type SingleIdea =
  | { readonly kind: 'alternative'; readonly name: Idea; readonly degree: number }
  | { readonly kind: 'finding'; readonly code: string; readonly text: string };

/** One edit that was made, compiled and analysed. */
export interface Advice {
  /** One thing; or several of those that are told before it, by their places in the list from 0. */
  readonly idea:
    SingleIdea | { readonly kind: 'together'; readonly parts: readonly { readonly place: number; readonly idea: SingleIdea }[] };
  /** What is done besides, since gradients would vanish or explode without it: `with ...`, in the words of the finding that asks for it. */
  readonly mending: string | undefined;
  /** Whether a gradient that was within good decades is beyond them, whatever was tried; or further beyond than it was. */
  readonly losesGradients: boolean;
  /** The same idea taken less or further, the least first: compiled and counted, and on the way to a smaller cost none is useless. */
  readonly others: readonly { readonly degree: number; readonly figures: Figures }[];
  /** The calls that it changes, and how many layers they make, copies counted. */
  readonly calls: readonly Span[];
  readonly layers: number;
  /** Whole lines of the network's own file; in the one style where the file is. */
  readonly edits: readonly Edit[];
  readonly before: Measures;
  readonly after: Measures;
  /** Assertions that hold before it and not after, as they are written. */
  readonly broken: readonly string[];
}

/** What a network has to say for itself beside another. */
export interface Measures {
  readonly figures: Figures;
  /** The largest set of live activations, in bytes; NaN while a size is open. */
  readonly inferenceBytes: number;
  readonly trainingBytes: number;
  /** How far a unit of the last tensor with places reaches along an axis of the input; undefined where nothing has places. */
  readonly receptiveField: Size | undefined;
  /** Decades of the smallest and the largest gradient of any layer; undefined where they are not known. */
  readonly gradient: { readonly smallest: number; readonly largest: number } | undefined;
}

/** The measures of an analysed network. */
export function measuresOf({ graph, sizes, cost, memory, gradient }: Analysis): Measures {
  const last = nodesOf(graph.body)
    .flatMap(({ node }) => node.outputs)
    .findLast(({ type }) => hasPlaces(type.shape));
  const layers = layersOf(gradient);
  const decades = layers.flatMap(({ of }) => of.outputs[0]?.rms ?? []);
  return {
    figures: figuresAt(cost.totals, sizes),
    inferenceBytes: memory.inference.bytes,
    trainingBytes: memory.training.bytes,
    receptiveField: last === undefined ? undefined : extentOf(graph, last, sizes),
    gradient: decades.length === 0 ? undefined : { smallest: Math.min(...decades), largest: Math.max(...decades) },
  };
}
