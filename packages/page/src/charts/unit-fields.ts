// The way of one unit back to the input: what it and the units before it read, as pictures; the same on the page and in its script.
import type { FieldMap, FieldRuns, GrowthAxis, IndexMap } from '@trammel/analysis';
import { element, shortened, type Markup } from '../markup.js';
import { fieldChart, type FieldBox, type FieldPlane } from './field-chart.js';

/** What the page holds of one input: for each layer how its units read it. Plain data. */
export interface FieldData extends FieldPlane {
  readonly input: string;
  readonly layers: readonly FieldLayer[];
}

export interface FieldLayer extends FieldPlane {
  readonly name: string;
  readonly map: FieldMap;
  /** The layers on its way after which a unit reaches farther, by their numbers, itself last. */
  readonly through: readonly number[];
}

/** A unit: its layer by number, and where it stands on the plane of that. */
export interface ChosenUnit {
  readonly layer: number;
  readonly down: number;
  readonly across: number;
}

/** In the middle of its layer. */
export function middleUnit({ layers }: FieldData, layer: number): ChosenUnit {
  const own = layers[layer];
  return { layer, down: Math.floor((own?.down.size ?? 0) / 2), across: Math.floor((own?.across.size ?? 0) / 2) };
}

/** What a unit reads, cut at the borders of the input. */
export function fieldBoxes({ ways }: FieldMap, unit: ChosenUnit, plane: FieldPlane): readonly FieldBox[] {
  return ways.flatMap(({ down, across }): readonly FieldBox[] => {
    const box = { down: clipped(runsOf(down, unit), plane.down), across: clipped(runsOf(across, unit), plane.across) };
    return box.down.length === 0 || box.across.length === 0 ? [] : [box];
  });
}

/** i = period*q + r reads offsets[r], moved by step*q. */
function runsOf(map: IndexMap, unit: ChosenUnit): FieldRuns {
  const index = map.along === undefined ? 0 : unit[map.along];
  const turns = Math.floor(index / map.period);
  const moved = map.step * turns;
  return (map.offsets[index - map.period * turns] ?? []).map(([first, last]) => [first + moved, last + moved]);
}

const clipped = (runs: FieldRuns, { size }: GrowthAxis): FieldRuns =>
  runs.flatMap(([first, last]) => {
    const [from, to] = [Math.max(0, first), Math.min(size - 1, last)];
    return from > to ? [] : [[from, to]];
  });

/** The unit and, before it, of each layer on its way the one in the middle of what it reads. */
export function unitsOnTheWay(data: FieldData, chosen: ChosenUnit): readonly ChosenUnit[] {
  const own = data.layers[chosen.layer];
  if (own === undefined) return [];
  return own.through.map((layer): ChosenUnit => {
    const before = data.layers[layer];
    if (layer === chosen.layer || before === undefined) return chosen;
    const indexAlong = (along: 'down' | 'across'): number =>
      nearestIndex(before.map, { along, size: before[along].size, middle: middleOf(own.map, chosen, along) });
    return { layer, down: indexAlong('down'), across: indexAlong('across') };
  });
}

/** The middle between the first and the last index that is read, those outside of the input too. */
function middleOf({ ways }: FieldMap, unit: ChosenUnit, along: 'down' | 'across'): number {
  const runs = ways.flatMap((way) => runsOf(way[along], unit));
  return (Math.min(...runs.map(([first]) => first)) + Math.max(...runs.map(([, last]) => last))) / 2;
}

/** Of the units of a layer the one that reads around a place: those of neighbours move by step/period. */
function nearestIndex(
  map: FieldMap,
  { along, size, middle }: { readonly along: 'down' | 'across'; readonly size: number; readonly middle: number },
): number {
  const moving = map.ways.map((way) => way[along]).find((own) => own.along === along && own.step !== 0);
  if (moving === undefined || !Number.isFinite(middle)) return Math.floor(size / 2);
  const first = middleOf(map, { layer: 0, down: 0, across: 0 }, along);
  const index = Math.round(((middle - first) * moving.period) / moving.step);
  return Number.isFinite(index) ? Math.max(0, Math.min(size - 1, index)) : Math.floor(size / 2);
}

/** Pictures from the first layer on the way to the unit; `exact` is what the last one reads, where that is known better than by its map. */
export function unitFields(data: FieldData, chosen: ChosenUnit, exact?: FieldPicture): Markup {
  const units = unitsOnTheWay(data, chosen);
  const figures = units.map((unit, index) => {
    const layer = data.layers[unit.layer];
    if (layer === undefined) return undefined;
    const own = { name: layer.name, boxes: fieldBoxes(layer.map, unit, data), isExact: layer.map.isExact, place: placeOf(layer, unit) };
    return fieldFigure(data, index === units.length - 1 && exact !== undefined ? exact : own);
  });
  return element('div', { class: 'fields' }, ...figures);
}

/** What a unit reads, in words: `unit [14, 14] reads H 12 to 16, W 12 to 16`. */
export function unitReads(data: FieldData, unit: ChosenUnit): string {
  const layer = data.layers[unit.layer];
  if (layer === undefined) return '';
  return pictureText(data, { place: placeOf(layer, unit), boxes: fieldBoxes(layer.map, unit, data), isExact: layer.map.isExact });
}

/** What is drawn of one unit. */
export interface FieldPicture {
  /** Of its layer. */
  readonly name: string;
  /** Such as `[14, 14]`. */
  readonly place: string;
  readonly boxes: readonly FieldBox[];
  readonly isExact: boolean;
}

/** Above the pictures of a unit; `name` is that of a unit that was asked for. */
export function unitTitle(data: FieldData, unit: ChosenUnit, name?: string): string {
  const layer = data.layers[unit.layer];
  const own = name ?? (layer === undefined ? '' : `${placeOf(layer, unit)} of ${layer.name}`);
  return `Unit ${own} and units on the way to it, ${gridText(data)}`;
}

/** `on image with H = 224, W = 224` */
export function gridText({ input, down, across }: FieldData): string {
  return `on ${input} with ${[down, across].flatMap(({ name, size }) => (name === '' ? [] : [`${name} = ${size}`])).join(', ')}`;
}

/** Where a unit stands, as its layer names its axes. */
export const placeOf = ({ down }: FieldPlane, unit: Pick<ChosenUnit, 'down' | 'across'>): string =>
  down.name === '' ? `[${unit.across}]` : `[${unit.down}, ${unit.across}]`;

/** One picture with what it shows in words. */
export function fieldFigure(plane: FieldPlane & Pick<FieldData, 'input'>, picture: FieldPicture): Markup {
  const words = shortened(picture.name, 40);
  const read = pictureText(plane, picture);
  return element(
    'div',
    { class: 'field' },
    fieldChart(plane, picture.boxes, `${words}: ${read} of ${plane.input}`),
    element('p', {}, element('bdi', { class: 'field-name' }, words), element('span', { class: 'field-size' }, read)),
  );
}

const pictureText = (plane: FieldPlane, { place, boxes, isExact }: Omit<FieldPicture, 'name'>): string =>
  `unit ${place} reads ${isExact ? '' : 'at most '}${readText(plane, boxes)}`;

/** `H 3 to 9, W 3 to 9`, and what is not read between. */
export function readText({ down, across }: FieldPlane, boxes: readonly FieldBox[]): string {
  if (boxes.length === 0) return 'nothing';
  const along = ({ name, size }: GrowthAxis, runs: FieldRuns): string => {
    const [first, last] = [Math.min(...runs.map(([from]) => from)), Math.max(...runs.map(([, to]) => to))];
    if (first === 0 && last === size - 1 && !hasHoles(runs)) return `all ${size} of ${name}`;
    return `${name} ${first === last ? first : `${first} to ${last}`}${hasHoles(runs) ? ' with holes' : ''}`;
  };
  const texts = [
    ...(down.name === ''
      ? []
      : [
          along(
            down,
            boxes.flatMap((box) => [...box.down]),
          ),
        ]),
    along(
      across,
      boxes.flatMap((box) => [...box.across]),
    ),
  ];
  return texts.join(', ');
}

function hasHoles(runs: FieldRuns): boolean {
  const sorted = [...runs].sort(([a], [b]) => a - b);
  let reached = sorted[0]?.[1] ?? 0;
  for (const [first, last] of sorted) {
    if (first > reached + 1) return true;
    reached = Math.max(reached, last);
  }
  return false;
}
