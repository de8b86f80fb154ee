/**
 * Chains of dense layers in batches, against figures of draws made beside the project, with NumPy 2.4 in f64 and its generator PCG64 seeded
 * with 0: log10 of the root mean square over draws of ||dL/dT|| / ||dL/dy||, and its standard deviation, for white x and dL/dy.
 */
import { gradientOf, type Attenuation } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { compile } from 'trammel';
import { describe, expect, it } from 'vitest';

interface Chain {
  readonly activation: string;
  readonly init: string;
  readonly units: number;
  readonly layers: number;
  readonly batch: number;
  /** Whether each layer has a batch norm before its activation. */
  readonly isNormalised: boolean;
  readonly draws: number;
  /** Root mean square and standard deviation. */
  readonly tensors: Readonly<Record<string, readonly [number, number]>>;
}

const chains: readonly Chain[] = [
  {
    activation: 'tanh',
    init: 'xavier_normal',
    units: 64,
    layers: 15,
    batch: 32,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [-0.659, 0.0476],
      'output 7': [-0.162, 0.0351],
      'weight 1': [0.239, 0.0474],
      'weight 7': [0.167, 0.0502],
      'weight 16': [0.158, 0.0375],
    },
  },
  {
    activation: 'tanh',
    init: 'xavier_normal',
    units: 128,
    layers: 30,
    batch: 128,
    isNormalised: false,
    draws: 317,
    tensors: {
      x: [-0.803, 0.0393],
      'output 15': [-0.147, 0.0273],
      'weight 1': [0.249, 0.0385],
      'weight 15': [0.164, 0.0439],
      'weight 31': [0.161, 0.0346],
    },
  },
  {
    activation: 'sigmoid',
    init: 'xavier_normal',
    units: 64,
    layers: 15,
    batch: 8,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [-9.477, 0.0793],
      'output 7': [-5.028, 0.0524],
      'weight 1': [-8.57, 0.081],
      'weight 7': [-5.046, 0.1194],
      'weight 16': [0.615, 0.0395],
    },
  },
  {
    activation: 'sigmoid',
    init: 'xavier_normal',
    units: 128,
    layers: 30,
    batch: 128,
    isNormalised: false,
    draws: 317,
    tensors: {
      x: [-18.864, 0.0584],
      'output 15': [-9.407, 0.0319],
      'weight 1': [-17.811, 0.0566],
      'weight 15': [-9.269, 0.1135],
      'weight 31': [0.763, 0.0271],
    },
  },
  {
    activation: 'gelu',
    init: 'lecun_normal',
    units: 128,
    layers: 15,
    batch: 32,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [-4.174, 0.0431],
      'output 7': [-2.406, 0.0208],
      'weight 1': [-3.122, 0.0434],
      'weight 7': [-3.177, 0.0576],
      'weight 16': [-3.179, 0.0573],
    },
  },
  {
    activation: 'identity',
    init: 'xavier_normal',
    units: 64,
    layers: 15,
    batch: 256,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [-0.005, 0.0549],
      'output 7': [-0.001, 0.0345],
      'weight 1': [0.901, 0.0533],
      'weight 7': [0.902, 0.0584],
      'weight 16': [0.9, 0.0553],
    },
  },
  {
    activation: 'identity',
    init: 'xavier_normal',
    units: 64,
    layers: 50,
    batch: 32,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [0.0, 0.1616],
      'output 25': [-0.003, 0.0973],
      'weight 1': [0.901, 0.1602],
      'weight 25': [0.907, 0.1602],
      'weight 51': [0.897, 0.1598],
    },
  },
  {
    activation: 'relu',
    init: 'he_normal',
    units: 64,
    layers: 15,
    batch: 32,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [0.149, 0.1118],
      'output 7': [0.15, 0.0804],
      'weight 1': [0.9, 0.112],
      'weight 7': [0.89, 0.1412],
      'weight 16': [0.893, 0.1941],
    },
  },
  {
    activation: 'relu',
    init: 'he_normal',
    units: 16,
    layers: 10,
    batch: 64,
    isNormalised: false,
    draws: 400,
    tensors: {
      x: [0.151, 0.2277],
      'output 5': [0.151, 0.1585],
      'weight 1': [0.603, 0.2249],
      'weight 5': [0.607, 0.2554],
      'weight 11': [0.614, 0.3191],
    },
  },
  {
    activation: 'relu',
    init: 'xavier_normal',
    units: 128,
    layers: 20,
    batch: 32,
    isNormalised: true,
    draws: 400,
    tensors: {
      x: [1.59, 0.0517],
      'output 10': [0.91, 0.0358],
      'weight 1': [2.645, 0.0515],
      'weight 10': [1.822, 0.0386],
      'weight 21': [0.903, 0.0094],
    },
  },
  {
    activation: 'tanh',
    init: 'xavier_normal',
    units: 256,
    layers: 30,
    batch: 16,
    isNormalised: true,
    draws: 400,
    tensors: {
      x: [1.266, 0.0553],
      'output 15': [0.725, 0.0385],
      'weight 1': [2.472, 0.0551],
      'weight 15': [1.798, 0.0401],
      'weight 31': [1.009, 0.003],
    },
  },
];

/** How much narrower and wider than the draws bands may be, whose deviation is itself off by 4 %: at 1.5 they hold 98 draws of 100. */
const widths = { narrowest: 0.75, widest: 1.5 };

function predictedOf({ activation, init, units, layers, batch, isNormalised }: Chain): (tensor: string) => Attenuation | undefined {
  const layer = `dense(${units}, init=${init}, bias=false)`;
  const norm = isNormalised ? 'bn(eps=0, affine=false) -> ' : '';
  const text = `net Chain {\n  input x: [N, C=${units}]\n  repeat ${layers} { ${layer} -> ${norm}${activation} }\n  ${layer}\n}\n`;
  const graph = compile(sourceFile('chain.net', text), { resolve: () => ({ why: 'there are no other files' }) }).networks[0]?.graph;
  if (graph === undefined) throw new Error(`${text} does not compile`);
  const { nodes, inputs } = gradientOf(graph, new Map([['N', batch]]));
  const told = [...nodes.values()];
  const repeated = told.filter(({ copies }) => copies === layers);
  const last = told.find(({ copies }) => copies === 1);
  return (tensor) => {
    const [kind, place] = tensor.split(' ');
    const copy = Number(place) - 1;
    if (kind === 'x') return inputs[0]?.attenuation;
    if (kind === 'output') return repeated.at(-1)?.at(copy).outputs[0];
    const found = copy < layers ? repeated[0]?.at(copy) : last?.at(0);
    return found?.parameters.get('weight');
  };
}

const nameOf = ({ activation, units, layers, batch, isNormalised }: Chain): string =>
  `${layers} layers of ${units} units with ${activation}${isNormalised ? ' and batch norms' : ''}, ${batch} examples`;

describe.each(chains.map((chain) => ({ ...chain, name: nameOf(chain) })))('$name', (chain) => {
  const predicted = predictedOf(chain);

  it.each(Object.entries(chain.tensors))('%s is as the draws say, and so is its band', (tensor, [rms, deviation]) => {
    const told = predicted(tensor);
    if (told === undefined) throw new Error(`nothing is known of ${tensor}`);
    const errorOfDraws = (deviation * Math.SQRT2) / Math.sqrt(chain.draws);
    expect(Math.abs(told.rms - rms)).toBeLessThan(0.05 + 2 * errorOfDraws);
    const width = (told.high - told.low) / 3.29 / deviation;
    expect(width).toBeGreaterThan(widths.narrowest);
    expect(width).toBeLessThan(widths.widest);
  });
});
