// The sets of examples that can be chosen, and the one that was, made for a network. Not how it learns.
import type { Analysis } from '@trammel/analysis';
import {
  digitKind,
  fitOf,
  imageSet,
  isPointKindName,
  leastClasses,
  pictureKind,
  pointKinds,
  pointSet,
  readDigits,
  readTable,
  tableSet,
  usualTarget,
  type Brightness,
  type ExampleKind,
  type ExampleSet,
  type Fit,
  type Misfit,
} from '@trammel/datasets';
import { labelledScores } from '@trammel/graph';
import { featureAxis, isKnown } from '@trammel/tensor';
import { stretchOf } from '../../worker/finding.js';
import type { DataChoice, GivenData, Refusal, SetOffer } from '../protocol.js';
import { picturesOf } from './given-pictures.js';

/** Examples, and how bright pictures among them were, so that another can be made like them. */
export interface MadeSet {
  readonly set: ExampleSet;
  readonly brightness: Brightness | undefined;
}

const pointCount = 500;
/** How rows of a table are put into an order. */
const tableSeed = 1;

/** What there is, and which of it the network can learn from. */
export function setOffers(analysis: Analysis, given: readonly GivenData[]): readonly SetOffer[] {
  const points = Object.entries(pointKinds).map(([name, { title, about }]): SetOffer => {
    const kind = pointsFor(analysis, { kind: 'points', name, noise: 0, seed: 0 });
    return { kind: 'points', name, title, about, refusal: kind === undefined ? undefined : refusalFor(analysis, kind), table: undefined };
  });
  const digits: SetOffer = {
    kind: 'digits',
    name: 'digits',
    title: 'Digits',
    about: 'handwritten, 28 x 28 pixels: 4,000 to learn from and 1,000 held out, of the 70,000 of MNIST (LeCun, Cortes, Burges 1998)',
    refusal: refusalFor(analysis, pictureKind(digitKind)),
    table: undefined,
  };
  return [...points, digits, ...given.map((each) => givenOffer(analysis, each))];
}

function givenOffer(analysis: Analysis, given: GivenData): SetOffer {
  if (given.kind === 'pictures') {
    const pictures = picturesOf(given);
    const about = `${pictures.labels.length} of your own, of ${pictures.names.length} classes: ${pictures.names.join(', ')}`;
    const one =
      pictures.names.length < leastClasses
        ? {
            why: 'All of these pictures are of one class: their folders, or the words before the numbers in their names, tell classes apart.',
            helps: [],
          }
        : undefined;
    return {
      kind: 'pictures',
      name: 'pictures',
      title: 'Your pictures',
      about,
      refusal: one ?? refusalFor(analysis, pictureKind(pictures)),
      table: undefined,
    };
  }
  const offer = { kind: 'table', name: 'table', title: 'Your table' } as const;
  const table = readTable(given.text);
  if ('why' in table) return { ...offer, about: '', refusal: { why: table.why, helps: [] }, table: undefined };
  const target = given.target ?? usualTarget(table);
  const set = tableSet(table, target, tableSeed);
  const refusal = 'why' in set ? { why: set.why, helps: [] } : refusalFor(analysis, set);
  return {
    ...offer,
    about: `${table.rows.length} rows of your own; ${target} is told from the other columns that are numbers`,
    refusal,
    table: {
      columns: table.columns.map(({ name }) => name),
      target,
      rows: table.rows.length,
      faults: table.faults.map(({ line, why }) => `line ${line}: ${why}`),
    },
  };
}

/** What examples a choice is, as far as a network must know to take them; or why it is none. */
export function kindOf(choice: DataChoice, analysis: Analysis): ExampleKind | { readonly why: string } {
  switch (choice.kind) {
    case 'points':
      return pointsFor(analysis, choice) ?? noSuchSet;
    case 'digits':
      return pictureKind(digitKind);
    case 'pictures':
      return pictureKind(picturesOf(choice));
    case 'table':
      return tableFrom(choice);
  }
}

const noSuchSet = { why: 'There is no such set of examples.' };

function tableFrom({ text, target }: Extract<DataChoice, { readonly kind: 'table' }>): ExampleSet | { readonly why: string } {
  const table = readTable(text);
  return 'why' in table ? table : tableSet(table, target ?? usualTarget(table), tableSeed);
}

/** The examples themselves, of the size that the network takes. */
export async function madeSet(choice: DataChoice, analysis: Analysis, fit: Fit): Promise<MadeSet | { readonly why: string }> {
  if (choice.kind === 'points' || choice.kind === 'table') {
    const set = choice.kind === 'points' ? (pointsFor(analysis, choice) ?? noSuchSet) : tableFrom(choice);
    return 'why' in set ? set : { set, brightness: undefined };
  }
  const pictures = choice.kind === 'digits' ? await loadedDigits(choice.address) : picturesOf(choice);
  if ('why' in pictures) return pictures;
  return imageSet(pictures, fit.input.image ?? pictures);
}

async function loadedDigits(address: string): Promise<ReturnType<typeof picturesOf> | { readonly why: string }> {
  try {
    const response = await fetch(address);
    const whole = response.body?.pipeThrough(new DecompressionStream('gzip'));
    const digits = readDigits(new Uint8Array(await new Response(whole).arrayBuffer()));
    return digits ?? { why: 'The file of digits is not what it should be.' };
  } catch {
    return { why: 'The digits could not be loaded: there is no network, and they are not kept here yet.' };
  }
}

function pointsFor(analysis: Analysis, { name, noise, seed }: Extract<DataChoice, { readonly kind: 'points' }>): ExampleSet | undefined {
  return isPointKindName(name) ? pointSet(name, { count: pointCount, noise, seed, classes: classesOf(analysis) }) : undefined;
}

function refusalFor({ graph, sizes }: Analysis, kind: ExampleKind): Refusal | undefined {
  const result = fitOf(graph, kind, sizes);
  return 'misfit' in result ? refusalOf(result.misfit) : undefined;
}

/** In the words and places of the page. */
export function refusalOf({ why, helps }: Misfit): Refusal {
  return {
    why,
    helps: helps.map(({ text, edits }) => ({ text, edits: edits.map((edit) => ({ ...stretchOf(edit.span), text: edit.text })) })),
  };
}

/** How many classes the network tells apart, as far as that can be seen; as few as there can be otherwise. */
function classesOf({ graph }: Analysis): number {
  const { training, outputs } = graph;
  const output = outputs[training === undefined ? 0 : (labelledScores(graph, training)?.output ?? 0)];
  const size = featureAxis(output?.tensor.type.shape ?? [])?.size;
  return size !== undefined && isKnown(size) ? Number(size) : leastClasses;
}
