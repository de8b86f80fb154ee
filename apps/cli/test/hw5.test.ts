/** The source problems, answered by the command line: every number of the tables, every row of the receptive fields, the conclusion. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runHere } from './run-here.js';

const before = process.cwd();

beforeAll(() => process.chdir(root));
afterAll(() => process.chdir(before));

async function json(...words: readonly string[]): Promise<unknown> {
  const { out, exitCode } = await runHere([...words, '--format', 'json']);
  expect(exitCode).toBe(0);
  return JSON.parse(out);
}

interface Node {
  readonly call: string;
  readonly operator: string;
  readonly parameters: number;
  readonly multiplications: number;
  readonly additions: number;
  readonly activations: number;
}

interface Network {
  readonly totals: Omit<Node, 'call' | 'operator'> & { readonly macs: number };
  readonly nodes: readonly Node[];
}

async function network(file: string, net: string): Promise<Network> {
  const { networks } = (await json('analyze', file, '--net', net)) as { readonly networks: readonly Network[] };
  expect(networks).toHaveLength(1);
  return networks[0] as Network;
}

interface Decades {
  readonly log10Rms: number;
}

/** A network with its gradients, nodes in the order of the source. */
interface Differentiated {
  readonly gradient: { readonly inputs: readonly { readonly gradient: Decades }[] };
  readonly nodes: readonly { readonly gradient: { readonly weight?: Decades | null } }[];
}

describe('A: the chain of sigmoids', () => {
  it('has 80,010 parameters and 79,488 MACs', async () => {
    const { totals } = await network('examples/hw5/vanishing.net', 'SigmoidChain');
    expect(totals).toMatchObject({ parameters: 80_010, macs: 79_488 });
  });

  it('has the gradients of the table, however large pre-activations come about', async () => {
    const rows = [...readFileSync('examples/hw5/README.md', 'utf8').matchAll(/^\| .*? \| (\w+) \| .*?\| (-\S+) \| (-\S+) \| (-\S+) \|$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(['Baseline', 'Offset', 'Upstream', 'LargeWeights']);
    for (const [, name = '', ...figures] of rows) {
      const { networks } = (await json('analyze', 'examples/hw5/saturation.net', '--net', name, '--gradient')) as {
        readonly networks: readonly Differentiated[];
      };
      const [{ gradient, nodes } = { gradient: { inputs: [] }, nodes: [] }] = networks;
      const weights = nodes.flatMap(({ gradient: { weight } }) => (weight === null || weight === undefined ? [] : [weight]));
      const found = [gradient.inputs[0]?.gradient, weights[0], weights[1]].map((of) => of?.log10Rms.toFixed(2));
      expect([name, ...found]).toEqual([name, ...figures]);
    }
  });
});

describe('B: the two forms of momentum', () => {
  interface Compared {
    readonly iterates: readonly {
      readonly loss: Readonly<Record<'difference' | 'velocity', number>>;
      readonly weight: Readonly<Record<'difference' | 'velocity', number>>;
      readonly difference: { readonly largest: number };
      readonly corrected: { readonly largest: number } | null;
    }[];
    readonly change: { readonly step: number; readonly predicted: number; readonly measured: number } | null;
  }

  async function compared(net: string): Promise<Compared> {
    const { networks } = (await json('equivalence', 'examples/hw5/momentum.net', '--net', net)) as {
      readonly networks: readonly Compared[];
    };
    return networks[0] as Compared;
  }

  /** Both recurrences with the gradient g(x) = x, in plain numbers. */
  function recurrences(rate: (k: number) => number): Record<'difference' | 'velocity', number[]> {
    const [first, b] = [1, 0.9];
    const way = { difference: [first], velocity: [first] };
    let [before, v] = [first, 0];
    for (let k = 0; k < 20; k += 1) {
      const [x = 0, y = 0] = [way.difference[k], way.velocity[k]];
      way.difference.push(x - rate(k) * x + b * (x - before));
      before = x;
      v = y + b * v;
      way.velocity.push(y - rate(k) * v);
    }
    return way;
  }

  it.each([
    { net: 'Parabola', rate: () => 0.1 },
    { net: 'Halved', rate: (k: number) => 0.1 * 0.5 ** Math.floor(k / 2) },
  ])('$net: every iterate of both forms is that of the text', async ({ net, rate }) => {
    const { iterates } = await compared(net);
    const byHand = recurrences(rate);
    expect(iterates).toHaveLength(21);
    for (const [k, { weight, loss }] of iterates.entries()) {
      for (const form of ['difference', 'velocity'] as const) {
        expect(weight[form]).toBeCloseTo(byHand[form][k] ?? Number.NaN, 13);
        expect(loss[form]).toBeCloseTo((byHand[form][k] ?? Number.NaN) ** 2 / 2, 13);
      }
    }
  });

  it('with a rate that stays they are the same; x_1 - x_0 = -a g_0, whose sign the hand solution drops', async () => {
    const { iterates, change } = await compared('Parabola');
    expect(change).toBeNull();
    for (const { difference } of iterates) expect(difference.largest).toBeLessThan(1e-14);
    expect((iterates[1]?.weight.difference ?? 0) - (iterates[0]?.weight.difference ?? 0)).toBeCloseTo(-0.1 * 1, 15);
  });

  it('where the rate changes they part by b |a_k - a_(k-1)| |v_k|, and the momentum b a_k/a_(k-1) makes them one', async () => {
    const { iterates, change } = await compared('Halved');
    // v_2 = 0.9 + 0.9 * 1 = 1.8
    expect(change?.step).toBe(2);
    expect(change?.predicted).toBeCloseTo(0.9 * 0.05 * 1.8, 14);
    expect(change?.measured).toBeCloseTo(0.9 * 0.05 * 1.8, 14);
    expect([iterates[3]?.weight.difference, iterates[3]?.weight.velocity].map((x) => x?.toFixed(12))).toEqual([
      '0.522000000000',
      '0.603000000000',
    ]);
    for (const { corrected } of iterates) expect(corrected?.largest).toBeLessThan(1e-14);
  });
});

describe('C: which rows a unit depends on, with indices from 1', () => {
  /** `stride * i + from <= m <= stride * i + to`, cut to the rows that exist. */
  const rows = [
    { unit: 'y1', net: 'Receptive', units: 32, stride: 1, from: -1, to: 1 },
    { unit: 'y2', net: 'Receptive', units: 16, stride: 2, from: -2, to: 1 },
    { unit: 'y3', net: 'TwoPools', units: 8, stride: 4, from: -4, to: 1 },
    { unit: 'y4', net: 'Receptive', units: 8, stride: 4, from: -6, to: 3 },
  ];
  const imageRows = 32;

  it.each(rows)('$unit of $net at i: $from <= m - $stride i <= $to, in all channels', async ({ unit, net, units, stride, from, to }) => {
    for (let i = 1; i <= units; i += 1) {
      const column = units + 1 - i;
      const reading = await json('field', 'examples/hw5/receptive.net', `${unit}[k, ${i}, ${column}]`, '--net', net, '--base', '1');
      const extent = (at: number): object => ({
        from: Math.max(1, stride * at + from) - 1,
        to: Math.min(imageRows, stride * at + to) - 1,
        holes: false,
      });
      expect(reading).toMatchObject({
        inputs: [
          {
            input: 'x',
            isExact: true,
            axes: [
              { axis: 'N' },
              { axis: 'C', from: 0, to: 2, holes: false },
              { axis: 'H', ...extent(i) },
              { axis: 'W', ...extent(column) },
            ],
          },
        ],
      });
    }
  });

  it.each(rows)('$unit of $net says so for any unit', async ({ unit, net, stride, from, to }) => {
    const { out } = await runHere(['field', 'examples/hw5/receptive.net', `${unit}[k, i, j]`, '--net', net, '--base', '1']);
    const bound = (offset: number): string => `${stride === 1 ? '' : stride}i ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
    expect(out).toContain(`${bound(from)} to ${bound(to)}`);
  });

  it('channel k of a pool reads channel k of its input alone', async () => {
    const { out } = await runHere(['field', '-', 'y2[k, i, j]', '--base', '1'], {
      input: 'net Pool {\n  input y1: [N, C=8, H=32, W=32]\n  maxpool(2) as y2\n}\n',
    });
    expect(out).toMatch(/^C +k +of 8/m);
    expect(out).toMatch(/^H +2i - 1 to 2i +of 32/m);
  });
});

describe('D: the cost of an Inception module', () => {
  /** Call, parameters, multiplications = additions, activations of the relu behind. */
  const naive = [
    ['conv(128, 1x1)', 32_896, 33_554_432, 131_072],
    ['conv(192, 3x3, pad=same)', 442_560, 452_984_832, 196_608],
    ['conv(96, 5x5, pad=same)', 614_496, 629_145_600, 98_304],
  ] as const;
  const bottleneck = [
    ['conv(128, 1x1)', 32_896, 33_554_432, 131_072],
    ['conv(64, 1x1)', 16_448, 16_777_216, 65_536],
    ['conv(192, 3x3, pad=same)', 110_784, 113_246_208, 196_608],
    ['conv(64, 1x1)', 16_448, 16_777_216, 65_536],
    ['conv(96, 5x5, pad=same)', 153_696, 157_286_400, 98_304],
    ['conv(64, 1x1)', 16_448, 16_777_216, 65_536],
  ] as const;

  it.each([
    { net: 'Naive', table: naive, total: [1_089_952, 1_115_684_864, 425_984] },
    { net: 'Bottleneck', table: bottleneck, total: [346_720, 354_418_688, 622_592] },
  ])('$net, row by row', async ({ net, table, total }) => {
    const { nodes, totals } = await network('examples/hw5/inception.net', net);
    const rows = nodes.flatMap((node, index) => {
      if (node.operator !== 'conv') return [];
      expect(node.additions).toBe(node.multiplications);
      return [[node.call, node.parameters, node.multiplications, nodes[index + 1]?.activations]];
    });
    expect(rows).toEqual(table);
    expect([totals.parameters, totals.multiplications, totals.activations]).toEqual(total);
    expect(totals.additions).toBe(totals.multiplications);
  });

  it('the comparison draws the conclusion by itself', async () => {
    const { out, exitCode } = await runHere(['compare', 'examples/hw5/inception.net'], { environment: { COLUMNS: '200' } });
    expect(exitCode).toBe(0);
    const said = out.replaceAll('\n', ' ');
    expect(said).toContain('Bottleneck has 3.14 times fewer parameters and 3.15 times fewer multiplications than Naive.');
    expect(said).toContain(
      '2 1x1 convolutions cut the channels before the 5x5 and 3x3 convolutions of Bottleneck, which read 64 channels instead of 256: 811,597,824 fewer multiplications',
    );
    expect(said).toContain('The dearest layer of Naive is a 5x5 convolution, `conv(96, 5x5, pad=same)`, with 629,145,600 multiplications');
  });
});
