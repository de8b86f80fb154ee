// A graph as a TensorFlow.js project: the files, or what keeps it from being one.
import { code } from '@trammel/emit';
import { hasErrors } from '@trammel/diagnostics';
import type { Graph, Training } from '@trammel/graph';
import { dataFile, type DataSource } from './data-file.js';
import type { GeneratedFile, GeneratedProject } from './generated-project.js';
import { modelFile } from './model-file.js';
import { statementsOf } from './network-statements.js';
import { compilerFile, packageFile, readmeFile } from './project-files.js';
import { copiedFiles } from './project-texts.js';
import { predictionText, trainingText } from './training-file.js';
import { weightLines } from './weights-table.js';

/** The project of a graph. The same graph gives the same bytes. */
export function generateTfjs(graph: Graph): GeneratedProject {
  const network = statementsOf(graph);
  const { diagnostics } = network;
  if (hasErrors(diagnostics)) return { files: [], next: [], diagnostics };
  const model = modelFile(graph, network);
  const { training } = graph;
  const trained = training === undefined ? undefined : trainingFiles(graph, training);
  const written: readonly GeneratedFile[] = [
    { path: 'src/model.ts', text: model.text, origins: model.origins },
    { path: 'src/weights.ts', text: weightsText(weightLines(graph, network.statements)) },
    ...(trained?.files ?? []),
  ];
  const code = [...written, ...copiedFiles(importsOf(written))];
  const scripts: Readonly<Record<string, string>> = trained === undefined ? {} : { start: 'train', predict: 'predict' };
  const files = [packageFile(graph, code, scripts), compilerFile(), readmeFile(graph, trained?.data), ...code];
  return { files, next: ['npm install', trained === undefined ? 'npm run build' : 'npm start'], diagnostics };
}

/** The files to be copied that the written ones import. */
function importsOf(files: readonly GeneratedFile[]): readonly string[] {
  return files.flatMap(({ text }) =>
    [...text.matchAll(/^import .*from '\.\/((?:layers|support)\/[\w-]+)\.js';$/gm)].map(([, path = '']) => `${path}.ts`),
  );
}

/** What trains and uses the network, and where its data come from. */
function trainingFiles(graph: Graph, training: Training): { readonly files: readonly GeneratedFile[]; readonly data: DataSource } {
  const data = dataFile(graph, training);
  const files = [
    { path: 'src/train.ts', text: trainingText(graph, training) },
    { path: 'src/predict.ts', text: predictionText(graph, training) },
    { path: 'src/data.ts', text: data.text },
  ];
  return { files, data: data.source };
}

function weightsText(lines: readonly string[]): string {
  const table = lines.length === 0 ? '[]' : `[\n${lines.map((line) => `  ${line}\n`).join('')}]`;
  const text = code`
    // The weights of the model: names and shapes as in the source and in files, where the model keeps them, how they begin.
    import type { WeightEntry } from './support/weight-values.js';

    /** Every weight and running statistic, in the order of the source. */
    export const weights: readonly WeightEntry[] = ${table};
  `;
  return `${text}\n`;
}
