/** Graphs in a few lines, for goldens: what each node is, what it works on, and what it gives. */
import { printAssertion } from './print-assertion.js';
import { type Graph, type Item, type Region, type Tensor } from '@trammel/graph';
import { printSize, printType } from '@trammel/tensor';

/** The inputs, nodes and outputs of a graph, and whatever else there is to tell of it. */
export function summarize(graph: Graph): string {
  const names = new Map<Tensor, string>(graph.inputs.map(({ name, tensor }) => [tensor, name]));
  const parameters = [...graph.arguments].map(([name, value]) => `${name}=${value}`).join(', ');
  return [
    `net ${graph.name}${parameters === '' ? '' : `(${parameters})`}`,
    ...graph.inputs.map(({ name, tensor }) => `  input ${name}: ${printType(tensor.type)}`),
    ...graph.symbols.flatMap(({ name, maximum }) => (maximum === undefined ? [] : [`  ${name} <= ${printSize(maximum)}`])),
    ...linesOf(graph.body, names, '  '),
    ...graph.outputs.map(({ name, tensor }) => `  output ${name} = ${names.get(tensor) ?? '?'}`),
    ...graph.conditions.map(({ dividend, divisor }) => `  ${printSize(divisor)} must divide ${printSize(dividend)}`),
    ...graph.assertions.map(
      ({ severity, condition }) => `  ${severity === 'error' ? 'assert' : 'expect'} ${printAssertion(condition, names)}`,
    ),
    ...trainingLines(graph, names),
  ].join('\n');
}

function linesOf(region: Region, names: Map<Tensor, string>, indent: string): readonly string[] {
  return region.items.flatMap((item) => itemLines(item, names, indent));
}

function itemLines(item: Item, names: Map<Tensor, string>, indent: string): readonly string[] {
  const nameOf = (tensor: Tensor): string => names.get(tensor) ?? '?';
  if (item.kind === 'repeat') {
    names.set(item.entry, `${item.id}.in`);
    const head = `${indent}${item.id} = repeat ${item.count} from ${nameOf(item.initial)} {`;
    const body = linesOf(item.body, names, `${indent}  `);
    const tail = `${indent}} gives ${nameOf(item.exit)}`;
    names.set(item.result, item.id);
    return [head, ...body, tail];
  }
  item.outputs.forEach((tensor, index) => names.set(tensor, item.outputs.length === 1 ? item.id : `${item.id}#${index}`));
  const { weights } = item;
  const shared = weights === undefined || weights.id === item.id ? '' : ` with ${weights.id}`;
  const copies = weights === undefined || weights.copies === 1 ? '' : ` x ${weights.copies}`;
  const label = item.label === undefined || item.id.endsWith(item.label) ? '' : ` as ${item.label}`;
  const types = item.outputs.map((tensor) => printType(tensor.type)).join(', ');
  return [
    `${indent}${item.id} = ${item.site.text} of ${item.inputs.map(nameOf).join(', ') || 'nothing'}${shared}${copies}: ${types}${label}`,
  ];
}

function trainingLines({ training }: Graph, names: Map<Tensor, string>): readonly string[] {
  if (training === undefined) return [];
  for (const { name, tensor } of training.loss.inputs) names.set(tensor, name);
  const settings = [...training.settings].map(([setting, { name, arguments: given }]) => {
    return `    ${setting} = ${name}(${[...given].map(([key, value]) => `${key}=${String(value)}`).join(', ')})`;
  });
  return [
    '  train',
    ...training.loss.inputs.map(({ name, tensor }) => `    input ${name}: ${printType(tensor.type)}`),
    ...linesOf(training.loss.body, names, '    '),
    ...settings,
  ];
}
