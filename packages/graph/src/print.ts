// A graph as text, one node a line: for people who debug and for goldens.
import { printSize, printType } from '@trammel/tensor';
import type { Tensor } from './edge.js';
import type { Graph, Item, Region } from './graph.js';

/** Inputs, nodes with types, folded repeats indented, outputs. */
export function printGraph(graph: Graph): string {
  const names = new Map<Tensor, string>(graph.inputs.map(({ name, tensor }) => [tensor, name]));
  const head = graph.inputs.map(({ name, tensor }) => `input ${name}: ${printType(tensor.type)}`);
  const bounds = graph.symbols.flatMap(({ name, maximum }) => (maximum === undefined ? [] : [`${name} <= ${printSize(maximum)}`]));
  const body = printRegion(graph.body, names, '');
  const outputs = graph.outputs.map(({ name, tensor }) => `output ${name} = ${names.get(tensor) ?? '?'}: ${printType(tensor.type)}`);
  return [`net ${graph.name}`, ...[...head, ...bounds, ...body, ...outputs].map((line) => `  ${line}`), ''].join('\n');
}

function printRegion(region: Region, names: Map<Tensor, string>, indent: string): readonly string[] {
  return region.items.flatMap((item) => printItem(item, names, indent));
}

function printItem(item: Item, names: Map<Tensor, string>, indent: string): readonly string[] {
  const nameOf = (tensor: Tensor): string => names.get(tensor) ?? '?';
  if (item.kind === 'repeat') {
    names.set(item.entry, `${item.id}.in`);
    const head = `${indent}${item.id} = repeat ${item.count} from ${nameOf(item.initial)} {`;
    const body = printRegion(item.body, names, `${indent}  `);
    const tail = `${indent}} gives ${nameOf(item.exit)}`;
    names.set(item.result, item.id);
    return [head, ...body, tail];
  }
  item.outputs.forEach((tensor, index) => names.set(tensor, item.outputs.length === 1 ? item.id : `${item.id}#${index}`));
  const types = item.outputs.map((tensor) => printType(tensor.type)).join(', ');
  const shared = item.weights !== undefined && item.weights.id !== item.id ? ` with ${item.weights.id}` : '';
  return [
    `${indent}${item.id} = ${item.operator}(${item.inputs.map(nameOf).join(', ')})${printSettings(item.site.attributes)}${shared}: ${types}`,
  ];
}

/** Attributes in braces; a Map, a list and a plain record alike. */
function printSettings(attributes: object): string {
  const entries = Object.entries(attributes).map(([name, value]) => `${name}=${printSetting(value)}`);
  return entries.length === 0 ? '' : ` {${entries.join(', ')}}`;
}

function printSetting(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `(${value.map(printSetting).join(', ')})`;
  if (value instanceof Map) return `(${[...value].map(([name, inner]) => `${String(name)}=${printSetting(inner)}`).join(', ')})`;
  if ('key' in value) return String(value.key);
  return `(${Object.entries(value)
    .map(([name, inner]) => `${name}=${printSetting(inner)}`)
    .join(', ')})`;
}
