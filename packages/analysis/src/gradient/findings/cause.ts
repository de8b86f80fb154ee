// Why a gradient is as small or as large as it is: the largest kinds of decades on its way back, in one sentence.
import { decadeKinds, type DecadeKind } from '../../attenuation/decade-kinds.js';
import type { Route } from '../../attenuation/route.js';
import { callOf } from './facts.js';

/** Smaller parts of the whole than this are not told. */
const leastPart = 0.1;
/** How many kinds are told. */
const mostKinds = 3;

const reasons: Readonly<Record<DecadeKind, { readonly one: string; readonly several: string }>> = {
  weightGain: { one: ' by the size of its weights', several: ' by the size of their weights' },
  maximumSlope: { one: ' by its largest slope', several: ' by their largest slope' },
  spreadSaturation: { one: ' by the spread of what it reads', several: ' by the spread of what they read' },
  offsetSaturation: { one: ' by the offset of what it reads', several: ' by the offset of what they read' },
  other: { one: '', several: '' },
};

interface Part {
  /** The call. */
  readonly text: string;
  readonly kind: DecadeKind;
  readonly count: number;
  readonly decades: number;
}

/** "8 `sigmoid` cost 0.60 decades each by their largest slope, ..."; empty where nothing is known of the way. */
export function causeOf(route: Route, sign: -1 | 1): string {
  const parts = partsOf(route).filter(({ decades }) => sign * decades > 0);
  const whole = parts.reduce((sum, { decades }) => sum + Math.abs(decades), 0);
  const told = parts
    .filter(({ decades }) => Math.abs(decades) >= leastPart * whole)
    .sort((a, b) => Math.abs(b.decades) - Math.abs(a.decades))
    .slice(0, mostKinds);
  return told.map((part) => sentenceOf(part, sign)).join('; ');
}

function partsOf({ steps }: Route): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const { node, decades, copies } of steps) {
    if (decades === undefined) continue;
    const text = callOf(node);
    for (const [kind] of decadeKinds) {
      const before = parts.get(`${text} ${kind}`) ?? { text, kind, count: 0, decades: 0 };
      parts.set(`${text} ${kind}`, { ...before, count: before.count + copies, decades: before.decades + decades[kind] });
    }
  }
  return [...parts.values()];
}

function sentenceOf({ text, kind, count, decades }: Part, sign: -1 | 1): string {
  const size = Math.abs(decades);
  const [cost, costs] = sign < 0 ? ['cost', 'costs'] : ['add', 'adds'];
  return count === 1
    ? `${text} ${costs} ${size.toFixed(2)} decades${reasons[kind].one}`
    : `${count} ${text} ${cost} ${(size / count).toFixed(2)} decades each${reasons[kind].several}, ${size.toFixed(2)} together`;
}
