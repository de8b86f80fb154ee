// Receptive fields: what the units of each tensor read of the inputs, for all units at once and for any size. Not single units.
import type { Graph, NamedTensor, Tensor } from '@trammel/graph';
import { isKnown, roleOf, type Shape, type Size, type SymbolValues } from '@trammel/tensor';
import { axisFieldOf, type AxisField } from './receptive-field/axis-field.js';
import { channelAxis } from './receptive-field/channel-axis.js';
import { channelsOf, type Channels, type Unit } from './receptive-field/channel-field.js';
import { unitSizes } from './receptive-field/coordinate-relation.js';
import { elementAt } from './receptive-field/element-at.js';
import { graphRelations, type SourceRelations } from './receptive-field/graph-relations.js';
import { asOne, type ValueRelation } from './receptive-field/value-relation.js';

export type { AxisField } from './receptive-field/axis-field.js';
export type { ChannelRow, Channels, Runs } from './receptive-field/channel-field.js';

/** What a unit reads of one input of the network. */
export interface InputField {
  /** The input's name. */
  readonly input: string;
  /** Along each axis but that of the channels; the batch is left out where an example reads only itself. */
  readonly axes: readonly AxisField[];
  readonly channels: Channels;
  /** The axes of the unit's tensor that the channels depend on; where others than its channels are among them, those of any place are told. */
  readonly channelsAlong: readonly string[];
}

/** For each tensor of a graph, those in repeats standing for the last copy, what it reads of each input that it reads. */
export type ReceptiveFields = Pick<ReadonlyMap<Tensor, readonly InputField[]>, 'get'>;

/** The receptive fields of all tensors, in inference, each told when it is asked for. Symbols without a value stay open. */
export function receptiveFieldsOf(graph: Graph, sizes: SymbolValues = new Map()): ReceptiveFields {
  const relations = graphRelations(graph, sizes);
  const told = new Map<SourceRelations, Map<Shape, readonly InputField[]>>();
  return {
    get: (tensor) => {
      const sources = relations.get(tensor);
      if (sources === undefined) return undefined;
      const { shape } = tensor.type;
      let known = told.get(sources);
      if (known === undefined) told.set(sources, (known = new Map<Shape, readonly InputField[]>()));
      const fields = known.get(shape);
      if (fields !== undefined) return fields;
      const made = inputFieldsOf(graph, sources, { shape, sizes });
      known.set(shape, made);
      return made;
    },
  };
}

/** How far a unit of the tensor reaches along the axis of space or time where that is farthest; undefined where it reads none. */
export function extentOf(graph: Graph, tensor: Tensor, sizes: SymbolValues = new Map()): Size | undefined {
  const sources = graphRelations(graph, sizes).get(tensor) ?? new Map();
  const fields = inputFieldsOf(graph, sources, { shape: tensor.type.shape, sizes });
  const isPlace = ({ axis }: AxisField): boolean => roleOf(axis) === 'space' || roleOf(axis) === 'time';
  const extents = fields.flatMap(({ axes }) => axes.filter(isPlace).map(({ size }) => size));
  return extents.reduce<Size | undefined>(
    (longest, size) => (longest === undefined || isLonger(size, longest) ? size : longest),
    undefined,
  );
}

function inputFieldsOf(graph: Graph, sources: SourceRelations, unit: Unit): readonly InputField[] {
  return graph.inputs.flatMap((input) => {
    const relation = asOne(sources.get(input.tensor) ?? [], unitSizes(unit));
    return relation === undefined ? [] : [inputFieldOf(relation, input, unit)];
  });
}

/** An open size is taken to be longer than any number. */
function isLonger(a: Size, b: Size): boolean {
  return isKnown(b) && (!isKnown(a) || a > b);
}

function inputFieldOf(relation: ValueRelation, { name, tensor }: NamedTensor, unit: Unit): InputField {
  const { shape } = tensor.type;
  const channels = channelAxis(shape);
  const axes = shape.flatMap((axis, position) => {
    if (position === channels) return [];
    const field = axisFieldOf(elementAt(relation, position), axis, unit);
    return roleOf(axis.name) === 'batch' && isOwnIndex(field) ? [] : [field];
  });
  if (channels === undefined) return { input: name, axes, channels: 'all', channelsAlong: [] };
  const own = elementAt(relation, channels);
  const channelsAlong = own.terms.map((term) => elementAt(unit.shape, term.axis).name);
  return { input: name, axes, channels: channelsOf(own, elementAt(shape, channels).size, unit), channelsAlong };
}

function isOwnIndex({ stride, from, to }: AxisField): boolean {
  return stride === 1 && from === 0 && to === 0;
}
