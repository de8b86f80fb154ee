/**
 * The largest set of live activations, against PyTorch. Where a network needs another number of bytes there, both sets are listed,
 * tensor by tensor, and both lists must sum to what was found: ours to the analysis, theirs to the measurement.
 */
import { sourceFile } from '@trammel/diagnostics';
import { analyze, compile } from 'trammel';
import { describe, expect, it } from 'vitest';
import { measuredModels } from './measured.js';
import { analysisOf } from './network.js';

type Live = Readonly<Record<string, number>>;

/** Bytes of 32-bit floats. */
const floats = (...sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 4);

/** Bytes of 64-bit indices. */
const indices = (...sizes: readonly number[]): number => 2 * floats(...sizes);

const image = floats(3, 224, 224);

/** What is alive at the peak where PyTorch differs from the memory model, which docs/adr/0006 states. */
const differences: Readonly<Record<string, { readonly why: string; readonly ours: Live; readonly theirs: Live }>> = {
  alexnet: {
    why: 'PyTorch overwrites the input of each relu, and keeps the indices of a max pool',
    ours: { image, 'first convolution': floats(64, 55, 55), 'its relu': floats(64, 55, 55) },
    theirs: { image, 'relu in place': floats(64, 55, 55), 'first pool': floats(64, 27, 27), 'indices of the pool': indices(64, 27, 27) },
  },
  resnet50: {
    why: 'a block keeps its input, which `forward` still names, while the shortcut is normalised',
    ours: { image, 'path of three convolutions': floats(256, 56, 56), shortcut: floats(256, 56, 56), 'its norm': floats(256, 56, 56) },
    theirs: {
      image,
      'path of three convolutions': floats(256, 56, 56),
      shortcut: floats(256, 56, 56),
      'its norm': floats(256, 56, 56),
      'input of the block': floats(64, 56, 56),
    },
  },
  densenet121: {
    why: 'the features of a block are kept apart as well as joined, and a layer still names what it joined',
    ours: { image, 'joined features': floats(224, 56, 56), 'their norm': floats(224, 56, 56), 'its relu': floats(224, 56, 56) },
    theirs: {
      image,
      'features of six layers': floats(224, 56, 56),
      'joined features': floats(224, 56, 56),
      'norm and relu in place': floats(224, 56, 56),
      bottleneck: floats(128, 56, 56),
    },
  },
  mobilenet_v2: {
    why: 'a block keeps its input, which `forward` still names',
    ours: { image, expanded: floats(96, 112, 112), 'its norm': floats(96, 112, 112) },
    theirs: { image, expanded: floats(96, 112, 112), 'its norm': floats(96, 112, 112), 'input of the block': floats(16, 112, 112) },
  },
  efficientnet_b0: {
    why: 'a block keeps its input, which `forward` still names',
    ours: { image, expanded: floats(96, 112, 112), 'its norm': floats(96, 112, 112) },
    theirs: { image, expanded: floats(96, 112, 112), 'its norm': floats(96, 112, 112), 'input of the block': floats(16, 112, 112) },
  },
  vit_b_16: {
    why: 'the model and the encoder still name what they began with, and a block its input and the norm before its perceptron',
    ours: { image, 'after the attention': floats(197, 768), hidden: floats(197, 3072), 'its gelu': floats(197, 3072) },
    theirs: {
      image,
      'tokens in the model': floats(197, 768),
      'tokens with positions in the encoder': floats(197, 768),
      'input of the block': floats(197, 768),
      'after the attention': floats(197, 768),
      'its norm': floats(197, 768),
      hidden: floats(197, 3072),
      'its gelu': floats(197, 3072),
    },
  },
  unet: {
    why: 'every skip is named to the end, and so are the bottom and what the last level came from',
    ours: { image, skip: floats(64, 224, 224), upsampled: floats(64, 224, 224), joined: floats(128, 224, 224) },
    theirs: {
      image,
      skips: floats(64, 224, 224) + floats(128, 112, 112) + floats(256, 56, 56) + floats(512, 28, 28),
      bottom: floats(1024, 14, 14),
      'level below': floats(128, 112, 112),
      joined: floats(128, 224, 224),
      convolution: floats(64, 224, 224),
      'its norm': floats(64, 224, 224),
    },
  },
};

const sum = (live: Live): number => Object.values(live).reduce((total, bytes) => total + bytes, 0);

describe.each(measuredModels)('$name', ({ name, source, figures }) => {
  const { bytes } = analysisOf(source, { N: 1 }).memory.inference;
  const measured = figures.peakLiveActivationBytesInference;
  const difference = differences[name];

  it.runIf(difference === undefined)('needs the bytes that PyTorch needs', () => {
    expect(bytes).toBe(measured);
  });

  it.runIf(difference !== undefined)(`needs other bytes: ${difference?.why ?? ''}`, () => {
    expect(sum(difference?.ours ?? {})).toBe(bytes);
    expect(sum(difference?.theirs ?? {})).toBe(measured);
    expect(bytes).not.toBe(measured);
  });
});

describe('copies', () => {
  const bytesOf = (...lines: readonly string[]): number => {
    const text = ['net A {', ...lines, '}', ''].join('\n');
    const { networks } = compile(sourceFile('a.net', text), { resolve: () => ({ why: 'there are no other files' }) });
    const graph = networks[0]?.graph;
    if (graph === undefined) throw new Error(text);
    return analyze(graph).memory.inference.bytes;
  };

  it.each([
    ['dense(100) -> relu', 'flatten'],
    ['residual { dense(200) -> relu -> dense(100) }', 'flatten'],
    ['dropout(0.1) -> dense(100) -> dropout(0.1)', 'flatten'],
    ['dense(100) -> relu', 'add(x)'],
  ])('of %j need the same bytes folded and written out, before %j', (body, after) => {
    const inputs = 'input x: [N, C=100]\ndense(100) -> relu';
    expect(bytesOf(inputs, `repeat 4 { ${body} }`, after)).toBe(bytesOf(inputs, body, body, body, body, after));
  });

  it('of a view are dropped with what they lie in', () => {
    const lines = ['input x: [N, C=4, H=100, W=100]', 'conv(8, 3x3, pad=1) as y', 'flatten', 'dense(10)', 'dense(100_000) -> relu'];
    // The convolution's result and its flat view are gone when the two largest tensors are alive.
    expect(bytesOf(...lines)).toBe(floats(4, 100, 100) + 2 * floats(100_000));
  });
});
