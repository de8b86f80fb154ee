// Maps: a scalar expression over the elements of tensors of one shape, one operation at a time over all elements.
import { binaryFunctions, unaryFunctions, type CountsAs, type Scalar } from '@trammel/program';
import { noOperations, numberOf, type Execution, type Operations } from './execution.js';

/** The arguments of an expression: for each of them an array of `count` elements. */
interface Elements {
  readonly count: number;
  readonly arguments: readonly Float64Array[];
}

/** The expression at each element. Only the chosen side of a `select` is evaluated and counted. */
export function evaluateMap(execution: Execution, expression: Scalar, elements: Elements): Float64Array {
  return evaluate({ execution, operations: execution.operations }, expression, elements);
}

interface Context {
  readonly execution: Execution;
  /** Where operations are counted. */
  readonly operations: Operations;
}

function evaluate(context: Context, expression: Scalar, elements: Elements): Float64Array {
  const { execution } = context;
  switch (expression.kind) {
    case 'argument':
      return elements.arguments[expression.index] ?? new Float64Array(elements.count).fill(Number.NaN);
    case 'number':
      return new Float64Array(elements.count).fill(expression.value);
    case 'size':
      return new Float64Array(elements.count).fill(numberOf(execution, expression.size));
    case 'activation':
      return activation(context, expression.body, elements);
    case 'select':
      return select(context, expression, elements);
    case 'unary':
    case 'binary':
      return isFixed(expression) ? once(context, expression, elements.count) : apply(context, expression, elements);
  }
}

type Application = Extract<Scalar, { kind: 'unary' | 'binary' }>;

function apply(context: Context, expression: Application, elements: Elements): Float64Array {
  const result = new Float64Array(elements.count);
  if (expression.kind === 'unary') {
    const operand = evaluate(context, expression.operand, elements);
    const { evaluate: of, countsAs } = unaryFunctions[expression.function];
    for (const [index, x] of operand.entries()) result[index] = of(x);
    count(context.operations, countsAs, elements.count);
  } else {
    const left = evaluate(context, expression.left, elements);
    const right = evaluate(context, expression.right, elements);
    const { evaluate: of, countsAs } = binaryFunctions[expression.function];
    for (let index = 0; index < result.length; index += 1) result[index] = of(left[index] ?? 0, right[index] ?? 0);
    count(context.operations, countsAs, elements.count);
  }
  return result;
}

/** What depends on no element is worked out once, as a compiler would, and not counted. */
function once(context: Context, expression: Application, elementCount: number): Float64Array {
  const value = apply({ ...context, operations: noOperations() }, expression, { count: 1, arguments: [] });
  return new Float64Array(elementCount).fill(value[0] ?? Number.NaN);
}

function isFixed(expression: Scalar): boolean {
  switch (expression.kind) {
    case 'argument':
      return false;
    case 'number':
    case 'size':
      return true;
    case 'activation':
      return isFixed(expression.body);
    case 'unary':
      return isFixed(expression.operand);
    case 'binary':
      return isFixed(expression.left) && isFixed(expression.right);
    case 'select':
      return isFixed(expression.condition) && isFixed(expression.whenTrue) && isFixed(expression.whenFalse);
  }
}

/** One activation for each element, whatever the body does. */
function activation(context: Context, body: Scalar, elements: Elements): Float64Array {
  if (!isFixed(body)) context.operations.activations += elements.count;
  return evaluate({ ...context, operations: noOperations() }, body, elements);
}

/** Splits the elements by the condition, evaluates each side for its own, and puts the results back together. */
function select(context: Context, expression: Extract<Scalar, { kind: 'select' }>, elements: Elements): Float64Array {
  const condition = evaluate(context, expression.condition, elements);
  const result = new Float64Array(elements.count);
  const sides = [
    { side: expression.whenTrue, at: positionsWhere(condition, (x) => x !== 0) },
    { side: expression.whenFalse, at: positionsWhere(condition, (x) => x === 0) },
  ];
  for (const { side, at } of sides) {
    const chosen = { count: at.length, arguments: elements.arguments.map((data) => Float64Array.from(at, (index) => data[index] ?? 0)) };
    const values = evaluate(context, side, chosen);
    for (const [index, position] of at.entries()) result[position] = values[index] ?? 0;
  }
  return result;
}

function positionsWhere(condition: Float64Array, holds: (x: number) => boolean): readonly number[] {
  const positions: number[] = [];
  for (const [index, x] of condition.entries()) if (holds(x)) positions.push(index);
  return positions;
}

function count(operations: Operations, countsAs: CountsAs, times: number): void {
  switch (countsAs) {
    case 'multiplication':
      operations.multiplications += times;
      return;
    case 'addition':
      operations.additions += times;
      return;
    case 'activation':
      operations.activations += times;
      return;
    case 'comparison':
      operations.comparisons += times;
      return;
    case 'nothing':
  }
}
