// The course: four exercises as scenes, each with a text to begin with and three things to try. Not how they are shown.
import type { Saved } from '../state/saved.js';
import { repositoryText } from './presets.js';

/** What a try changes. */
export interface Change {
  /** Words of the text and what stands for them then; every place where they stand. */
  readonly replace?: readonly (readonly [string, string])[];
  readonly path?: string;
  readonly net?: string;
  readonly otherNet?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly view?: string;
}

export interface Try {
  readonly title: string;
  /** What to look at. */
  readonly look: string;
  readonly change: Change;
}

export interface Scene {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly path: string;
  readonly begin: Change;
  readonly tries: readonly [Try, Try, Try];
}

export const scenes: readonly Scene[] = [
  {
    id: 'vanishing',
    title: 'Why deep sigmoid networks stop learning',
    question:
      'Each layer multiplies the gradient by the slope of its sigmoid, which is at most 1/4, and by its weights. How much of the gradient at the output reaches the image?',
    path: 'examples/hw5/vanishing.net',
    begin: { view: 'gradients' },
    tries: [
      {
        title: 'Make it twice as deep',
        look: 'The curve goes on falling at the same rate: the gradient at the image is thousands of times smaller again.',
        change: { parameters: { depth: '16' } },
      },
      {
        title: 'Take relu instead',
        look: 'The gradient comes back: the slope of relu is 1 where it is not 0, and weights drawn by He keep the rest in balance.',
        change: {
          replace: [
            ['sigmoid', 'relu'],
            ['xavier_uniform', 'he_normal'],
          ],
        },
      },
      {
        title: 'Make one layer small',
        look: 'The weights of layer 5 are a hundredth: every gradient before it is small, and none behind it is.',
        change: { path: 'examples/hw5/vanishing/chain.net', net: 'SmallWeights' },
      },
    ],
  },
  {
    id: 'learning',
    title: 'See a deep network learn, or not',
    question:
      'The same eight sigmoid layers, trained on handwritten digits. Press Play: the crosses are the gradients as they are measured, and the line is what was predicted. Does the loss fall?',
    path: 'examples/hw5/vanishing/chain.net',
    begin: { net: 'Chain', view: 'run' },
    tries: [
      {
        title: 'Take relu instead',
        look: 'The measured gradients come back to where they are predicted, a tenth of the rate is enough, and after a round or two most digits are told. Draw one.',
        change: {
          net: 'Chain',
          replace: [
            ['sigmoid', 'relu'],
            ['xavier_uniform', 'he_normal'],
            ['sqrt(6 / 128.0)', 'sqrt(6 / 64.0)'],
            ["Xavier's limit is sqrt(6 / (64 + 64))", "He's limit is sqrt(6 / 64)"],
            ['lr=0.1', 'lr=0.01'],
          ],
        },
      },
      {
        title: 'Normalise instead',
        look: 'With a batch normalisation before each sigmoid the gradient lives as well: what a layer reads is kept where the slope is.',
        change: { net: 'Chain', replace: [[' -> sigmoid', ' -> bn -> sigmoid']] },
      },
      {
        title: 'Make one layer small',
        look: 'The weights of layer 5 are a tenth: what is measured falls at the same place as what is predicted, and nothing is learned.',
        change: { net: 'SmallA5' },
      },
    ],
  },
  {
    id: 'momentum',
    title: 'Two forms of momentum, one path',
    question: 'One form keeps the last step, the other a velocity. Do they take the same steps?',
    path: 'examples/hw5/momentum.net',
    begin: { net: 'Parabola', view: 'training' },
    tries: [
      {
        title: 'Halve the rate on the way',
        look: 'From the first change of the rate on the two forms part: one scales the old steps, the other does not.',
        change: { net: 'Halved' },
      },
      {
        title: 'Train two layers',
        look: 'On a network with weights of its own the forms agree until the schedule cuts the rate after step 5.',
        change: { net: 'Regression' },
      },
      {
        title: 'Take a larger rate',
        look: 'On a parabola the steps overshoot and come back, in both forms alike.',
        change: { net: 'Parabola', replace: [['lr=0.1, momentum=0.9', 'lr=1.0, momentum=0.5']] },
      },
    ],
  },
  {
    id: 'receptive',
    title: 'What a unit sees',
    question: 'A convolution looks at 3x3, a pool at 2x2. What of the image does a unit depend on after both, twice?',
    path: 'examples/hw5/receptive.net',
    begin: { net: 'Receptive', view: 'fields' },
    tries: [
      {
        title: 'Put the pools in a row',
        look: 'Without the convolution between them a unit sees 6 rows instead of 10.',
        change: { net: 'TwoPools' },
      },
      {
        title: 'Widen the kernels',
        look: 'A 5x5 kernel adds two rows on each side, and the second one, behind a pool, twice as many.',
        change: { replace: [['3x3, pad=1', '5x5, pad=2']] },
      },
      {
        title: 'Leave holes',
        look: 'A dilated kernel sees farther with the same weights, and not every pixel on its way.',
        change: { replace: [['3x3, pad=1', '3x3, pad=2, dilation=2']] },
      },
    ],
  },
  {
    id: 'inception',
    title: 'What a bottleneck saves',
    question: 'Both modules take 256 channels and look at them with 1x1, 3x3 and 5x5 kernels. Why does one cost a third of the other?',
    path: 'examples/hw5/inception.net',
    begin: { net: 'Bottleneck', otherNet: 'Naive', view: 'compare' },
    tries: [
      {
        title: 'See where the cost lies',
        look: 'In the naive module 56 % of all multiplications are those of the 5x5 path.',
        change: { net: 'Naive', view: 'costs' },
      },
      {
        title: 'Narrow it further',
        look: 'With 32 channels instead of 64 before the large kernels the cost halves again; the assertions say so, since they were for 64.',
        change: {
          net: 'Bottleneck',
          otherNet: 'Naive',
          view: 'compare',
          replace: [['conv(64, 1x1) -> relu -> conv', 'conv(32, 1x1) -> relu -> conv']],
        },
      },
      {
        title: 'Widen the image',
        look: 'Parameters stay as they are, and multiplications go with the area: four times as many.',
        change: { net: 'Bottleneck', otherNet: 'Naive', view: 'compare', replace: [['H=32, W=32', 'H=64, W=64']] },
      },
    ],
  },
];

/** The state that a scene begins with, or that one of its tries leads to. */
export async function sceneState(scene: Scene, change: Change): Promise<Saved> {
  const text = await repositoryText(change.path ?? scene.path);
  return {
    text: (change.replace ?? []).reduce((now, [from, to]) => now.replaceAll(from, to), text),
    net: change.net ?? scene.begin.net,
    parameters: change.parameters ?? {},
    sizes: {},
    view: change.view ?? scene.begin.view,
    other: undefined,
    otherNet: change.otherNet,
    scene: scene.id,
  };
}
