// Pictures that somebody gave, as examples: classes by their names, in an order by chance, a part held out. Not how they were read.
import { shuffled, type Pictures } from '@trammel/datasets';
import type { GivenPictures } from '../protocol.js';

const channels = 3;
const trainingShare = 0.8;
const seed = 1;

/** In the same order for the same pictures. */
export function picturesOf({ side, pixels, labels }: GivenPictures): Pictures {
  const names = [...new Set(labels)].sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  const order = shuffled(labels.length, { seed, draw: 0, tensor: 0 });
  const each = channels * side * side;
  const ordered = new Uint8Array(pixels.length);
  for (const [place, from] of order.entries()) ordered.set(pixels.subarray(from * each, (from + 1) * each), place * each);
  return {
    channels,
    height: side,
    width: side,
    names,
    pixels: ordered,
    labels: Uint8Array.from(order, (from) => names.indexOf(labels[from] ?? '')),
    training: Math.max(1, Math.round(trainingShare * labels.length)),
  };
}
