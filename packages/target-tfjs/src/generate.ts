// A graph as a TensorFlow.js project: the files, or what keeps it from being one.
import { code } from '@trammel/emit';
import { hasErrors } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import type { GeneratedFile, GeneratedProject } from './generated-project.js';
import { modelFile } from './model-file.js';
import { statementsOf } from './network-statements.js';
import { compilerFile, packageFile, readmeFile } from './project-files.js';
import { copiedFiles } from './project-texts.js';
import { weightLines } from './weights-table.js';

/** The project of a graph. The same graph gives the same bytes. */
export function generateTfjs(graph: Graph): GeneratedProject {
  const network = statementsOf(graph);
  const { diagnostics } = network;
  if (hasErrors(diagnostics)) return { files: [], next: [], diagnostics };
  const model = modelFile(graph, network);
  const copied = copiedFiles([
    ...model.imports.map((file) => `layers/${file}.ts`),
    'support/initial-values.ts',
    'support/weight-values.ts',
  ]);
  const files: readonly GeneratedFile[] = [
    packageFile(graph, undefined),
    compilerFile(),
    readmeFile(graph),
    { path: 'src/model.ts', text: model.text },
    { path: 'src/weights.ts', text: weightsText(weightLines(graph, network.statements)) },
    ...copied,
  ];
  return { files, next: ['npm install', 'npm run build'], diagnostics };
}

function weightsText(lines: readonly string[]): string {
  const text = code`
    // The weights of the model: names and shapes as in the source and in files, where the model keeps them, how they begin.
    import type { WeightEntry } from './support/weight-values.js';

    /** Every weight and running statistic, in the order of the source. */
    export const weights: readonly WeightEntry[] = [
      ${lines}
    ];
  `;
  return `${text}\n`;
}
