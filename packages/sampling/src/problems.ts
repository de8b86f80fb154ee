// The problems that keep the gradients of a sound network from being sampled, each with its page.
import type { Problems } from '@trammel/diagnostics';

/** The pages, by code. */
export const problems = {
  'sampling-too-large': {
    severity: 'error',
    summary: 'the net is too large to be sampled',
    explanation:
      'A draw has all weights and activations in memory, and every layer of every repeat is written out. Fewer rounds or narrower layers show the same behaviour: gradients follow from depth and width by simple rules, which `--gradient` tells of any size.',
    example: 'net A {\n  input x: [N, C=40_000]\n  dense(40_000)\n}\n',
    mended: 'net A {\n  input x: [N, C=40]\n  dense(40)\n}\n',
  },
  'nothing-to-sample': {
    severity: 'error',
    summary: 'no output of the net is real, so that nothing has a gradient',
    explanation: 'A gradient is that of a sum over the real outputs. Whole numbers and truth values have none.',
    example: 'net A {\n  input x: [N, C=4]\n  y = x > 0\n  output y\n}\n',
    mended: 'net A {\n  input x: [N, C=4]\n  y = relu(x)\n  output y\n}\n',
  },
} as const satisfies Problems;
