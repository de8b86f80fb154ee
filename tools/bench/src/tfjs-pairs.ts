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

function threeStages(): tf.LayersModel {
  const stages = [32, 64, 128].flatMap((filters, stage) => {
    const given = stage === 0 ? { inputShape: [32, 32, 3] } : {};
    return [
      tf.layers.conv2d({ ...given, filters, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
    ];
  });
  return tf.sequential({ layers: [...stages, tf.layers.flatten(), tf.layers.dense({ units: 10 })] });
}

/** Queries, keys and values to what the heads see, as one writes it where the library has no attention. */
class Heads extends tf.layers.Layer {
  static readonly className = 'HeadsByHand';

  override computeOutputShape(shapes: (number | null)[][]): (number | null)[] {
    return shapes[0] ?? [];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [q, k, v] = Array.isArray(inputs) ? inputs : [inputs];
    if (q === undefined || k === undefined || v === undefined) throw new Error('there are queries, keys and values');
    const [batch = 1, time = 1, width = 1] = q.shape;
    const unit = width / 4;
    const apart = (x: tf.Tensor): tf.Tensor => x.reshape([batch, time, 4, unit]).transpose([0, 2, 1, 3]);
    return tf.tidy(() => {
      const scores = tf.matMul(apart(q), apart(k), false, true).mul(1 / Math.sqrt(unit));
      return tf.matMul(tf.softmax(scores), apart(v)).transpose([0, 2, 1, 3]).reshape([batch, time, width]);
    });
  }
}

function encoder(): tf.LayersModel {
  const width = 128;
  const dense = (units: number, x: T): T => apply(tf.layers.dense({ units }), x);
  const norm = (x: T): T => apply(tf.layers.layerNormalization({ epsilon: 1e-5 }), x);
  const input = tf.input({ shape: [32, width] });
  let x = input;
  for (let block = 0; block < 2; block += 1) {
    const read = norm(x);
    const seen = apply(new Heads(), [dense(width, read), dense(width, read), dense(width, read)]);
    x = apply(tf.layers.add(), [x, dense(width, seen)]);
    const wide = apply(tf.layers.dense({ units: 4 * width, activation: 'gelu' }), norm(x));
    x = apply(tf.layers.add(), [x, dense(width, wide)]);
  }
  x = apply(tf.layers.globalAveragePooling1d({}), norm(x));
  return tf.model({ inputs: input, outputs: dense(10, x) });
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
  {
    name: 'three convolutions with maximum pools',
    text: `net A {
  input x: [N, H=32, W=32, C=3]
  conv(32, 3x3, pad=1) -> relu -> maxpool(2)
  conv(64, 3x3, pad=1) -> relu -> maxpool(2)
  conv(128, 3x3, pad=1) -> relu -> maxpool(2)
  flatten -> dense(10) as logits
}
${training('A')}`,
    byHand: threeStages,
    example: [32, 32, 3],
    batch: 16,
  },
  {
    name: 'encoder, 2 blocks of width 128',
    text: `block Encoder {
  residual { layer_norm -> attention(heads=4) }
  residual { layer_norm -> dense(512) -> gelu -> dense(128) }
}
net A {
  input x: [N, T=32, E=128]
  repeat 2 { Encoder }
  layer_norm -> mean(axes=T) -> dense(10) as logits
}
${training('A')}`,
    byHand: encoder,
    example: [32, 128],
    batch: 8,
  },
];
