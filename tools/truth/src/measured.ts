/** The models that were measured with PyTorch, and where the corpus writes them down. */
import { dataOf, type Source } from './network.js';

/** What was measured of a model, at a batch of one. */
export interface ModelFigures {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly parameters: number;
  readonly batchNormStatistics: number;
  /** As each tool counts them; `exact_dispatch` are the products that really run. */
  readonly macs: Readonly<Record<'exact_dispatch', number>>;
  readonly macsExactByOperation: Readonly<Record<string, number>>;
  readonly peakLiveActivationBytesInference: number;
}

/** A model with its figures. */
export interface MeasuredModel {
  readonly name: string;
  readonly source: Source;
  readonly figures: ModelFigures;
}

const sources: Readonly<Record<string, Source>> = {
  alexnet: { path: 'tools/corpus/alexnet.net' },
  vgg16: { path: 'tools/corpus/vgg16.net' },
  resnet18: { path: 'tools/corpus/resnet.net', net: 'ResNet18' },
  resnet50: { path: 'tools/corpus/resnet.net', net: 'ResNet50' },
  googlenet: { path: 'tools/corpus/googlenet.net' },
  densenet121: { path: 'tools/corpus/densenet121.net' },
  mobilenet_v2: { path: 'tools/corpus/mobilenet-v2.net' },
  efficientnet_b0: { path: 'tools/corpus/efficientnet-b0.net' },
  vit_b_16: { path: 'tools/corpus/vit-b16.net' },
  unet: { path: 'tools/corpus/unet.net' },
  tiny_mlp: { path: 'tools/corpus/tiny-mlp.net' },
};

/** Whether the data of a model has all that is asked of it. */
function areFigures(value: unknown): value is ModelFigures {
  if (typeof value !== 'object' || value === null) return false;
  return ['input', 'output', 'parameters', 'macs', 'macsExactByOperation', 'peakLiveActivationBytesInference'].every((key) => key in value);
}

function modelsIn(data: unknown): readonly (readonly [name: string, figures: unknown])[] {
  if (typeof data !== 'object' || data === null || !('models' in data)) return [];
  return Object.entries<unknown>({ ...(data.models ?? {}) });
}

/** Every model of the data; one without a network or without figures is a mistake of this table. */
export const measuredModels: readonly MeasuredModel[] = modelsIn(dataOf('costs.json')).map(([name, figures]) => {
  const source = sources[name];
  if (source === undefined || !areFigures(figures)) throw new Error(`${name} has no network, or no figures`);
  return { name, source, figures };
});
