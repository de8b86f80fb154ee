// Receptive fields for machines.
import type { AxisField, Channels, InputField } from '@trammel/analysis';
import { isKnown, printSize, type Size } from '@trammel/tensor';

/** One entry for each input that is read. */
export function fieldJson(fields: readonly InputField[] | undefined): readonly object[] {
  return (fields ?? []).map(({ input, axes, channels }) => ({ input, axes: axes.map(axisJson), channels: channelsJson(channels) }));
}

function axisJson({ axis, along, size, stride, from, to, holes, phases, exactness }: AxisField): object {
  return {
    axis,
    size: sizeJson(size),
    stride,
    from: sizeJson(from),
    to: sizeJson(to),
    holes,
    along,
    exactness,
    ...(phases === undefined ? {} : { phases: phases.map((phase) => phase ?? null) }),
  };
}

function channelsJson(channels: Channels): unknown {
  if (channels === 'all') return 'all';
  return 'groups' in channels ? { groups: sizeJson(channels.groups) } : channels;
}

/** An open size is its formula. */
const sizeJson = (size: Size): number | string => (isKnown(size) && typeof size === 'number' ? size : printSize(size));
