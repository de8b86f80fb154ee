/** Values as operators take them. */
import { type Argument } from '@trammel/operators';
import { type Value } from './elaboration.js';

/** The value as an argument; undefined where no operator can take it. */
export function argumentOf(value: Value): Argument | undefined {
  switch (value.kind) {
    case 'tuple': {
      const items = value.items.flatMap((item) => argumentOf(item) ?? []);
      return items.length === value.items.length ? { kind: 'list', items } : undefined;
    }
    case 'callable':
      return { kind: 'word', name: value.callable.name };
    case 'range':
    case 'tensor':
    case 'tensors':
    case 'layer':
    case 'wrong':
      return undefined;
    default:
      return value;
  }
}
