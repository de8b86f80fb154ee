// Networks in our language, each beside the same network as one writes it for the Layers API by hand. Not how they are timed.
import * as tf from '@tensorflow/tfjs';

/** A network twice, on inputs of channels last and labels of ten classes. */
export interface Pair {
  readonly name: string;
  readonly text: string;
  readonly byHand: () => tf.LayersModel;
  /** The sizes of one example, and how many are in a batch. */
  readonly example: readonly number[];
  readonly batch: number;
}

const training = (net: string): string =>
  `train ${net} {\n  loss = cross_entropy(logits, labels)\n  optimizer = adam(lr=0.001)\n  batch = 16\n  epochs = 1\n}\n`;

const batchNorm = () => tf.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 });

type T = tf.SymbolicTensor;

function apply(layer: tf.layers.Layer, input: T | T[]): T {
  const output = layer.apply(input);
  if (output instanceof tf.SymbolicTensor) return output;
  throw new Error(`${layer.name} gives one tensor`);
}

function perceptron(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [784], units: 256, activation: 'relu' }),
      tf.layers.dense({ units: 256, activation: 'relu' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
}

function leNet(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 6, kernelSize: 5, padding: 'same', activation: 'sigmoid' }),
      tf.layers.averagePooling2d({ poolSize: 2, strides: 2 }),
      tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'sigmoid' }),
      tf.layers.averagePooling2d({ poolSize: 2, strides: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 120, activation: 'sigmoid' }),
      tf.layers.dense({ units: 84, activation: 'sigmoid' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
}

function smallResNet(): tf.LayersModel {
  const convolution = (x: T): T =>
    apply(batchNorm(), apply(tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', useBias: false }), x));
  const input = tf.input({ shape: [16, 16, 3] });
  let x = apply(tf.layers.reLU(), convolution(input));
  for (let block = 0; block < 3; block += 1) {
    const y = convolution(apply(tf.layers.reLU(), convolution(x)));
    x = apply(tf.layers.reLU(), apply(tf.layers.add(), [x, y]));
  }
  x = apply(tf.layers.globalAveragePooling2d({}), x);
  return tf.model({ inputs: input, outputs: apply(tf.layers.dense({ units: 10 }), x) });
}

function invertedResidual(): tf.LayersModel {
  const input = tf.input({ shape: [16, 16, 3] });
  const stem = apply(tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same' }), input);
  let x = apply(batchNorm(), apply(tf.layers.conv2d({ filters: 96, kernelSize: 1, useBias: false }), stem));
  x = apply(tf.layers.reLU({ maxValue: 6 }), x);
  x = apply(batchNorm(), apply(tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }), x));
  x = apply(tf.layers.reLU({ maxValue: 6 }), x);
  x = apply(batchNorm(), apply(tf.layers.conv2d({ filters: 16, kernelSize: 1, useBias: false }), x));
  x = apply(tf.layers.globalAveragePooling2d({}), apply(tf.layers.add(), [stem, x]));
  return tf.model({ inputs: input, outputs: apply(tf.layers.dense({ units: 10 }), x) });
}

export const pairs: readonly Pair[] = [
  {
    name: 'perceptron',
    text: `net A {\n  input x: [N, C=784]\n  dense(256) -> relu -> dense(256) -> relu -> dense(10) as logits\n}\n${training('A')}`,
    byHand: perceptron,
    example: [784],
    batch: 64,
  },
  {
    name: 'LeNet-5',
    text: `net A {
  input x: [N, H=28, W=28, C=1]
  conv(6, 5x5, pad=2) -> sigmoid -> avgpool(2)
  conv(16, 5x5) -> sigmoid -> avgpool(2)
  flatten -> dense(120) -> sigmoid -> dense(84) -> sigmoid -> dense(10) as logits
}
${training('A')}`,
    byHand: leNet,
    example: [28, 28, 1],
    batch: 32,
  },
  {
    name: 'ResNet of 7 convolutions',
    text: `block Convolution {
  conv(16, 3x3, pad=1, bias=false) -> bn
}
block Basic {
  residual { Convolution -> relu -> Convolution }
  relu
}
net A {
  input x: [N, H=16, W=16, C=3]
  Convolution -> relu
  repeat 3 { Basic }
  global_avgpool -> dense(10) as logits
}
${training('A')}`,
    byHand: smallResNet,
    example: [16, 16, 3],
    batch: 16,
  },
  {
    name: 'inverted residual of MobileNetV2',
    text: `net A {
  input x: [N, H=16, W=16, C=3]
  conv(16, 3x3, pad=1)
  residual { conv(96, bias=false) -> bn -> relu6 -> conv(96, 3x3, pad=1, groups=96, bias=false) -> bn -> relu6 -> conv(16, bias=false) -> bn }
  global_avgpool -> dense(10) as logits
}
${training('A')}`,
    byHand: invertedResidual,
    example: [16, 16, 3],
    batch: 16,
  },
];
