// Pictures with their classes as examples of the size that a network wants: brightness of mean 0 and deviation 1. Not where they come from.
import type { ExampleKind, ExampleSet } from './example-set.js';
import type { ImageSize } from './fit.js';
import { resized } from './resized.js';

/** Pictures of one size in bytes: picture after picture, channel after channel, row after row. */
export interface Pictures extends ImageSize {
  readonly pixels: Uint8Array;
  /** The class of each, as a number. */
  readonly labels: Uint8Array;
  readonly names: readonly string[];
  /** So many of them, from the first on, are to learn from. */
  readonly training: number;
}

/** What is taken off each pixel, and what it is then divided by. */
export interface Brightness {
  readonly mean: number;
  readonly deviation: number;
}

/** What examples these pictures are. */
export function pictureKind({ channels, height, width, names }: Pick<Pictures, 'channels' | 'height' | 'width' | 'names'>): ExampleKind {
  return { features: { kind: 'image', channels, height, width }, target: { kind: 'classes', names } };
}

/** The pictures at that size, and the brightness that they had. */
export function imageSet(pictures: Pictures, size: ImageSize): { readonly set: ExampleSet; readonly brightness: Brightness } {
  const { pixels, labels, names, training } = pictures;
  const brightness = brightnessOf(pixels.subarray(0, training * pictures.channels * pictures.height * pictures.width));
  const each = size.channels * size.height * size.width;
  const inputs = new Float32Array(labels.length * each);
  const from = pictures.channels * pictures.height * pictures.width;
  for (const [at] of labels.entries())
    inputs.set(pictureInput({ ...pictures, values: pixels.subarray(at * from, (at + 1) * from) }, size, brightness), at * each);
  return {
    set: {
      features: { kind: 'image', ...size },
      target: { kind: 'classes', names },
      count: labels.length,
      training,
      inputs,
      targets: Float32Array.from(labels),
    },
    brightness,
  };
}

/** One picture, whose pixels are from 0 to 255, as a network takes it. */
export function pictureInput(
  picture: ImageSize & { readonly values: ArrayLike<number> },
  size: ImageSize,
  { mean, deviation }: Brightness,
): Float32Array {
  const plane = picture.height * picture.width;
  const planes = Array.from({ length: picture.channels }, (_, channel) => {
    const values = Array.from({ length: plane }, (__, at) => picture.values[channel * plane + at] ?? 0);
    const fits = picture.height === size.height && picture.width === size.width;
    return fits ? values : resized({ ...picture, values }, size.height, size.width);
  });
  const input = new Float32Array(size.channels * size.height * size.width);
  for (let at = 0; at < size.height * size.width; at += 1) {
    const grey = planes.reduce((sum, values) => sum + (values[at] ?? 0), 0) / planes.length;
    for (let channel = 0; channel < size.channels; channel += 1) {
      // A grey picture has the same in each channel, and a coloured one is grey where there is one channel.
      const value = planes.length === size.channels ? (planes[channel]?.[at] ?? 0) : grey;
      input[channel * size.height * size.width + at] = (value - mean) / deviation;
    }
  }
  return input;
}

function brightnessOf(pixels: Uint8Array): Brightness {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / Math.max(1, pixels.length);
  const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, pixels.length);
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
