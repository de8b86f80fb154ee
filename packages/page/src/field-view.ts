// The section of receptive fields: a unit with the way to it, one in the corner, and the data with which a script draws any other.
import { fieldGrowths, unitBoxes, type Analysis, type FieldGrowth } from '@trammel/analysis';
import { layerName, printField } from '@trammel/report';
import {
  fieldFigure,
  gridText,
  middleUnit,
  unitFields,
  unitTitle,
  type ChosenUnit,
  type FieldData,
  type FieldPicture,
} from './charts/unit-fields.js';
import { element, escapedJson, shortened, together, type Markup } from './markup.js';
import { numbersView } from './numbers-view.js';
import type { ReportedUnit } from './reported-network.js';
import type { ChartView } from './views.js';

/** Two charts for each input that can be drawn; `unit` is the one that was asked for. */
export function fieldCharts(analysis: Analysis, unit: ReportedUnit | undefined): readonly ChartView[] {
  return fieldGrowths(analysis).flatMap((growth) => growthCharts(growth, analysis, unit));
}

function growthCharts(growth: FieldGrowth, analysis: Analysis, asked: ReportedUnit | undefined): readonly ChartView[] {
  const { input, down, across, layers } = growth;
  const data: FieldData = {
    input: shortened(input.name, 40),
    down,
    across,
    layers: layers.map(({ node, map, through, ...layer }) => ({
      name: shortened([layerName(node)].flat()[0] ?? node.id, 60),
      down: layer.down,
      across: layer.across,
      map,
      through,
    })),
  };
  const chosen = asked === undefined ? middleUnit(data, layers.length - 1) : unitIn(growth, asked);
  const exact = asked === undefined ? undefined : pictureOf(asked, growth, analysis);
  const name = asked === undefined ? undefined : `${shortened(asked.name, 40)}[${asked.index.join(', ')}]`;
  const rows = layers.map(({ node }, index) => [
    data.layers[index]?.name ?? '',
    printField(analysis.receptiveFields.get(node.outputs[0] ?? input.tensor)?.filter(({ input: own }) => own === input.name)),
  ]);
  const plain = { narrow: '', note: '', link: undefined, numbers: undefined };
  return [
    {
      ...plain,
      title: unitTitle(data, chosen ?? middleUnit(data, layers.length - 1), name),
      wide: withData(chosen === undefined ? onlyPicture(data, exact) : unitFields(data, chosen, exact), data, chosen).markup,
    },
    {
      ...plain,
      title: `A unit in the corner, ${gridText(data)}`,
      wide: unitFields(data, { layer: layers.length - 1, down: 0, across: 0 }).markup,
      numbers: numbersView(['layer', 'receptive field'], rows),
    },
  ];
}

/** Where the unit that was asked for stands among the layers; undefined where it stands on no plane. */
function unitIn({ layers }: FieldGrowth, { tensor, index }: ReportedUnit): ChosenUnit | undefined {
  const layer = layers.findIndex(({ node }) => node.outputs[0] === tensor);
  if (layer < 0) return undefined;
  const shape = tensor.type.shape;
  const at = (name: string | undefined): number => index[shape.findIndex((axis) => axis.name === name)] ?? 0;
  return { layer, down: at(layers[layer]?.down.name), across: at(layers[layer]?.across.name) };
}

function pictureOf(asked: ReportedUnit, { input }: FieldGrowth, analysis: Analysis): FieldPicture | undefined {
  const read = unitBoxes(analysis, asked, input);
  return read === undefined ? undefined : { name: asked.name, place: `[${asked.index.join(', ')}]`, ...read };
}

const onlyPicture = (data: FieldData, picture: FieldPicture | undefined): Markup =>
  element('div', { class: 'fields' }, picture === undefined ? undefined : fieldFigure(data, picture));

/** Maps that come again are told once. */
function withData(pictures: Markup, data: FieldData, chosen: ChosenUnit | undefined): Markup {
  const numbers = new Map<string, number>();
  const layers = data.layers.map(({ map, ...layer }) => {
    const key = JSON.stringify(map);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return { ...layer, map: number };
  });
  const maps = [...numbers.keys()].map((key): unknown => JSON.parse(key));
  const json = escapedJson({ ...data, layers, maps, chosen });
  return element('div', { 'data-fields': '' }, together([pictures, { markup: `<script type="application/json">${json}</script>` }]));
}
