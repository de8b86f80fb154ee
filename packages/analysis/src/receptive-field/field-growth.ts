// How the receptive field grows layer by layer: exactly what the units in the middle and in the corner of each layer read of an input.
import type { NamedTensor, Node, Tensor } from '@trammel/graph';
import { isKnown, roleOf, spatialAxes, substituteShape, type Shape } from '@trammel/tensor';
import type { Analysis } from '../analysis.js';
import { runsOf } from './integer-set.js';
import { fieldOfUnit } from './unit-field.js';

/** Runs [first, last] of indices. */
type Runs = readonly (readonly [number, number])[];

/** What units of some layers read of one input, along its last two axes of space or time. */
export interface FieldGrowth {
  readonly input: NamedTensor;
  /** Down and across; `down` has size 1 where the input has one such axis only. */
  readonly down: GrowthAxis;
  readonly across: GrowthAxis;
  /** From the first layer on, those where the field grows. */
  readonly layers: readonly LayerGrowth[];
}

export interface GrowthAxis {
  readonly name: string;
  readonly size: number;
}

export interface LayerGrowth {
  readonly node: Node;
  /** In the middle of the layer, and in its corner, where the field is cut off at the border. */
  readonly units: readonly GrownUnit[];
}

/** One unit and what it reads: products of runs down and across. */
export interface GrownUnit {
  readonly place: 'middle' | 'corner';
  /** Of the unit in its layer: down and across. */
  readonly index: readonly [number, number];
  readonly boxes: readonly { readonly down: Runs; readonly across: Runs }[];
  /** False where the set is only known to hold all that is read. */
  readonly isExact: boolean;
}

/** How many layers are told. */
const mostLayers = 8;
/** Sets of more pieces than this are no picture. */
const mostPieces = 4096;

/** For each input with axes of space or time whose sizes are known. */
export function fieldGrowths(analysis: Analysis): readonly FieldGrowth[] {
  return analysis.graph.inputs.flatMap((input) => {
    const shape = substituteShape(input.tensor.type.shape, analysis.sizes);
    const plane = planeOf(shape);
    if (plane === undefined || !analysis.graph.inputs.every(({ tensor }) => isWhole(tensor, analysis))) return [];
    const layers = growingLayers(input, analysis).flatMap((node) => layerGrowth(node, { input, plane, analysis }));
    return layers.length < 2 ? [] : [{ input, ...plane, layers }];
  });
}

type Plane = Pick<FieldGrowth, 'down' | 'across'>;

function planeOf(shape: Shape): Plane | undefined {
  const axes = slidingAxes(shape).map(({ name, size }): GrowthAxis => ({ name, size: Number(size) }));
  const across = axes.at(-1);
  if (across === undefined || axes.some(({ size }) => !Number.isFinite(size))) return undefined;
  return { across, down: axes.at(-2) ?? { name: '', size: 1 } };
}

/** Those of space or time, of which one may hold the features. */
const slidingAxes = (shape: Shape): Shape => spatialAxes(shape).filter(({ name }) => roleOf(name) === 'space' || roleOf(name) === 'time');

const isWhole = ({ type }: Tensor, { sizes }: Analysis): boolean => substituteShape(type.shape, sizes).every(({ size }) => isKnown(size));

/** Layers after which a unit reaches farther than before, so many of them as can be told, from the first to the last. */
function growingLayers(input: NamedTensor, analysis: Analysis): readonly Node[] {
  const growing: Node[] = [];
  let farthest = 1;
  for (const { node } of analysis.cost.rows) {
    const [output] = node.outputs;
    if (output === undefined || !isWhole(output, analysis) || planeOf(substituteShape(output.type.shape, analysis.sizes)) === undefined)
      continue;
    const field = analysis.receptiveFields.get(output)?.find((each) => each.input === input.name);
    const reach = Math.max(0, ...(field?.axes ?? []).map(({ size }) => Number(size)));
    if (!(reach > farthest)) continue;
    farthest = reach;
    growing.push(node);
  }
  if (growing.length <= mostLayers) return growing;
  return Array.from({ length: mostLayers }, (_, index) => growing[Math.round((index * (growing.length - 1)) / (mostLayers - 1))]).flatMap(
    (node) => node ?? [],
  );
}

interface Growing {
  readonly input: NamedTensor;
  readonly plane: Plane;
  readonly analysis: Analysis;
}

function layerGrowth(node: Node, growing: Growing): readonly LayerGrowth[] {
  const units = (['middle', 'corner'] as const).flatMap((place) => grownUnit(node, place, growing));
  return units.length === 0 ? [] : [{ node, units }];
}

function grownUnit(node: Node, place: GrownUnit['place'], { input, plane, analysis }: Growing): readonly GrownUnit[] {
  const [output] = node.outputs;
  if (output === undefined) return [];
  const shape = substituteShape(output.type.shape, analysis.sizes);
  const sliding = slidingAxes(shape);
  const index = shape.map((axis) => (sliding.includes(axis) && place === 'middle' ? Math.floor(Number(axis.size) / 2) : 0));
  const set = fieldOfUnit(analysis.graph, output, index, analysis.sizes).get(input.tensor);
  if (set === undefined || set.boxes.length > mostPieces) return [];
  const positions = [plane.down, plane.across].map(({ name }) => input.tensor.type.shape.findIndex((axis) => axis.name === name));
  const boxes = set.boxes.map((box) => {
    const [down, across] = positions.map((position): Runs => {
      const along = box[position];
      return along === undefined ? [[0, 0]] : runsOf(along);
    });
    return { down: down ?? [], across: across ?? [] };
  });
  const at = sliding.map((axis) => index[shape.indexOf(axis)] ?? 0);
  return [{ place, index: [at.at(-2) ?? 0, at.at(-1) ?? 0], boxes, isExact: set.isExact }];
}
