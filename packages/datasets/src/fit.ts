// Whether a network can learn from examples of a kind, and how they go into it; where it cannot, why, and what would mend it. Runs nothing.
import type { Help } from '@trammel/diagnostics';
import { indexBounds } from '@trammel/drawing';
import { labelledScores, lossProgramOf, type Graph, type NamedTensor, type Training } from '@trammel/graph';
import { isKnown, printInteger, printShape, roleOf, substituteShape, type SymbolValues } from '@trammel/tensor';
import { featureCount, targetWidth, type ExampleKind } from './example-set.js';
import { learnableNet, namedTraining, trainingFor } from './mending.js';

/** How many examples go into one step: as many as one likes, by the name of the size; or always so many. */
export type BatchSize = { readonly symbol: string } | { readonly fixed: number };

/** How examples go into a network, and what of it is looked at. */
export interface Fit {
  readonly batch: BatchSize;
  /** The input of the network; of pictures the size that they must have. */
  readonly input: { readonly name: string; readonly image: ImageSize | undefined };
  /** The input of the loss. Labels are numbers of classes; `spread` is a one where the class is and zeros elsewhere. */
  readonly target: { readonly name: string; readonly form: 'labels' | 'spread' | 'numbers'; readonly width: number };
  /** Which output tells what the network makes of an example, and how many numbers that is. */
  readonly output: { readonly index: number; readonly width: number };
}

export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Why examples do not go in, and ways to mend it, with edits where a machine can make them. */
export interface Misfit {
  readonly why: string;
  readonly helps: readonly Help[];
}

export type FitResult = { readonly fit: Fit } | { readonly misfit: Misfit };

/** At sizes that were chosen for open axes; that of the batch stays open. */
export function fitOf(graph: Graph, kind: ExampleKind, chosen: SymbolValues = new Map()): FitResult {
  const { training } = graph;
  const entrance = entranceOf(graph, kind, chosen);
  if ('misfit' in entrance) return entrance;
  if (training === undefined)
    return misfit(`Nothing says how ${graph.name} is trained: what is made small, and by which rule.`, trainingFor(graph, kind));
  const target = targetOf(graph, training, { kind, chosen });
  if ('misfit' in target) return target;
  const index = labelledScores(graph, training)?.output ?? 0;
  const width = sizeOf(exampleAxes(graph.outputs[index], chosen)) ?? 1;
  return { fit: { ...entrance, target: target.found, output: { index, width } } };
}

const misfit = (why: string, helps: readonly Help[] = []): { readonly misfit: Misfit } => ({ misfit: { why, helps } });

/** The sizes of one example, undefined where the first axis is not that of the batch, or one is open. */
function exampleAxes(
  named: NamedTensor | undefined,
  chosen: SymbolValues,
): readonly { readonly role: string; readonly size: number }[] | undefined {
  const [batch, ...axes] = substituteShape(named?.tensor.type.shape ?? [], chosen);
  if (batch === undefined || roleOf(batch.name) !== 'batch') return undefined;
  const known = axes.flatMap(({ name, size }) => (isKnown(size) ? [{ role: roleOf(name), size: Number(size) }] : []));
  return known.length === axes.length ? known : undefined;
}

const sizeOf = (axes: readonly { readonly size: number }[] | undefined): number | undefined =>
  axes?.reduce((product, { size }) => product * size, 1);

function entranceOf(graph: Graph, kind: ExampleKind, chosen: SymbolValues): Pick<Fit, 'batch' | 'input'> | { readonly misfit: Misfit } {
  const [input, ...others] = graph.inputs;
  const mended = learnableNet(graph, kind);
  if (input === undefined || others.length > 0)
    return misfit(`${graph.name} has ${graph.inputs.length} inputs, and examples go into one.`, mended);
  const { shape, elementType } = input.tensor.type;
  if (elementType !== 'f32')
    return misfit(
      `${input.name} takes whole numbers, such as words by their place in a list, and these examples are real numbers.`,
      mended,
    );
  const axes = exampleAxes(input, chosen);
  const batchAxis = shape[0];
  if (axes === undefined || batchAxis === undefined)
    return misfit(
      `${input.name} is ${printShape(shape)}: it needs the axis N of the examples first, and no other size that is open.`,
      mended,
    );
  const image = kind.features.kind === 'image' ? imageIn(axes, kind.features) : undefined;
  const wanted = kind.features.kind === 'image' ? image !== undefined : sizeOf(axes) === featureCount(kind);
  if (!wanted) return misfit(`${input.name} takes ${sizesText(axes)}, and an example is ${featuresText(kind)}.`, mended);
  const { size } = batchAxis;
  const [symbol] = graph.symbols.filter(({ name }) => name === batchAxis.name);
  if (isKnown(size)) return { batch: { fixed: Number(size) }, input: { name: input.name, image } };
  if (symbol === undefined) return misfit(`The number of examples of ${graph.name} is a sum of other sizes.`, mended);
  return { batch: { symbol: symbol.name }, input: { name: input.name, image } };
}

/** Pictures are made as large as the network wants them; a row of numbers takes them as they are. */
function imageIn(
  axes: readonly { readonly role: string; readonly size: number }[],
  image: Extract<ExampleKind['features'], { readonly kind: 'image' }>,
): ImageSize | undefined {
  const of = (role: string): readonly number[] => axes.filter((axis) => axis.role === role).map(({ size }) => size);
  const [channels = 1, ...moreChannels] = of('feature');
  const [height, width, ...deeper] = of('space');
  const { channels: own, height: ownHeight, width: ownWidth } = image;
  if (axes.length === 1)
    return sizeOf(axes) === own * ownHeight * ownWidth ? { channels: own, height: ownHeight, width: ownWidth } : undefined;
  // Channels come first, as everywhere; a picture without that axis is grey.
  const isInOrder = axes.length === 2 ? axes[0]?.role === 'space' : axes[0]?.role === 'feature';
  const isPicture = height !== undefined && width !== undefined && deeper.length === 0 && moreChannels.length === 0 && axes.length <= 3;
  return isPicture && isInOrder && (channels === 1 || channels === 3) ? { channels, height, width } : undefined;
}

const sizesText = (axes: readonly { readonly size: number }[]): string =>
  axes.length <= 1 ? numbers(sizeOf(axes) ?? 1) : axes.map(({ size }) => printInteger(size)).join(' x ');
const numbers = (count: number): string => (count === 1 ? 'one number' : `${printInteger(count)} numbers`);

function featuresText({ features }: ExampleKind): string {
  return features.kind === 'numbers' ? numbers(features.names.length) : 'a picture';
}

function targetOf(
  graph: Graph,
  training: Training,
  { kind, chosen }: { readonly kind: ExampleKind; readonly chosen: SymbolValues },
): { readonly found: Fit['target'] } | { readonly misfit: Misfit } {
  const [target, ...others] = training.loss.inputs;
  if (target === undefined)
    return misfit(`The loss of ${graph.name} reads no labels: there is nothing to learn from examples.`, namedTraining(graph, kind));
  const { name } = target;
  if (others.length > 0)
    return misfit(`The loss of ${graph.name} reads ${training.loss.inputs.length} inputs, and examples have one target.`);
  const axes = exampleAxes(target, chosen);
  const width = sizeOf(axes);
  if (axes === undefined || width === undefined)
    return misfit(`${name} is ${printShape(target.tensor.type.shape)}: it needs the axis N of the examples first.`);
  if (target.tensor.type.elementType !== 'f32') return labelsOf(graph, training, { kind, name, isOne: axes.length === 0 });
  if (kind.target.kind === 'numbers')
    return width === targetWidth(kind)
      ? { found: { name, form: 'numbers', width } }
      : misfit(`${name} is ${numbers(width)}, and an example has ${numbers(targetWidth(kind))} to be told.`);
  const classes = kind.target.names.length;
  if (width === 1 && classes === 2) return { found: { name, form: 'numbers', width } };
  return width >= classes && axes.length === 1
    ? { found: { name, form: 'spread', width } }
    : misfit(`${name} is ${numbers(width)}, and the examples are of ${classes} classes.`);
}

function labelsOf(
  graph: Graph,
  training: Training,
  { kind, name, isOne }: { readonly kind: ExampleKind; readonly name: string; readonly isOne: boolean },
): { readonly found: Fit['target'] } | { readonly misfit: Misfit } {
  if (!isOne) return misfit(`${name} has a label for each of many places, and an example has one.`);
  if (kind.target.kind === 'numbers')
    return misfit(`The loss of ${graph.name} wants classes, and the examples have numbers to be told.`, namedTraining(graph, kind));
  const { program } = lossProgramOf(graph, training);
  const bounds = indexBounds(program, new Map());
  const labels = program.inputs.find(({ instruction }) => instruction.op === 'input' && instruction.name === name);
  const bound = labels === undefined ? undefined : bounds.get(labels);
  const classes = kind.target.names.length;
  if (bound !== undefined && bound < classes)
    return misfit(`${graph.name} tells ${bound} classes apart, and the examples are of ${classes}.`, learnableNet(graph, kind));
  return { found: { name, form: 'labels', width: 1 } };
}
