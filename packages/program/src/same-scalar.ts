// Whether two scalar expressions are the same expression. Not whether they have the same values.
import { sameSize } from '@trammel/tensor';
import type { Scalar } from './scalar.js';

/** True when the two are written alike. */
export function sameScalar(a: Scalar, b: Scalar): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'argument':
      return b.kind === 'argument' && a.index === b.index;
    case 'number':
      return b.kind === 'number' && a.value === b.value;
    case 'size':
      return b.kind === 'size' && sameSize(a.size, b.size);
    case 'unary':
      return b.kind === 'unary' && a.function === b.function && sameScalar(a.operand, b.operand);
    case 'binary':
      return b.kind === 'binary' && a.function === b.function && sameScalar(a.left, b.left) && sameScalar(a.right, b.right);
    case 'select':
      return b.kind === 'select' && sameScalar(a.condition, b.condition) && sameSides(a, b);
    case 'activation':
      return b.kind === 'activation' && sameScalar(a.body, b.body);
  }
}

type Select = Extract<Scalar, { readonly kind: 'select' }>;

function sameSides(a: Select, b: Select): boolean {
  return sameScalar(a.whenTrue, b.whenTrue) && sameScalar(a.whenFalse, b.whenFalse);
}
