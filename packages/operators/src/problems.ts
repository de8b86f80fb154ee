// The problems that a call of an operator can have, each with its page.
import type { Problem } from '@trammel/diagnostics';

/** The pages, by code. */
export const problems = {
  'unknown-argument': {
    severity: 'error',
    summary: 'an operator or a block is given an argument that it does not have',
    explanation: 'Arguments are checked against the signature of what is called. `trammel operators NAME` shows it.',
    example: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3, strides=2)\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3, stride=2)\n}\n',
  },
  'missing-argument': {
    severity: 'error',
    summary: 'an argument without a default is not given',
    explanation: 'Some arguments have no sensible default, such as the number of channels of a convolution.',
    example: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(kernel=3x3)\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, kernel=3x3)\n}\n',
  },
  'too-many-arguments': {
    severity: 'error',
    summary: 'more arguments are given than the operator has',
    explanation: 'Positional arguments fill the signature in order; the rest must be given by name.',
    example: 'net A {\n  input x: [N, C=3]\n  relu(1, 2)\n}\n',
    mended: 'net A {\n  input x: [N, C=3]\n  relu\n}\n',
  },
  'bad-argument': {
    severity: 'error',
    summary: 'an argument is not of the kind, or not in the range, that the operator takes',
    explanation: 'Each argument has a kind: a whole number, a size such as `3x3`, a truth value, an axis, one of a few words.',
    example: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3, stride=0)\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3, stride=1)\n}\n',
  },
  'bad-input': {
    severity: 'error',
    summary: 'an operator is given a tensor that it cannot work on',
    explanation: 'For instance a convolution without an axis to slide over, or an embedding of numbers that are not whole.',
    example: 'net A {\n  input x: [N, C=3]\n  conv(8, 3x3)\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  conv(8, 3x3)\n}\n',
  },
  'shape-mismatch': {
    severity: 'error',
    summary: 'tensors that meet have different sizes along an axis',
    explanation: 'Tensors are matched by axis name. An axis that both have must have the same size in both, or size 1 in one of them.',
    example: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  add { | conv(8, 3x3, pad=1) | conv(4, 3x3, pad=1) }\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  add { | conv(8, 3x3, pad=1) | conv(8, 3x3, pad=1) }\n}\n',
  },
  'not-divisible': {
    severity: 'error',
    summary: 'a size must divide another without remainder, and does not',
    explanation: 'Groups must divide channels, heads must divide the width, and the parts of a rearranged axis must multiply to its size.',
    example: 'net A {\n  input x: [N, C=6, H=8, W=8]\n  conv(8, 3x3, groups=4)\n}\n',
    mended: 'net A {\n  input x: [N, C=6, H=8, W=8]\n  conv(8, 3x3, groups=2)\n}\n',
  },
  'window-too-large': {
    severity: 'error',
    summary: 'a kernel or a pool is larger than its padded input',
    explanation:
      'No position is left for the window: out = floor((in + pads - dilation*(kernel - 1) - 1) / stride) + 1 would be less than 1.',
    example: 'net A {\n  input x: [N, C=3, H=4, W=4]\n  conv(8, 5x5)\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=4, W=4]\n  conv(8, 5x5, pad=half)\n}\n',
  },
  'missing-axis': {
    severity: 'error',
    summary: 'a tensor lacks an axis that the operator is told to work on',
    explanation: 'Axes are named; the message lists those that the tensor has.',
    example: 'net A {\n  input x: [N, C=3]\n  softmax(T)\n}\n',
    mended: 'net A {\n  input x: [N, C=3]\n  softmax(C)\n}\n',
  },
  'dense-on-space': {
    severity: 'warning',
    summary: 'a dense layer is applied while axes of space remain',
    explanation:
      'The same dense layer is then applied at every position, as a 1x1 convolution would be. Mostly a `flatten` or a `global_avgpool` was forgotten.',
    example: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  dense(10)\n}\n',
    mended: 'net A {\n  input x: [N, C=3, H=8, W=8]\n  flatten\n  dense(10)\n}\n',
  },
  'outer-broadcast': {
    severity: 'warning',
    summary: 'tensors that meet element by element are all repeated',
    explanation:
      'Tensors meet by the names of their axes. Where none of them has all axes of the result, each is repeated along what it lacks: [N, T, C] and [N, T, D] give [N, T, C, D]. Mostly two names were meant to be one axis.',
    example: 'net A {\n  input x: [N, T, C=8], y: [N, T, D=8]\n  add(x, y)\n}\n',
    mended: 'net A {\n  input x: [N, T, C=8], y: [N, T, C=8]\n  add(x, y)\n}\n',
  },
} as const satisfies Record<string, Problem>;

/** The codes of the problems of operators. */
export type ProblemCode = keyof typeof problems;
