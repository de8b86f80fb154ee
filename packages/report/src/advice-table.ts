// Advice as a table: what the network measures now, what after the edit, and by how much that differs.
import { printDecades, type Advice, type Figures, type Measures, type SingleIdea } from '@trammel/analysis';
import { ideas } from '@trammel/operators';
import { approximateSize, isKnown, printSize, type Size } from '@trammel/tensor';
import { printBytes, printCount, printShort } from './numbers.js';
import type { Cell, Row, Table } from './table.js';

/** The figures of an edit, those that cost multiplications and memory first, then what else may change. */
export function adviceTable({ before, after }: Advice): Table {
  return {
    columns: [
      { key: 'figure', title: '', align: 'left' },
      { key: 'now', title: 'now', align: 'right' },
      { key: 'then', title: 'then', align: 'right' },
      { key: 'change', title: 'change', align: 'right' },
    ],
    rows: [...counts.flatMap(([name, figure]) => countRow(name, figure(before), figure(after))), ...otherRows(before, after)],
    concessions: [{ columns: ['now', 'then'], becomes: 'short' }],
  };
}

const counts = [
  ['parameters', ({ figures }: Measures) => figures.parameters],
  ['multiplications', ({ figures }: Measures) => figures.multiplications],
  ['additions', ({ figures }: Measures) => figures.additions],
  ['activations', ({ figures }: Measures) => figures.activations],
] as const satisfies readonly (readonly [string, (measures: Measures) => Size])[];

const row = (figure: string, now: Cell, then: Cell, change: string): Row => ({
  kind: 'item',
  depth: 0,
  cells: { figure, now, then, change },
});

function countRow(name: string, now: Size, then: Size): readonly Row[] {
  const cell = (size: Size): Cell => (isKnown(size) ? [printCount(size), printShort(approximateSize(size))] : printSize(size));
  return [row(name, cell(now), cell(then), percent(approximateSize(now), approximateSize(then)))];
}

function otherRows(before: Measures, after: Measures): readonly Row[] {
  const bytes = (name: string, of: (measures: Measures) => number): readonly Row[] => {
    const [now, then] = [of(before), of(after)];
    return Number.isNaN(now) || Number.isNaN(then) ? [] : [row(name, printBytes(now), printBytes(then), percent(now, then))];
  };
  const [field, fieldAfter] = [before.receptiveField, after.receptiveField];
  const decades = (name: string, of: 'smallest' | 'largest'): readonly Row[] => {
    const [now, then] = [before.gradient?.[of], after.gradient?.[of]];
    return now === undefined || then === undefined ? [] : [row(name, printDecades(now), printDecades(then), decadesChange(now, then))];
  };
  return [
    ...bytes('peak, inference', ({ inferenceBytes }) => inferenceBytes),
    ...bytes('peak, training', ({ trainingBytes }) => trainingBytes),
    ...(field === undefined || fieldAfter === undefined
      ? []
      : [row('receptive field', printSize(field), printSize(fieldAfter), percent(approximateSize(field), approximateSize(fieldAfter)))]),
    ...decades('smallest gradient', 'smallest'),
    ...decades('largest gradient', 'largest'),
  ];
}

/** `-69.8 %`; empty where nothing changes or nothing was there. */
function percent(now: number, then: number): string {
  if (now === then || !(now > 0) || Number.isNaN(then)) return '';
  const share = (100 * (then - now)) / now;
  return `${share > 0 ? '+' : ''}${Math.abs(share) < 0.05 ? share.toPrecision(1) : share.toFixed(1)} %`;
}

function decadesChange(now: number, then: number): string {
  const change = then - now;
  return Number.isFinite(change) && Math.abs(change) >= 0.005 ? `${change > 0 ? '+' : ''}${change.toFixed(2)} decades` : '';
}

/** What is done, in words; and why it saves, where an idea says so. */
export function adviceWords({ idea, layers }: Advice): { readonly what: string; readonly why: string } {
  if (idea.kind === 'together') {
    const numbers = idea.parts.map(({ place }) => printCount(place + 1)).join(' and ');
    return { what: `${numbers} together`, why: idea.parts.map((part) => singleWords(part.idea).what).join('; ') };
  }
  const { what, why } = singleWords(idea);
  return { what: idea.kind === 'finding' ? what : `${what}, in ${printCount(layers)} layer${layers === 1 ? '' : 's'}`, why };
}

function singleWords(idea: SingleIdea): { readonly what: string; readonly why: string } {
  if (idea.kind === 'finding') return { what: idea.text, why: `found to help against ${idea.code}` };
  const { what, why, source } = ideas[idea.name];
  return { what: what(idea.degree), why: `${why(idea.degree)} (${source})` };
}

/** What the edit costs besides its figures, and what else was tried; empty where there is nothing to say. */
export function adviceCosts({ broken, mending, losesGradients, others, before, idea }: Advice): readonly string[] {
  return [
    ...(mending === undefined
      ? []
      : [`alone it would take gradients more than three decades from that at the output, so it is made together ${mending}`]),
    ...(losesGradients
      ? ['gradients are more than three decades from that at the output by it, and nothing that was tried mends that']
      : []),
    ...others.map(({ degree, figures }) => `${extentOf(idea, degree)} instead: ${figureChanges(before.figures, figures)}`),
    ...(broken.length === 0
      ? []
      : [`no longer ${broken.length === 1 ? 'holds' : 'hold'}: ${broken.map((text) => `\`${text}\``).join(', ')}`]),
  ];
}

const extentOf = (idea: Advice['idea'], degree: number): string => (idea.kind === 'alternative' ? ideas[idea.name].extent(degree) : '');

function figureChanges(before: Figures, after: Figures): string {
  const change = (figure: 'parameters' | 'multiplications'): string =>
    percent(approximateSize(before[figure]), approximateSize(after[figure])) || 'as many';
  return `parameters ${change('parameters')}, multiplications ${change('multiplications')}`;
}
