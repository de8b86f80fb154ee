/** Assertions as text with their names resolved, for goldens. */
import { type AssertionExpression, type Tensor } from '@trammel/graph';
import { printSize } from '@trammel/tensor';

/** The expression with brackets around every operation, and the tensors by their names in the graph. */
export function printAssertion(expression: AssertionExpression, names: ReadonlyMap<Tensor, string>): string {
  const print = (inner: AssertionExpression): string => printAssertion(inner, names);
  switch (expression.kind) {
    case 'number':
      return expression.exact === undefined ? String(expression.value) : printSize(expression.exact);
    case 'boolean':
      return String(expression.value);
    case 'not':
      return `not ${print(expression.operand)}`;
    case 'negate':
      return `-${print(expression.operand)}`;
    case 'range':
      return `${print(expression.low)}..${print(expression.high)}`;
    case 'binary':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    case 'measure': {
      const of = expression.tensor === undefined ? [] : [names.get(expression.tensor) ?? '?'];
      const within = expression.within === undefined ? [] : [`in ${expression.within.id}`];
      const sizes = [...expression.sizes].map(([name, size]) => `${name}=${printSize(size)}`);
      return `${expression.measure}[${[...of, ...within, ...sizes].join(', ')}]`;
    }
  }
}
