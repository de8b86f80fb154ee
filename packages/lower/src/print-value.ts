/** Values as a reader would write them, cut short where they are long. */
import { printPattern } from '@trammel/operators';
import { printSize, printType } from '@trammel/tensor';
import { type Value } from './elaboration.js';
import { limits } from './limits.js';

/** The value as text of bounded length. */
export function printValue(value: Value): string {
  return printWithin(value, limits.printedValue);
}

/** What sort of value it is, after "is": `a tensor [N, C=3]`. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'tensor':
      return `a tensor ${printType(value.tensor.type)}`;
    case 'tensors':
      return `${value.tensors.length} tensors`;
    case 'layer':
      return `the layer \`${value.layer.name}\``;
    case 'callable':
      return `the ${value.callable.kind} \`${value.callable.name}\``;
    case 'text':
      return `the text ${printValue(value)}`;
    case 'pattern':
    case 'rewrite':
      return `the shape ${printValue(value)}`;
    case 'word':
      return `the word \`${value.name}\``;
    default:
      return printValue(value);
  }
}

function printWithin(value: Value, room: number): string {
  switch (value.kind) {
    case 'size':
      return printSize(value.value);
    case 'real':
    case 'boolean':
      return String(value.value);
    case 'text':
      return JSON.stringify(value.value.length > room ? `${value.value.slice(0, room)}...` : value.value);
    case 'word':
      return value.name;
    case 'pattern':
      return printPattern(value.pattern);
    case 'rewrite':
      return `${printPattern(value.from)} => ${printPattern(value.to)}`;
    case 'call':
      return `${value.name}(...)`;
    case 'tuple':
      return printItems(value.items, room);
    case 'range':
      return `${printWithin(value.low, room)}..${printWithin(value.high, room)}`;
    case 'tensor':
      return printType(value.tensor.type);
    case 'tensors':
      return `(${value.tensors.map((tensor) => printType(tensor.type)).join(', ')})`;
    case 'layer':
      return value.layer.name;
    case 'callable':
      return value.callable.name;
    case 'wrong':
      return '?';
  }
}

/** `(3, 4, 6, 3)`; `(3,)` for one. */
function printItems(items: readonly Value[], room: number): string {
  let text = '';
  for (const [index, item] of items.entries()) {
    if (text.length > room) return `(${text}, ...)`;
    text += `${index === 0 ? '' : ', '}${printWithin(item, Math.max(0, room - text.length))}`;
  }
  return items.length === 1 ? `(${text},)` : `(${text})`;
}
