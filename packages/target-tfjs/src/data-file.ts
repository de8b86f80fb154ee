// data.ts: where the examples of a training come from, written so that one's own can be put there. Not how they are read.
import { code, literal, propertyName } from '@trammel/emit';
import { indexBounds } from '@trammel/drawing';
import { lossProgramOf, type Graph, type NamedTensor, type Training } from '@trammel/graph';
import { isKnown, roleOf, substituteShape, type Shape } from '@trammel/tensor';
import { inputName } from './model-file.js';
import { fixedBatch } from './training-file.js';

/** Where examples come from until somebody puts others there. */
export type DataSource = 'mnist' | 'synthetic';

/** The text, and where its examples come from. */
export interface DataFile {
  readonly text: string;
  readonly source: DataSource;
}

/** The digits where the network takes images of their size and the labels of ten classes or more, else examples by chance. */
export function dataFile(graph: Graph, training: Training): DataFile {
  const inputs = inputsOf(graph, training);
  const digits = digitsIn(graph, training);
  return digits === undefined
    ? { text: syntheticText(graph, inputs), source: 'synthetic' }
    : { text: mnistText(digits.image, digits.labels), source: 'mnist' };
}

/** An input of the network or of its loss. */
interface Input {
  readonly name: string;
  readonly elementType: NamedTensor['tensor']['type']['elementType'];
  /** Where the examples lie; `none` for an input that is the same for all. */
  readonly axis: number | 'none';
  /** The sizes of one example, or of the whole input. */
  readonly shape: readonly number[];
  readonly isTarget: boolean;
  /** Below what whole numbers must stay. */
  readonly bound: number;
}

/** An open size that is not the batch is as large as this, or as its bound where that is less. */
const usualSize = 16;

function inputsOf(graph: Graph, training: Training): readonly Input[] {
  const sizes = new Map(
    graph.symbols.map(({ name, maximum }) => {
      const most = maximum !== undefined && isKnown(maximum) ? Number(maximum) : usualSize;
      return [name, Math.min(usualSize, most)];
    }),
  );
  const { program } = lossProgramOf(graph, training);
  const bounds = indexBounds(program, sizes);
  return [...graph.inputs, ...training.loss.inputs].map(({ name, tensor }, index) => {
    const { shape, elementType } = tensor.type;
    const axis = batchAxisOf(shape);
    const example = substituteShape(shape, sizes).filter((_, place) => place !== axis);
    const value = program.inputs[index];
    return {
      name: inputName(name),
      elementType,
      axis,
      shape: example.map(({ size }) => (isKnown(size) ? Number(size) : usualSize)),
      isTarget: training.loss.inputs.some((input) => input.tensor === tensor),
      bound: (value === undefined ? undefined : bounds.get(value)) ?? 2,
    };
  });
}

function batchAxisOf(shape: Shape): number | 'none' {
  const axis = shape.findIndex(({ name }) => roleOf(name) === 'batch');
  return axis < 0 ? 'none' : axis;
}

/** The sizes of a digit, by the roles of its axes. */
const digitSize = 28;
const digitClasses = 10;

/** The image and the labels where the network is one for digits. */
function digitsIn(graph: Graph, training: Training): { readonly image: Input; readonly labels: Input } | undefined {
  const [image, labels, ...others] = inputsOf(graph, training);
  const shape = graph.inputs[0]?.tensor.type.shape ?? [];
  if (image === undefined || labels?.isTarget !== true || others.length > 0 || fixedBatch(graph) !== undefined) return undefined;
  const sizes = shape.map(({ name, size }) => ({ role: roleOf(name), size }));
  const isDigit =
    sizes.length === 4 &&
    sizes.every(({ role, size }) => role === 'batch' || size === (role === 'feature' ? 1 : role === 'space' ? digitSize : Number.NaN));
  const isLabel = labels.elementType === 'int' && labels.axis === 0 && labels.shape.length === 0 && labels.bound >= digitClasses;
  return isDigit && isLabel && image.axis === 0 && image.elementType === 'f32' ? { image, labels } : undefined;
}

const advice = [
  'To train on data of your own, give a column for each input here: its values for all examples, one example after the',
  'other, and the shape of one example.',
];

function mnistText(image: Input, labels: Input): string {
  const text = code`
    // The data that the network is trained on: the digits of MNIST.
    import { fromColumns, type Data, type Dataset } from './support/dataset.js';
    import { pixelMoments, readMnist } from './support/mnist.js';

    /**
     * 60,000 digits to train on, and 10,000 others to see how well that went.
     *
     ${advice.map((line) => `* ${line}`)}
     */
    export async function loadData(): Promise<Data> {
      return { training: await digits('train'), validation: await digits('t10k') };
    }

    async function digits(part: 'train' | 't10k'): Promise<Dataset> {
      const { images, labels } = await readMnist(part);
      return fromColumns({
        ${propertyName(image.name)}: { values: images, shape: ${literal(image.shape)}, type: 'float32', ...pixelMoments },
        ${propertyName(labels.name)}: { values: labels, shape: [], type: 'int32' },
      });
    }
  `;
  return `${text}\n`;
}

/** How many examples are made out of nothing: few enough to be learnt by heart. */
const examples = 256;

function syntheticText(graph: Graph, inputs: readonly Input[]): string {
  const batch = fixedBatch(graph) ?? 1;
  const columns = inputs.map((input, index) => columnOf(input, index + 1));
  const makers = [...new Set(columns.map(({ maker }) => maker))].sort();
  const text = code`
    // The data that the network is trained on. There are none yet: these are made out of nothing, to be learnt by heart.
    import { fromColumns, type Data } from './support/dataset.js';
    import { ${makers.join(', ')} } from './support/synthetic.js';

    /** How many examples there are. */
    const count = ${batch * Math.ceil(examples / batch)};

    /**
     * The same examples to train on and to see how well that went.
     *
     ${advice.map((line) => `* ${line}`)}
     */
    export function loadData(): Promise<Data> {
      const examples = fromColumns({
        ${columns.map(({ line }) => line)}
      });
      return Promise.resolve({ training: examples, validation: examples });
    }
  `;
  return `${text}\n`;
}

/** One line of the columns, and the function that makes its values. */
function columnOf(
  { name, elementType, axis, shape, isTarget, bound }: Input,
  seed: number,
): { readonly maker: string; readonly line: string } {
  const maker = elementType !== 'f32' ? 'randomIndices' : isTarget ? 'randomFractions' : 'randomNumbers';
  const count = axis === 'none' ? '1' : 'count';
  const below = elementType === 'f32' ? '' : `${elementType === 'bool' ? 2 : bound}, `;
  const made = `${maker}(${count}, ${literal(shape)}, ${below}${seed})`;
  const more = [...(axis === 0 ? [] : [`axis: ${literal(axis)}`]), ...(elementType === 'bool' ? [`type: 'bool'`] : [])];
  return { maker, line: `${propertyName(name)}: ${more.length === 0 ? made : `{ ...${made}, ${more.join(', ')} }`},` };
}
