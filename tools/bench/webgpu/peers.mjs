// What generated modules are measured against, each case for each library: made, run once, and run again and again. Runs in a page.
import '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as jax from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-web/webgpu';
import { jaxNetwork } from './jax-operations.mjs';
import { inputShapes } from './networks.mjs';
import { convModel, matmulModel, networkModel } from './onnx-models.mjs';
import { tfNetwork } from './tfjs-operations.mjs';

const { numpy: np, nn, lax } = jax;

const ramp = (count, scale = 1) => Float32Array.from({ length: count }, (_, at) => scale * Math.sin(at * 0.7));

/** Libraries by name: each gives, for a case, a run that ends when its numbers are there. */
export const libraries = {
  'TensorFlow.js': {
    matmul: tfMatmul,
    conv: tfConv,
    perceptron: tfPerceptron,
    lenet: tfLenet,
    network: (given) => tfNetwork(given, image(given)),
  },
  'onnxruntime-web': { matmul: ortMatmul, conv: ortConv, network: ortNetwork },
  'jax-js': {
    matmul: jaxMatmul,
    conv: jaxConv,
    perceptron: jaxPerceptron,
    lenet: jaxLenet,
    network: (given) => jaxNetwork(given, image(given)),
  },
};

/** Begins what libraries need before their first run: it is not counted. */
export async function begin() {
  await tf.setBackend('webgpu');
  await tf.ready();
  await jax.init('webgpu');
  jax.defaultDevice('webgpu');
  ort.env.wasm.wasmPaths = '/ort/';
  ort.env.wasm.numThreads = 1;
}

function tfMatmul({ size }) {
  const a = tf.tensor2d(ramp(size * size), [size, size]);
  const b = tf.tensor2d(ramp(size * size, 0.5), [size, size]);
  return () => readTf(() => tf.matMul(a, b));
}

function tfConv() {
  // NHWC is the layout that this backend is made for.
  const x = tf.tensor4d(ramp(64 * 56 * 56), [1, 56, 56, 64]);
  const w = tf.tensor4d(ramp(64 * 64 * 9, 0.1), [3, 3, 64, 64]);
  return () => readTf(() => tf.conv2d(x, w, 1, 'same'));
}

async function readTf(work) {
  const result = tf.tidy(work);
  const data = await result.data();
  result.dispose();
  return data;
}

/** The same step for any loss over variables: momentum as TensorFlow.js has it. */
function tfTraining(variables, loss) {
  const optimizer = tf.train.momentum(0.01, 0.9);
  return async () => {
    const cost = optimizer.minimize(loss, true, variables);
    const data = await cost.data();
    cost.dispose();
    return data;
  };
}

function tfPerceptron({ batch, width, layers }) {
  const x = tf.tensor2d(ramp(batch * 784), [batch, 784]);
  const y = tf.oneHot(tf.tensor1d(labelsOf(batch), 'int32'), 10);
  const variables = perceptronShapes(width, layers).map((shape) => tf.variable(tf.tensor(ramp(count(shape), 0.1), shape)));
  return tfTraining(variables, () => {
    let h = x;
    for (let layer = 0; layer < layers; layer += 1) {
      h = tf.add(tf.matMul(h, variables[2 * layer]), variables[2 * layer + 1]);
      if (layer < layers - 1) h = tf.sigmoid(h);
    }
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(h)), -1)));
  });
}

function tfLenet({ batch }) {
  const x = tf.tensor4d(ramp(batch * 784), [batch, 28, 28, 1]);
  const y = tf.oneHot(tf.tensor1d(labelsOf(batch), 'int32'), 10);
  const shapes = [[5, 5, 1, 6], [6], [5, 5, 6, 16], [16], [400, 120], [120], [120, 84], [84], [84, 10], [10]];
  const v = shapes.map((shape) => tf.variable(tf.tensor(ramp(count(shape), 0.1), shape)));
  return tfTraining(v, () => {
    let h = tf.avgPool(tf.sigmoid(tf.add(tf.conv2d(x, v[0], 1, 'same'), v[1])), 2, 2, 'valid');
    h = tf.avgPool(tf.sigmoid(tf.add(tf.conv2d(h, v[2], 1, 'valid'), v[3])), 2, 2, 'valid');
    h = tf.reshape(h, [batch, 400]);
    h = tf.sigmoid(tf.add(tf.matMul(h, v[4]), v[5]));
    h = tf.sigmoid(tf.add(tf.matMul(h, v[6]), v[7]));
    h = tf.add(tf.matMul(h, v[8]), v[9]);
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(h)), -1)));
  });
}

async function ortSession(model) {
  return ort.InferenceSession.create(model, { executionProviders: ['webgpu'] });
}

async function ortMatmul({ size }) {
  const session = await ortSession(matmulModel(size));
  const a = new ort.Tensor('float32', ramp(size * size), [size, size]);
  const b = new ort.Tensor('float32', ramp(size * size, 0.5), [size, size]);
  return async () => (await session.run({ a, b })).y.data;
}

async function ortConv() {
  const session = await ortSession(convModel(ramp(64 * 64 * 9, 0.1)));
  const x = new ort.Tensor('float32', ramp(64 * 56 * 56), [1, 64, 56, 56]);
  return async () => (await session.run({ x })).y.data;
}

async function ortNetwork(given) {
  const session = await ortSession(networkModel(given));
  const x = new ort.Tensor('float32', image(given), inputShapes[given.network]);
  return async () => (await session.run({ x })).y.data;
}

const jaxArray = (shape, scale = 1) => np.array(ramp(count(shape), scale), { dtype: np.float32 }).reshape(shape);

function jaxMatmul({ size }) {
  const [a, b] = [jaxArray([size, size]), jaxArray([size, size], 0.5)];
  const work = jax.jit((x, y) => np.matmul(x, y));
  return () => work(a.ref, b.ref).data();
}

function jaxConv() {
  const [x, w] = [jaxArray([1, 64, 56, 56]), jaxArray([64, 64, 3, 3], 0.1)];
  const work = jax.jit((image, kernel) => lax.convGeneralDilated(image, kernel, [1, 1], 'SAME'));
  return () => work(x.ref, w.ref).data();
}

/** One step of momentum under jit, over lists of arrays. */
function jaxTraining(shapes, loss, inputs) {
  let weights = shapes.map((shape) => jaxArray(shape, 0.1));
  let speeds = shapes.map((shape) => np.zeros(shape));
  const step = jax.jit((w, s, x, y) => {
    const [cost, gradients] = jax.valueAndGrad(loss)(
      w.map((one) => one.ref),
      x,
      y,
    );
    const next = s.map((one, at) => one.mul(0.9).add(gradients[at]));
    return [cost, w.map((one, at) => one.sub(next[at].ref.mul(0.01))), next];
  });
  return async () => {
    const [cost, w, s] = step(weights, speeds, inputs[0].ref, inputs[1].ref);
    [weights, speeds] = [w, s];
    return cost.data();
  };
}

const crossEntropy = (logits, y) => np.mean(np.sum(nn.logSoftmax(logits).mul(y), -1)).neg();

function jaxPerceptron({ batch, width, layers }) {
  const loss = (w, x, y) => {
    let h = x;
    for (let layer = 0; layer < layers; layer += 1) {
      h = np.matmul(h, w[2 * layer]).add(w[2 * layer + 1]);
      if (layer < layers - 1) h = nn.sigmoid(h);
    }
    return crossEntropy(h, y);
  };
  return jaxTraining(perceptronShapes(width, layers), loss, [jaxArray([batch, 784]), jaxLabels(batch)]);
}

function jaxLenet({ batch }) {
  const shapes = [[6, 1, 5, 5], [6, 1, 1], [16, 6, 5, 5], [16, 1, 1], [400, 120], [120], [120, 84], [84], [84, 10], [10]];
  const pool = (h, [channels, size]) => np.mean(h.reshape([batch, channels, size / 2, 2, size / 2, 2]), [3, 5]);
  const loss = (w, x, y) => {
    let h = pool(nn.sigmoid(lax.convGeneralDilated(x, w[0], [1, 1], 'SAME').add(w[1])), [6, 28]);
    h = pool(nn.sigmoid(lax.convGeneralDilated(h, w[2], [1, 1], 'VALID').add(w[3])), [16, 10]);
    h = nn.sigmoid(np.matmul(h.reshape([batch, 400]), w[4]).add(w[5]));
    h = nn.sigmoid(np.matmul(h, w[6]).add(w[7]));
    return crossEntropy(np.matmul(h, w[8]).add(w[9]), y);
  };
  return jaxTraining(shapes, loss, [jaxArray([batch, 1, 28, 28]), jaxLabels(batch)]);
}

const jaxLabels = (batch) => nn.oneHot(np.array(labelsOf(batch), { dtype: np.int32 }), 10);

/** What a network is given. */
const image = ({ network }) => ramp(count(inputShapes[network]));

const labelsOf = (batch) => Int32Array.from({ length: batch }, (_, at) => at % 10);

const count = (shape) => shape.reduce((product, size) => product * size, 1);

function perceptronShapes(width, layers) {
  return Array.from({ length: layers }, (_, layer) => {
    const out = layer === layers - 1 ? 10 : width;
    return [[layer === 0 ? 784 : width, out], [out]];
  }).flat();
}
