// Edits after which a network can learn from examples: a training that it lacks, or a net beside it that takes them. Not what is wrong.
import { help, insert, type Help } from '@trammel/diagnostics';
import { nodesOf, type Graph } from '@trammel/graph';
import { featureCount, targetWidth, type ExampleKind } from './example-set.js';

/** A loss over the output that suits the examples, behind the text; the output gets a name where it has none. */
export function trainingFor(graph: Graph, kind: ExampleKind): readonly Help[] {
  const named = outputNamed(graph);
  if (named === undefined) return [help(`write \`train ${graph.name} { loss = ... }\` behind it, after naming its output with \`as\``)];
  const { source } = graph.span;
  const text = trainingText(graph.name, named.name, kind);
  return [
    help(`Add a training: ${lossOf(named.name, kind)}`, ...named.edits, insert(source, source.text.length, `${gap(source.text)}${text}`)),
  ];
}

/** In words, where a training is there that suits other examples. */
export function namedTraining(graph: Graph, kind: ExampleKind): readonly Help[] {
  return [help(`the loss would be \`${lossOf(outputNamed(graph)?.name ?? 'y', kind)}\``)];
}

/** A small net that takes such examples, behind the text. */
export function learnableNet({ span: { source } }: Graph, kind: ExampleKind): readonly Help[] {
  const name = ['Small', 'SmallNet', 'SmallOne'].find((free) => !new RegExp(`\\b${free}\\b`).test(source.text));
  if (name === undefined) return [];
  return [help(`Add the net ${name}, which takes them`, insert(source, source.text.length, `${gap(source.text)}${smallNet(name, kind)}`))];
}

const gap = (text: string): string => (text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n');

const lossOf = (output: string, { target }: ExampleKind): string =>
  target.kind === 'classes' ? `cross_entropy(${output}, labels)` : `mse(${output}, target)`;

function trainingText(net: string, output: string, kind: ExampleKind): string {
  return `train ${net} {\n  loss      = ${lossOf(output, kind)}\n  optimizer = adam(lr=0.01)\n  batch     = 32\n}\n`;
}

/** What the text calls the output, or a name that it can get at the end of its chain. */
function outputNamed({
  outputs,
  named,
  body,
}: Graph): { readonly name: string; readonly edits: readonly ReturnType<typeof insert>[] } | undefined {
  const [output, ...others] = outputs;
  if (output === undefined || others.length > 0) return undefined;
  const known = [...named].find(([, { tensor }]) => tensor === output.tensor);
  if (known !== undefined) return { name: known[0], edits: [] };
  const last = nodesOf(body).find(({ node }) => node.outputs.includes(output.tensor))?.node;
  const name = ['logits', 'y', 'result'].find((free) => !named.has(free));
  // What stands in a block or a loop has no name outside of it.
  if (last === undefined || name === undefined || last.frame.kind !== 'net') return undefined;
  return { name, edits: [insert(last.span.source, last.span.end, ` as ${name}`)] };
}

function smallNet(name: string, kind: ExampleKind): string {
  const { features, target } = kind;
  const width = target.kind === 'classes' ? target.names.length : targetWidth(kind);
  const output = target.kind === 'classes' ? 'logits' : 'y';
  const body =
    features.kind === 'image'
      ? `  input image: [N, C=${features.channels}, H=${features.height}, W=${features.width}]\n\n  conv(8, 3x3, pad=1) -> relu -> maxpool(2)\n  conv(16, 3x3, pad=1) -> relu -> maxpool(2)\n  flatten -> dense(64) -> relu\n  dense(${width}) as ${output}\n`
      : `  input x: [N, C=${featureCount(kind)}]\n\n  dense(16, init=he_normal) -> relu\n  dense(16, init=he_normal) -> relu\n  dense(${width}) as ${output}\n`;
  return `net ${name} {\n${body}}\n\n${trainingText(name, output, kind)}`;
}
