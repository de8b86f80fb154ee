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
} as const satisfies Problems;
