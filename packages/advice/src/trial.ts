// An edit tried: made in the source, compiled, analysed. Nothing comes of one that does not compile or gives other shapes.
import { analyze, type Analysis, type Measures } from '@trammel/analysis';
import { applyEdits, hasErrors, sourceFile, type Edit } from '@trammel/diagnostics';
import type { Graph, NamedTensor } from '@trammel/graph';
import { compile, type CompileOptions, type SourceProvider } from '@trammel/lower';
import { format } from '@trammel/syntax';
import { printType } from '@trammel/tensor';

/** Where edits are tried: the network, and all that its file was compiled with. */
export interface Workshop {
  readonly analysis: Analysis;
  readonly provider: SourceProvider;
  readonly options: Omit<CompileOptions, 'net'>;
  /** What the network that advice is for measures. */
  readonly before: Measures;
}

/** What came of an edit. */
export interface Trial {
  readonly analysis: Analysis;
  /** The edited file, in the one style where the file was in it. */
  readonly text: string;
}

/** Undefined where the edited file does not compile, or the network takes or gives something else. */
export function tried(edits: readonly Edit[], { analysis, provider, options }: Workshop): Trial | undefined {
  const { graph, sizes, inputs } = analysis;
  const { source } = graph.span;
  if (edits.length === 0 || edits.some(({ span }) => span.source.path !== source.path)) return undefined;
  const made = applyEdits(source.text, edits);
  const isStyled = format(source).text === source.text;
  const text = isStyled ? format(sourceFile(source.path, made)).text : made;
  const { networks, diagnostics } = compile(sourceFile(source.path, text), provider, { ...options, net: graph.name });
  const after = networks.find(({ name }) => name === graph.name)?.graph;
  if (after === undefined || hasErrors(diagnostics) || signature(after) !== signature(graph)) return undefined;
  return { analysis: analyze(after, sizes, inputs), text };
}

const signature = ({ inputs, outputs }: Graph): string => [inputs, outputs].map((list) => list.map(printed).join('; ')).join(' -> ');

const printed = ({ name, tensor }: NamedTensor): string => `${name}: ${printType(tensor.type)}`;
