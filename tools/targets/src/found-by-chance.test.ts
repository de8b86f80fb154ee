// Networks that random ones were brought down to, each once written wrong for TensorFlow.js. Not networks by chance.
import { expect, test } from 'vitest';
import { createLoader } from './generated-code.js';
import { graphOf } from './source-network.js';
import { faultsOf } from './tfjs-faults.js';

const loader = createLoader();

const faultsOfBody = (body: readonly string[]): readonly string[] => {
  const graph = graphOf(`net A {\n  ${body.join('\n  ')}\n}\n`, 'A');
  const sizes = new Map([
    ['N', 2],
    ['T', 5],
  ]);
  return faultsOf(graph, loader, { sizes, modes: ['inference', 'training'] });
};

test.each([
  ['a tensor that is two outputs', ['input x: [N, C=4]', 'a = x -> relu', 'b = a -> drop_path(0)', 'output a, b']],
  ['as many elements of an open axis as are said', ['input x: [N, C=4]', 'x -> sum(axes=C) -> slice(axis=N, size=1) -> dense(2)']],
  [
    'elements of an open axis before its end',
    ['input x: [N, T, E=4]', 'x -> slice(axis=T, start=-3, stop=-1) -> rearrange([N, T, E] => [N, (T, E)]) -> dense(2)'],
  ],
  [
    'an open axis that is brought to a size',
    ['input x: [N, T, E=4]', 'x -> upsample(size=3) -> rearrange([N, T, E] => [N, (T, E)]) -> dense(2)'],
  ],
  ['truth values between which there are others', ['input x: bool[N, H=3, W=2, C=2]', 'upsample(size=4, mode=bilinear) -> dense(2)']],
  ['labels that follow from the inputs', ['input x: [N, C=4, H=3]', 'y = x -> argmax', 'x -> cross_entropy(y)']],
  ['vectors beside channels and depth', ['input x: int[N, C=2, D=2]', 'x -> embedding(3, 2) -> sum(axes=C2)']],
  ['nothing to the power of nothing', ['input x: [N, C=4]', 'x -> relu -> pow(right=0)']],
  [
    'running statistics in the order of the source',
    ['input x: [N, C=4], y: [N, C=4]', 'layer norm = bn', 'a = x -> norm', 'b = y -> norm', 'output b, a'],
  ],
  ['equal maxima', ['input x: [N, H=3, W=2, C=2]', 'b = parameter([C=2])', 'z = x -> mul(right=0)', 'add(z, b) -> global_maxpool']],
  ['neighbours that do not count', ['input x: [N, C=4]', 'x -> clamp(max=-9) -> relu -> lrn(size=3, alpha=0, beta=-0.5, k=0)']],
  ['truth values with their signs changed', ['input x: bool[C=4]', 'negate']],
  ['nothing to the power of numbers', ['input x: [N, C=4]', 'x -> pow(left=0)']],
  [
    'windows in three dimensions shorter than their stride',
    ['input x: [N=1, C=4, D=3, H=5, W=4]', 'maxpool(kernel=2x1x1, stride=3, pad=same)'],
  ],
  [
    'kernels in three dimensions shorter than their stride',
    ['input x: [N=1, C=4, D=3, H=5, W=4]', 'conv(5, kernel=2x1x1, stride=3, pad=same)'],
  ],
  ['extremes of what is no number', ['input x: [N, C=4, T]', 'v = x -> dense(1)', 'l = v -> log', 'minimum(v, l, v)']],
  ['channels along an open axis', ['input x: [E=4, F=3, N]', 'instance_norm']],
])('%s', (_, body) => {
  expect(faultsOfBody(body)).toEqual([]);
});
