// Windows in the place of dearer ones: those that read a channel or a group each, and smaller ones.
import { sumOf, weightOf, type Gathering, type Side, type WindowCause } from './cause.js';
import type { LayerForm } from './layer-costs.js';
import { formKey, type DifferencePart } from './parts.js';

/** Forms of which hardly anything is left: so much of what there was. */
const hardly = 0.25;
/** What is replaced has to matter this much. */
const leastShare = 0.2;

/** Whether the window holds more than one element. */
export const isLargeWindow = ({ window }: LayerForm): boolean => areaOf(window) > 1;

const areaOf = (window: readonly number[]): number => window.reduce((product, size) => product * size, 1);

/** With the layers of one position that mix channels beside windows of single channels. */
export function smallerWindowsOf(parts: readonly DifferencePart[], gathering: Gathering): WindowCause | undefined {
  for (const side of ['right', 'left'] as const) {
    const cause = replacedOn(side, parts, gathering);
    if (cause !== undefined) return cause;
  }
  return undefined;
}

function replacedOn(side: Side, parts: readonly DifferencePart[], gathering: Gathering): WindowCause | undefined {
  const other = side === 'right' ? 'left' : 'right';
  const counts = parts.filter(({ form, factor }) => factor === 'count' && isLargeWindow(form));
  const gone = counts.filter((part) => part[side].mean <= hardly * part[other].mean && part.form.grouping === 'full');
  const come = counts.filter((part) => part[other].mean <= hardly * part[side].mean);
  const apart = come.filter(({ form }) => form.grouping !== 'full');
  const dearer = gone.map(({ form }) => form);
  const replaced = parts.filter(({ form }) => dearer.some((each) => formKey(each) === formKey(form)));
  if (weightOf(sumOf(replaced), gathering) < leastShare) return undefined;
  const smallest = Math.min(...dearer.map(({ window }) => areaOf(window)));
  const cheaper = (
    apart.length > 0 ? apart : counts.filter(({ form, ...part }) => part[side].mean > part[other].mean && areaOf(form.window) < smallest)
  ).map(({ form }) => form);
  if (cheaper.length === 0) return undefined;
  const isMixing = ({ role }: LayerForm): boolean => apart.length > 0 && role !== 'plain' && role !== 'head';
  const keys = new Set([...dearer, ...cheaper].map(formKey));
  const own = parts.filter(({ form }) => keys.has(formKey(form)) || isMixing(form));
  return { kind: 'windows', side, cheaper, dearer, parts: own, difference: sumOf(own) };
}
