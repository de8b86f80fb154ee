// Where TensorFlow.js computes in Node: WebAssembly, which is many times as fast as plain JavaScript. Not for pages, which have WebGL.
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerMatrixProducts } from './matrix-products.js';
import { registerPlainKernels } from './plain-kernels.js';

/**
 * Kernels of WebAssembly that give wrong numbers in this version: maximum pools begin at 0 rather than below
 * every number, those of planes on the way back alone, and the gradients of convolutions in three dimensions are others.
 */
const wrongKernels: readonly string[] = ['MaxPoolGrad', 'MaxPool3D', 'MaxPool3DGrad', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2'];

/** Chooses WebAssembly where it can be had, else plain JavaScript; `TFJS_BACKEND` decides otherwise. Gives the name of what is used. */
export async function useBackend(): Promise<string> {
  const wanted = process.env['TFJS_BACKEND'] ?? 'wasm';
  if (wanted === 'wasm') {
    setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
    registerKernelGradient();
    registerPlainKernels('wasm', wrongKernels);
    registerMatrixProducts('wasm');
    // Plain JavaScript, which does what is left, would say at its first use that it is slow.
    tf.enableProdMode();
  }
  if (!(await tf.setBackend(wanted))) await tf.setBackend('cpu');
  await tf.ready();
  return tf.getBackend();
}

/** WebAssembly lacks the gradient of a convolution by its kernel, where most of the time of a training goes; a convolution again gives it. */
function registerKernelGradient(): void {
  if (tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === 'Conv2DBackpropFilter')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs: { x, dy }, attrs }) => {
      if (!isTensor(x) || !isTensor(dy)) throw new Error('the gradient of a convolution needs x and dy');
      return tf.tidy(() => kernelGradient(x, dy, readSettings(attrs ?? {})));
    },
  });
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

interface ConvSettings {
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;
  readonly filterShape: [number, number, number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** dL/dw[a, b, i, o] = sum over n, y, x of padded[n, s y + a, s x + b, i] dL/dy[n, y, x, o]: examples and features change places. */
function kernelGradient(x: tf.Tensor, dy: tf.Tensor, { strides, pad, filterShape, dimRoundingMode }: ConvSettings): tf.Tensor {
  const [height, width, incoming, outgoing] = filterShape;
  const image = asImage(x);
  const { padInfo } = tf.backend_util.computeConv2DInfo(image.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = padInfo;
  const sides: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const padded = asImage(tf.pad(image, sides).transpose([3, 1, 2, 0]));
  const gradient = tf.conv2d(padded, asImage(dy.transpose([1, 2, 0, 3])), 1, 'valid', 'NHWC', strides);
  // Rows that no window of the forward pass reached are left over.
  return gradient.slice([0, 0, 0, 0], [incoming, height, width, outgoing]).transpose([1, 2, 0, 3]);
}

function asImage(x: tf.Tensor): tf.Tensor4D {
  const [a = 1, b = 1, c = 1, d = 1] = x.shape;
  return x.as4D(a, b, c, d);
}

/** The settings of a kernel have no types of their own. */
function readSettings({ strides, pad, filterShape, dimRoundingMode }: Readonly<Record<string, unknown>>): ConvSettings {
  const [height = 1, width = 1, incoming = 1, outgoing = 1] = numbersOf(filterShape);
  const [down = 1, across = down] = numbersOf(strides);
  const rounding = (['floor', 'round', 'ceil'] as const).find((mode) => mode === dimRoundingMode);
  return {
    strides: [down, across],
    pad: pad === 'same' || pad === 'valid' ? pad : Array.isArray(pad) ? explicitPadding(pad) : Number(pad),
    filterShape: [height, width, incoming, outgoing],
    ...(rounding === undefined ? {} : { dimRoundingMode: rounding }),
  };
}

function explicitPadding(sides: readonly unknown[]): tf.backend_util.ExplicitPadding {
  const side = (index: number): [number, number] => {
    const [before = 0, after = 0] = numbersOf(sides[index]);
    return [before, after];
  };
  return [side(0), side(1), side(2), side(3)];
}

const numbersOf = (value: unknown): readonly number[] => (Array.isArray(value) ? value.map(Number) : [Number(value)]);
