// The gradient pass alone, in one warm process: long chains, written out and folded, and networks of the corpus.
import { gradientOf, sizesFor } from '@trammel/analysis';
import { sourceFile, type SourceFile } from '@trammel/diagnostics';
import { milliseconds, printTable, time } from './measure.js';
import { corpusFile, graphOf } from './networks.js';

const repeats = { warm: 3, runs: 7 };

/** A chain of layers of 256 units, each with weights that hold its activations. */
function deep(form: 'for i in 0..999' | 'repeat 1000' | 'repeat 10_000', layer: string): SourceFile {
  return sourceFile('deep.net', `net Deep {\n  input x: [N, C=256]\n  ${form} { ${layer} }\n}\n`);
}

const relu = 'dense(256, init=he_normal) -> relu';
const tanh = 'dense(256, init=xavier_normal) -> tanh';
const chains: readonly (readonly [string, SourceFile])[] = [
  ['1,000 dense and relu, written out', deep('for i in 0..999', relu)],
  ['1,000 dense and relu, folded', deep('repeat 1000', relu)],
  ['10,000 dense and relu, folded', deep('repeat 10_000', relu)],
  ['1,000 dense and tanh, whose state never repeats', deep('for i in 0..999', tanh)],
];
const networks = [
  ['resnet.net', 'ResNet50'],
  ['gpt2.net', 'GPT2'],
  ['vgg16.net', 'VGG16'],
  ['densenet121.net', 'DenseNet121'],
] as const;

const graphs = [
  ...chains.map(([name, source]) => ({ name, graph: graphOf(source) })),
  ...networks.map(([file, net]) => ({ name: net, graph: graphOf(corpusFile(file), net) })),
];
const rows = graphs.map(({ name, graph }) => {
  const sizes = sizesFor(graph, new Map());
  const pass = time(() => {
    const { nodes, inputs } = gradientOf(graph, sizes);
    // Every copy of every node is told.
    return [inputs, ...[...nodes.values()].map(({ at, copies }) => Array.from({ length: copies }, (_, copy) => at(copy).outputs))];
  }, repeats);
  return [name, milliseconds(pass.best), milliseconds(pass.median), milliseconds(pass.processor)];
});
process.stdout.write('## Gradients, milliseconds\n\n');
printTable(['network', 'best', 'median', 'processor, best'], rows);
