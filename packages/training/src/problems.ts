// The problems that keep a sound network from being trained here, each with its page.
import type { Problems } from '@trammel/diagnostics';

/** The pages, by code. */
export const problems = {
  'no-training': {
    severity: 'error',
    summary: 'nothing says how the net is trained',
    explanation:
      'A `train` declaration of the name of the net says what is made smaller and by which rule. docs/language.md tells its settings.',
    example: 'net A {\n  input x: [N, C=4]\n  dense(2) as y\n}\n',
    mended: 'net A {\n  input x: [N, C=4]\n  dense(2) as y\n}\n\ntrain A {\n  loss = mse(y, target)\n  optimizer = momentum(0.1)\n}\n',
  },
  'no-momentum': {
    severity: 'error',
    summary: 'the optimizer has no momentum in two forms',
    explanation:
      'Momentum can be kept as the difference of the last two iterates or as a velocity. `momentum`, `nesterov` and `sgd` with a momentum have both forms; other optimizers have none of them.',
    example: 'net A {\n  input x: [N, C=4]\n  dense(2) as y\n}\n\ntrain A {\n  loss = mse(y, target)\n  optimizer = adam(0.001)\n}\n',
    mended: 'net A {\n  input x: [N, C=4]\n  dense(2) as y\n}\n\ntrain A {\n  loss = mse(y, target)\n  optimizer = nesterov(0.001)\n}\n',
  },
  'training-too-large': {
    severity: 'error',
    summary: 'the net is too large to be trained here',
    explanation:
      'Training runs here to show how rules behave, on networks that a few seconds are enough for. A smaller net of the same kind behaves alike.',
    example: 'net A {\n  input x: [N, C=9000]\n  repeat 9 { dense(9000) }\n  dense(2) as y\n}\n\ntrain A { loss = mse(y, target) }\n',
    mended: 'net A {\n  input x: [N, C=9]\n  repeat 9 { dense(9) }\n  dense(2) as y\n}\n\ntrain A { loss = mse(y, target) }\n',
  },
} as const satisfies Problems;
