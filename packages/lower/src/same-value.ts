/** Whether two values are surely equal. A wrong "no" only costs time: the call is then read anew. */
import { type Value } from './elaboration.js';

/** Equal as arguments; of tensors only that they are such, since their types are compared apart. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'size':
      return (
        b.kind === 'size' &&
        (a.value === b.value || (typeof a.value === 'object' && typeof b.value === 'object' && a.value.key === b.value.key))
      );
    case 'real':
    case 'boolean':
    case 'text':
      return b.kind === a.kind && a.value === b.value;
    case 'word':
      return b.kind === 'word' && a.name === b.name;
    case 'callable':
      return b.kind === 'callable' && a.callable.name === b.callable.name;
    case 'tensor':
      return b.kind === 'tensor';
    case 'tuple':
      return b.kind === 'tuple' && sameValues(a.items, b.items);
    default:
      return false;
  }
}

/** Equal one by one. */
function sameValues(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) {
    const [one, other] = [a[index], b[index]];
    if (one === undefined || other === undefined || !sameValue(one, other)) return false;
  }
  return true;
}
