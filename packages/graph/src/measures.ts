// What assertions can measure: names, units and what they are measured of. The passes compute them.

/** One measure. */
interface Measure {
  readonly summary: string;
  readonly unit: 'count' | 'bytes' | 'indices' | 'ratio';
  /** Whether it is of the whole network, of all that a tensor depends on, or must name a tensor. */
  readonly of: 'network or tensor' | 'tensor';
}

export const measures = {
  params: { summary: 'trainable parameters, each tensor once', unit: 'count', of: 'network or tensor' },
  buffers: { summary: 'running statistics', unit: 'count', of: 'network or tensor' },
  macs: { summary: 'multiply-accumulate operations of contractions, forward', unit: 'count', of: 'network or tensor' },
  flops: { summary: 'multiplications and additions, forward', unit: 'count', of: 'network or tensor' },
  multiplications: { summary: 'multiplications, forward', unit: 'count', of: 'network or tensor' },
  additions: { summary: 'additions, forward', unit: 'count', of: 'network or tensor' },
  activations: { summary: 'evaluations of nonlinear functions, forward', unit: 'count', of: 'network or tensor' },
  memory: {
    summary: 'bytes of the parameters and of the largest set of live activations at inference',
    unit: 'bytes',
    of: 'network or tensor',
  },
  parameter_memory: { summary: 'bytes of the parameters', unit: 'bytes', of: 'network or tensor' },
  activation_memory: { summary: 'bytes of the largest set of live activations at inference', unit: 'bytes', of: 'network or tensor' },
  training_memory: { summary: 'bytes of the activations that a training step keeps at its peak', unit: 'bytes', of: 'network or tensor' },
  receptive_field: {
    summary: 'the extent of the input that a unit reads, along the axis where it is largest',
    unit: 'indices',
    of: 'tensor',
  },
  gradient: {
    summary: 'the 2-norm of the gradient at the tensor over that at the output, where it is smallest in a repeat',
    unit: 'ratio',
    of: 'tensor',
  },
} as const satisfies Record<string, Measure>;

/** The names of the measures. */
export type MeasureName = keyof typeof measures;

/** Whether there is a measure of that name. */
export function isMeasureName(name: string): name is MeasureName {
  return Object.hasOwn(measures, name);
}
