// A generated project at work within a test: its files written to a folder of their own, its modules loaded. Not a process of its own.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as tf from '@tensorflow/tfjs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import type { Graph, Training } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { generateTfjs } from '@trammel/target-tfjs';

/** A network that says how it is trained. */
export type Trained = Graph & { readonly training: Training };

/** The first net of the text, which must be without errors. */
export function trainedGraphOf(text: string): Trained {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'it stands alone' }) });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => renderDiagnostic(diagnostic));
  const graph = networks[0]?.graph;
  if (errors.length > 0 || graph?.training === undefined) throw new Error(errors.join('\n') || 'there is no training');
  return { ...graph, training: graph.training };
}

/** The folder of a project, and its modules by their paths under `src`. */
export interface Project {
  readonly folder: string;
  readonly load: (module: string) => Promise<unknown>;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Writes the project of the graph; `change` may break it on purpose. */
export function writeProject(graph: Graph, change: (path: string, text: string) => string = (_, text) => text): Project {
  const { files, diagnostics } = generateTfjs(graph);
  if (files.length === 0) throw new Error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n'));
  const folder = mkdtempSync(join(tmpdir(), 'trammel-tfjs-'));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), change(path, text));
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return { folder, load: (module) => import(pathToFileURL(join(folder, 'src', `${module}.ts`)).href) };
}

/** The inputs of a network and of its loss. */
export type Batch = Readonly<Record<string, tf.Tensor>>;

export interface Network {
  readonly model: tf.LayersModel;
  readonly loss: tf.LayersModel;
}

export type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

export interface Dataset {
  readonly count: number;
  readonly batch: (examples: Int32Array) => Batch;
}

/** What a plan of a training is made of; the rest of it only the project knows. */
export interface Plan {
  readonly seed: number;
  readonly batch: number;
}

export interface Run {
  readonly folder: string;
  readonly resume: boolean;
  readonly epochs: number | undefined;
  readonly examples: number | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Trainer {
  readonly advance: (batch: Batch, step: number) => number;
  readonly states: ReadonlyMap<string, tf.Variable>;
}

/** The modules of a project that tests use, with as much of their types as they use. */
export interface Modules {
  readonly createNetwork: (seed: number) => Network;
  readonly weights: readonly object[];
  readonly plan: Plan;
  readonly loadData: () => Promise<{ readonly training: Dataset; readonly validation: Dataset }>;
  readonly readWeights: (model: tf.LayersModel, weights: readonly object[]) => Weights;
  readonly writeWeights: (model: tf.LayersModel, weights: readonly object[], values: Weights) => void;
  readonly createTrainer: (network: Network, weights: readonly object[], plan: Plan) => Trainer;
  readonly train: (
    subject: Network & { readonly weights: readonly object[] },
    data: { readonly training: Dataset; readonly validation: Dataset },
    plan: Plan,
    run: Run,
  ) => Promise<{ readonly step: number; readonly isFinished: boolean; readonly accuracy: number | undefined }>;
  readonly saveWeights: (path: string, model: tf.LayersModel, weights: readonly object[]) => Promise<void>;
  readonly loadWeights: (path: string, model: tf.LayersModel, weights: readonly object[]) => Promise<void>;
  readonly loadCheckpoint: (
    path: string,
    model: tf.LayersModel,
    training: { readonly weights: readonly object[]; readonly trainer: Trainer },
  ) => Promise<unknown>;
  readonly saveModel: (folder: string, model: tf.LayersModel) => Promise<void>;
  readonly loadModelWeights: (path: string, model: tf.LayersModel) => Promise<void>;
}

/** What train.ts would run is taken out of it: the plan alone. */
const planOnly = (path: string, text: string): string =>
  path === 'src/train.ts'
    ? text.slice(0, text.indexOf('const run = readRun()')).replace('const plan: Plan', 'export const plan: Plan')
    : text;

/** The modules of the project of a network. */
export async function modulesOf(graph: Graph, change: (path: string, text: string) => string = (_, text) => text): Promise<Modules> {
  const { load } = writeProject(graph, (path, text) => change(path, planOnly(path, text)));
  const names = [
    'model',
    'weights',
    'train',
    'data',
    'support/weight-values',
    'support/training-step',
    'support/training-loop',
    'support/checkpoint',
    'support/model-files',
  ];
  const modules = await Promise.all(names.map(load));
  return Object.assign({}, ...modules) as Modules;
}
