// What can keep a network from becoming a TensorFlow.js project: the pages of this package's diagnostics.
import { type Problem } from '@trammel/diagnostics';

/** The pages, by code. */
export const problems = {
  'not-in-target': {
    severity: 'error',
    summary: 'the target of generated code cannot express an operator as it is called',
    explanation:
      'TensorFlow.js fixes the number of weights and of windows when a model is made. What these follow from must be known by then; the batch, and the length of a sequence that layers only run along, may be open.',
    example: 'net A {\n  input x: [N, T, C=4]\n  conv(8, T)\n}\n',
    mended: 'net A {\n  input x: [N, T, C=4]\n  conv(8, 3)\n}\n',
  },
} as const satisfies Record<string, Problem>;
