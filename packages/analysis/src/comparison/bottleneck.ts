// Bottlenecks: layers of one position that cut the channels before larger windows, in one network far more than in the other.
import { sumOf, type BottleneckCause, type Side } from './cause.js';
import type { DifferencePart } from './parts.js';
import { isLargeWindow } from './smaller-windows.js';

/** One network has so many times as many. */
const manyMore = 4;

/** With what the larger windows save by it: they read fewer channels, or there are fewer of them. */
export function bottleneckOf(parts: readonly DifferencePart[]): BottleneckCause | undefined {
  const cutters = parts.filter(({ form, factor }) => form.role === 'cutsBefore' && factor === 'count');
  const count = (side: Side): number => cutters.reduce((sum, part) => sum + part[side].mean, 0);
  const [left, right] = [count('left'), count('right')];
  if (Math.max(left, right) < manyMore * Math.min(left, right) || left === right) return undefined;
  const side = right > left ? 'right' : 'left';
  const sign = side === 'right' ? -1 : 1;
  const isSaved = ({ form, factor, difference }: DifferencePart): boolean =>
    isLargeWindow(form) &&
    (factor === 'channels' || factor === 'count') &&
    sign * (difference.multiplications || difference.parameters) > 0;
  // Where channels are widened again, shortcuts have to follow.
  const hasWideners = parts.some(({ form }) => form.role === 'widensAfter');
  const isBeside = ({ form: { role, window } }: DifferencePart): boolean =>
    role === 'cutsBefore' || role === 'widensAfter' || (hasWideners && role === 'plain' && window.length > 0);
  const own = parts.filter((part) => isSaved(part) || (isBeside(part) && !isLargeWindow(part.form)));
  return own.some(isSaved) ? { kind: 'bottleneck', side, parts: own, difference: sumOf(own) } : undefined;
}
