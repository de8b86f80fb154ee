// The problems that the analysis of a sound network can find, each with its page.
import type { Problems } from '@trammel/diagnostics';

/** The pages, by code. */
export const problems = {
  'assert-failed': {
    severity: 'error',
    summary: 'an `assert` does not hold',
    explanation:
      'An `assert` states what must hold of the network: a budget, an exact count, a receptive field. The message shows the value of each part, and where the largest share of an exceeded budget comes from.',
    example: 'net A {\n  input x: [N, C=100]\n  dense(100)\n  assert params < 10k\n}\n',
    mended: 'net A {\n  input x: [N, C=100]\n  dense(90)\n  assert params < 10k\n}\n',
  },
  'expect-failed': {
    severity: 'warning',
    summary: 'an `expect` does not hold',
    explanation: 'An `expect` is an `assert` that warns: the exit code stays 0.',
    example: 'net A {\n  input x: [N, C=100]\n  dense(100)\n  expect params < 10k\n}\n',
    mended: 'net A {\n  input x: [N, C=100]\n  dense(90)\n  expect params < 10k\n}\n',
  },
  'assertion-unknown': {
    severity: 'warning',
    summary: 'an assertion has no value, so it is neither true nor false',
    explanation:
      'It depends on an open size without a value, or on an analysis that has no rule for a part of the network. Give the size, as in `macs(T=128)`, or `--at T=128`.',
    example: 'net A {\n  input x: [N, T, D=8]\n  dense(8)\n  assert macs < 10k\n}\n',
    mended: 'net A {\n  input x: [N, T, D=8]\n  dense(8)\n  assert macs(T=16) < 10k\n}\n',
  },
  'vanishing-gradient': {
    severity: 'warning',
    summary: 'the gradient at a layer is less than a thousandth of that at the output',
    explanation:
      'Where gradients vanish, layers far from the output learn too slowly to be of use. The finding is about the layer with weights at which the gradient is smallest at initialisation, as 2-norm over that at the output. Its note says what costs most on the way back: the size of the weights, the largest slope of an activation, which an input of 0 would get, and what is lost since inputs are spread or have an offset.\n\nWhat is offered as help was tried on the network. docs/gradient.md tells more.',
    example: 'net A {\n  input x: [N, C=64]\n  repeat 8 { dense(64) -> sigmoid }\n  dense(10)\n  expect gradient(x) > 1e-9\n}\n',
    mended:
      'net A {\n  input x: [N, C=64]\n  repeat 8 { dense(64, init=he_normal) -> relu }\n  dense(10)\n  expect gradient(x) > 1e-9\n}\n',
  },
  'exploding-gradient': {
    severity: 'warning',
    summary: 'the gradient at a layer is more than a thousand times that at the output',
    explanation:
      'Where gradients explode, a step that suits one layer is far too long for another, and training leaves every minimum. Mostly the weights begin too large for their number: their variance should fall with the number of elements that each output sums.',
    example:
      'net A {\n  input x: [N, C=64]\n  repeat 8 { dense(64, init=normal(1)) -> relu }\n  dense(10)\n  expect gradient(x) > 1e-9\n}\n',
    mended:
      'net A {\n  input x: [N, C=64]\n  repeat 8 { dense(64, init=he_normal) -> relu }\n  dense(10)\n  expect gradient(x) > 1e-9\n}\n',
  },
  'saturated-activation': {
    severity: 'warning',
    summary: 'an activation reads numbers so far from 0 that its slope is small',
    explanation:
      'A bias, or data with a mean, moves what an activation reads away from 0, where a sigmoid is flat: the gradient loses more than half a decade there. Large weights that begin at random are another matter: they spread what is read, but pass gradients on with the same factor.',
    example: 'net A {\n  input x: [N, C=64]\n  dense(64, bias_init=constant(5)) -> sigmoid\n  dense(10)\n  expect gradient(x) > 1e-9\n}\n',
    mended: 'net A {\n  input x: [N, C=64]\n  dense(64) -> sigmoid\n  dense(10)\n  expect gradient(x) > 1e-9\n}\n',
  },
  'dead-parameter': {
    severity: 'warning',
    summary: 'a parameter never gets a gradient, whatever the weights are',
    explanation:
      'What follows takes away any constant that the parameter adds: a normalisation subtracts the mean, a softmax does not see what all its inputs have in common. So it never learns, and only takes memory.',
    example: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3) -> bn -> relu -> global_avgpool\n  expect gradient(x) > 1e-9\n}\n',
    mended:
      'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3, bias=false) -> bn -> relu -> global_avgpool\n  expect gradient(x) > 1e-9\n}\n',
  },
  'zero-gradient': {
    severity: 'warning',
    summary: 'no gradient reaches a layer at the start',
    explanation:
      'Something behind the layer hands no gradient on: weights that begin as zeros, or a normalisation over a single number, as in a batch of one. A layer that begins as zeros on purpose, at the end of a residual branch, learns itself, and lets gradients pass from the second step on.',
    example: 'net A {\n  input x: [N, C=8]\n  dense(8) -> tanh\n  dense(4, init=zeros) as y\n  expect gradient(y) > 1e-9\n}\n',
    mended: 'net A {\n  input x: [N, C=8]\n  dense(8) -> tanh\n  dense(4) as y\n  expect gradient(y) > 1e-9\n}\n',
  },
  'unstable-forward': {
    severity: 'warning',
    summary: 'activations do not hold still, so that the gradient cannot be told',
    explanation:
      'Each layer makes small differences in the size of its activations larger, and after many layers one initialisation has large ones and another none at all. Then no mean over initialisations says anything of one of them, and none is told. He initialisation is made for relu; with gelu or silu it does this from some ten layers on.',
    example:
      'net A {\n  input x: [N, C=64]\n  repeat 30 { dense(64, init=he_normal) -> gelu }\n  dense(10) as y\n  expect gradient(y) > 1e-9\n}\n',
    mended:
      'net A {\n  input x: [N, C=64]\n  repeat 30 { dense(64, init=he_normal) -> relu }\n  dense(10) as y\n  expect gradient(y) > 1e-9\n}\n',
  },
  'overflowing-activations': {
    severity: 'warning',
    summary: 'activations are too large to compute with',
    explanation:
      'Every layer makes its activations larger, until they are beyond any number of a computer. A normalisation in each branch, or branches scaled by 1/sqrt(depth), keep them.',
    example:
      'net A {\n  input x: [N, C=64]\n  a = dense(x, 10)\n  repeat 100 { dense(64, init=normal(1e4)) -> relu }\n  dense(10) as b\n  output a, b\n  expect gradient(a) > 1e-9\n}\n',
    mended:
      'net A {\n  input x: [N, C=64]\n  a = dense(x, 10)\n  repeat 100 { dense(64, init=he_normal) -> relu }\n  dense(10) as b\n  output a, b\n  expect gradient(a) > 1e-9\n}\n',
  },
  'unknown-gradient': {
    severity: 'hint',
    summary: 'how gradients pass through an operator is not known',
    explanation:
      'The operator has no rule for means and variances, as a division by what may be 0 has none, and so gradients of everything before it are not known. Nothing is wrong with the network.',
    example: 'net A {\n  input x: [N, C=8], y: [N, C=8]\n  a = dense(x, 8)\n  b = x / y\n  output a, b\n  expect gradient(a) > 1e-9\n}\n',
    mended: 'net A {\n  input x: [N, C=8], y: [N, C=8]\n  a = dense(x, 8)\n  b = x - y\n  output a, b\n  expect gradient(a) > 1e-9\n}\n',
  },
  'unreached-layer': {
    severity: 'warning',
    summary: 'neither the output nor the loss depends on a layer with weights',
    explanation: 'It costs memory and time, and is never trained.',
    example:
      'net A {\n  input x: [N, C=8]\n  a = dense(x, 8)\n  b = dense(x, 4)\n  c = relu(b)\n  output a\n  expect gradient(a) > 1e-9\n  expect params(c) > 0\n}\n',
    mended: 'net A {\n  input x: [N, C=8]\n  a = dense(x, 8)\n  output a\n  expect gradient(a) > 1e-9\n}\n',
  },
} as const satisfies Problems;
