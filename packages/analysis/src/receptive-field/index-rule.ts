// What is read along one axis of an input, as one formula for every unit of a tensor, where one formula can tell it.
import { isKnown, type Shape } from '@trammel/tensor';
import type { InputField } from '../receptive-field.js';
import type { AxisField } from './axis-field.js';
import { channelAxis } from './channel-axis.js';

/** A unit at index i along its axis `along` reads the indices step*floor(i / period) + from to step*floor(i / period) + to. */
export interface IndexRule {
  /** An axis of the unit's tensor; undefined where every unit reads from `from` to `to`. */
  readonly along: string | undefined;
  readonly step: number;
  readonly period: number;
  readonly from: number;
  readonly to: number;
  /** Whether not every index between is read. */
  readonly holes: boolean;
  /** False where units read different parts of that, by where they stand within a period. */
  readonly isExact: boolean;
}

/** The formula of an axis; undefined where the indices depend on several axes of the unit, or on one in no simple way. */
export function ruleOfAxis({ along, stride, from, to, holes, phases }: AxisField): IndexRule | undefined {
  const [axis, ...others] = along;
  if (!isKnown(from) || !isKnown(to)) return undefined;
  const ends = { from: Number(from), to: Number(to), holes, isExact: true };
  if (axis === undefined) return { along: undefined, step: 0, period: 1, ...ends };
  // What depends on the unit in no simple way is told with a stride of 0.
  if (others.length > 0 || stride === 0) return undefined;
  if (phases === undefined) return Number.isInteger(stride) ? { along: axis, step: stride, period: 1, ...ends } : undefined;
  const [first] = phases;
  const isOne = first !== undefined && phases.every((phase) => phase?.from === first.from && phase.to === first.to);
  if (isOne) return { along: axis, step: Math.round(stride * phases.length), period: phases.length, ...first, holes, isExact: true };
  return Number.isInteger(stride) ? { along: axis, step: stride, period: 1, ...ends, isExact: false } : undefined;
}

/** The formula of so many channels of an input, for units of that shape; undefined where none tells them. */
export function ruleOfChannels(
  { channels, channelsAlong }: Pick<InputField, 'channels' | 'channelsAlong'>,
  count: number,
  unit: Shape,
): IndexRule | undefined {
  const position = channelAxis(unit);
  const own = position === undefined ? undefined : unit[position];
  // Where a unit's place decides too, the channels are those of any place.
  if (channelsAlong.some((axis) => axis !== own?.name)) return undefined;
  if (channels === 'all') return { along: undefined, step: 0, period: 1, from: 0, to: count - 1, holes: false, isExact: true };
  if ('some' in channels) {
    const [first, last] = [channels.some[0], channels.some.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    return { along: undefined, step: 0, period: 1, from: first[0], to: last[1], holes: channels.some.length > 1, isExact: true };
  }
  if (own === undefined || !isKnown(own.size)) return undefined;
  const axis = own.name;
  if ('groups' in channels) {
    const groups = Number(channels.groups);
    return {
      along: axis,
      step: count / groups,
      period: Number(own.size) / groups,
      from: 0,
      to: count / groups - 1,
      holes: false,
      isExact: true,
    };
  }
  return lineThrough(
    channels.table.flatMap(({ channels: [first, last], reads, step }) =>
      Array.from({ length: last - first + 1 }, (_, index) =>
        reads.length === 1 ? reads.map(([from, to]) => [from + step * index, to + step * index] as const)[0] : undefined,
      ),
    ),
    axis,
  );
}

/** One line through the ends of what each channel reads. */
function lineThrough(rows: readonly (readonly [number, number] | undefined)[], axis: string): IndexRule | undefined {
  const [first, second] = rows;
  if (first === undefined || second === undefined) return undefined;
  const step = second[0] - first[0];
  const isLine = rows.every((row, index) => row !== undefined && row[0] === first[0] + step * index && row[1] === first[1] + step * index);
  return isLine ? { along: axis, step, period: 1, from: first[0], to: first[1], holes: false, isExact: true } : undefined;
}
