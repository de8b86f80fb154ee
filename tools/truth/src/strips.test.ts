/** Long strips through published networks: what single units read, and the size, stride and padding of all of them. */
import { receptiveFieldsOf, type AxisField } from '@trammel/analysis';
import { type Graph } from '@trammel/graph';
import { isKnown } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { analysisOf, dataOf, type Source } from './network.js';
import { fieldOf } from './units.js';

/** Units of a strip, by their row, with the first and the last row that they read. */
interface Strip {
  readonly strip: readonly [number, number, number, number];
  readonly out: readonly [number, number, number, number];
  readonly units: Readonly<Record<string, readonly [number, number]>>;
  readonly rf_size: number;
  readonly effective_stride: number;
  readonly effective_padding: number;
}

interface Published {
  readonly net: string;
  readonly rf: number;
  readonly stride: number;
  readonly padding: number;
}

const strips = (dataOf('strips.json') as { readonly models: Readonly<Record<string, Strip>> }).models;
const slim = (dataOf('slim.json') as { readonly models: readonly Published[] }).models;

/** Where each network is written; the tensor is called `y` unless it is said. */
const sources: Readonly<Record<string, Source & { readonly tensor?: string }>> = {
  alexnet: { path: 'tools/truth/networks/strips/alexnet.net' },
  vgg16: { path: 'tools/truth/networks/strips/vgg16.net' },
  resnet18: { path: 'tools/truth/networks/strips/resnet.net', net: 'ResNet18' },
  resnet50: { path: 'tools/truth/networks/strips/resnet.net', net: 'ResNet50' },
  googlenet: { path: 'tools/truth/networks/strips/googlenet.net' },
  mobilenet_v2: { path: 'tools/truth/networks/strips/mobilenet_v2.net' },
  alexnet_v2: { path: 'tools/truth/networks/strips/slim.net', net: 'AlexNetV2' },
  vgg_16: { path: 'tools/truth/networks/strips/slim.net', net: 'VGG16' },
  resnet_v1_50: { path: 'tools/truth/networks/strips/slim.net', net: 'ResNetV1_50' },
  inception_v3: { path: 'tools/corpus/inception-v3.net', tensor: 'features' },
};

const sourceOf = (model: string): Source & { readonly tensor?: string } => {
  const source = sources[model];
  if (source === undefined) throw new Error(`${model} has no network`);
  return source;
};

function rowsOf(graph: Graph, name = 'y', sizes: ReadonlyMap<string, number> = new Map()): AxisField {
  const tensor = graph.named.get(name)?.tensor;
  const field = (tensor === undefined ? [] : (receptiveFieldsOf(graph, sizes).get(tensor) ?? []))[0];
  const rows = field?.axes.find(({ axis }) => axis === 'H');
  if (rows === undefined) throw new Error('there is no field along H');
  return rows;
}

describe.each(Object.entries(strips))('torchvision %s', (model, { strip, out, units, ...of }) => {
  const [, , H, W] = strip;
  const analysis = analysisOf(sourceOf(model), { H, W });

  it('has the rows and columns of the scan', () => {
    const { shape } = analysis.graph.outputs[0]?.tensor.type ?? { shape: [] };
    expect(shape.map(({ size }) => (isKnown(size) ? size : 'open'))).toEqual(['open', out[1], 'open', 'open']);
    for (const [row, column] of [
      [0, 0],
      [out[2] - 1, out[3] - 1],
    ] as const)
      expect(() => fieldOf(analysis, [0, row, column])).not.toThrow();
    expect(() => fieldOf(analysis, [0, out[2], 0])).toThrow('not from 0 to');
    expect(() => fieldOf(analysis, [0, 0, out[3]])).toThrow('not from 0 to');
  });

  it.each(Object.entries(units))('unit %s reads rows %j', (row, rows) => {
    const field = fieldOf(analysis, [out[1] - 1, Number(row), 0]);
    expect(field).toMatchObject({ rows: [rows], channels: [0, 1, 2], isExact: true });
  });

  it('has a size, a stride and a padding, whether its resolution is open or not', () => {
    const told = { size: of.rf_size, stride: of.effective_stride, from: -of.effective_padding, to: of.rf_size - of.effective_padding - 1 };
    expect(
      rowsOf(
        analysis.graph,
        'y',
        new Map([
          ['H', H],
          ['W', W],
        ]),
      ),
    ).toMatchObject({ ...told, holes: false, exactness: 'exact' });
    expect(rowsOf(analysis.graph)).toMatchObject({ ...told, holes: false });
  });
});

describe.each(slim)('TF-Slim $net', ({ net, rf, stride, padding }) => {
  it('has the published size, stride and padding', () => {
    const source = sourceOf(net);
    expect(rowsOf(analysisOf(source).graph, source.tensor)).toMatchObject({ size: rf, stride, from: -padding });
  });
});
