// How many operations a program takes, as sizes: exact, symbolic, and counted from the primitives alone. Not a time and not a memory.
import {
  addSizes,
  elementCount,
  isNeverNegativeForPositive,
  maximumSize,
  multiplySizes,
  productOfSizes,
  subtractSizes,
  type Size,
} from '@trammel/tensor';
import { recurrenceBody } from './program.js';
import type { Scalar } from './scalar.js';
import { binaryFunctions, unaryFunctions, type CountsAs } from './scalar-functions.js';
import type { Instruction, Program, Recurrence, Reducer, Value } from './value.js';

/**
 * Operations on elements. A division counts as a multiplication, a subtraction as an addition, and a `macs` is one
 * multiplication with one addition of a contraction, which `multiplications` and `additions` count too.
 */
export interface OperationCounts {
  readonly multiplications: Size;
  readonly additions: Size;
  readonly activations: Size;
  readonly comparisons: Size;
  readonly macs: Size;
}

/** What one evaluation of a scalar expression counts. */
export interface ExpressionCounts {
  readonly multiplications: number;
  readonly additions: number;
  readonly activations: number;
  readonly comparisons: number;
}

const nothing: ExpressionCounts = { multiplications: 0, additions: 0, activations: 0, comparisons: 0 };

/** The name of a count by what a function of a scalar expression counts as. */
const countOf: Readonly<Record<Exclude<CountsAs, 'nothing'>, keyof ExpressionCounts>> = {
  multiplication: 'multiplications',
  addition: 'additions',
  activation: 'activations',
  comparison: 'comparisons',
};

const reducerCounts: Readonly<Record<Reducer, keyof ExpressionCounts>> = {
  sum: 'additions',
  product: 'multiplications',
  maximum: 'comparisons',
  minimum: 'comparisons',
};

/**
 * The operations of one run, by the rule that a contraction over K terms is K multiplications and K - 1 additions for
 * each element of its result, and a bias one more addition. Views, gathers, draws and indices count nothing, nor does what
 * depends on no element. Sizes are taken to be at least 1. Elements of padding count like others.
 */
export function operationCounts(program: Program): OperationCounts {
  return countValues(program.values);
}

/** The operations that compute these values from their operands; a recurrence among them counts once. */
export function countValues(values: Iterable<Value>): OperationCounts {
  const tally: Tally = { multiplications: 0, additions: 0, activations: 0, comparisons: 0, macs: 0 };
  const recurrences = new Set<Recurrence>();
  for (const value of values) countValue(value, tally, recurrences);
  return tally;
}

type Tally = { -readonly [Count in keyof OperationCounts]: Size };

function countValue(value: Value, tally: Tally, recurrences: Set<Recurrence>): void {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota':
    case 'random':
    case 'view':
    case 'gather':
      return;
    case 'map':
      addTimes(tally, elementCount(value.shape), expressionCounts(instruction.expression));
      return;
    case 'reduce':
      add(
        tally,
        reducerCounts[instruction.reducer],
        combinations(elementCount(value.shape), axesNamed(instruction.operand, instruction.axes)),
      );
      return;
    case 'contract':
      countContraction(value, instruction, tally);
      return;
    case 'accumulate':
      add(tally, 'additions', surplus(elementCount(instruction.operand.shape), elementCount(value.shape)));
      return;
    case 'scatterAdd':
      add(tally, 'additions', elementCount(instruction.updates.shape));
      return;
    case 'scan':
      // All results of a recurrence come from one run of it.
      if (!recurrences.has(instruction.recurrence)) countRecurrence(instruction.recurrence, tally);
      recurrences.add(instruction.recurrence);
  }
}

function add(tally: Tally, count: keyof Tally, times: Size): void {
  tally[count] = addSizes(tally[count], times);
}

function addTimes(tally: Tally, elements: Size, counts: ExpressionCounts): void {
  if (counts.multiplications > 0) add(tally, 'multiplications', multiplySizes(elements, counts.multiplications));
  if (counts.additions > 0) add(tally, 'additions', multiplySizes(elements, counts.additions));
  if (counts.activations > 0) add(tally, 'activations', multiplySizes(elements, counts.activations));
  if (counts.comparisons > 0) add(tally, 'comparisons', multiplySizes(elements, counts.comparisons));
}

function axesNamed(operand: Value, names: readonly string[]): Size {
  return productOfSizes(operand.shape.filter((axis) => names.includes(axis.name)).map((axis) => axis.size));
}

/** Combining K terms into each of the results takes K - 1 steps: elements in less elements out. */
function combinations(results: Size, terms: Size): Size {
  return terms === 0 ? 0 : multiplySizes(results, subtractSizes(terms, 1));
}

function countContraction(value: Value, { left, over }: Extract<Instruction, { op: 'contract' }>, tally: Tally): void {
  const terms = axesNamed(left, over);
  const results = elementCount(value.shape);
  const products = multiplySizes(results, terms);
  add(tally, 'multiplications', products);
  add(tally, 'additions', combinations(results, terms));
  if (over.length > 0) add(tally, 'macs', products);
}

function countRecurrence(recurrence: Recurrence, tally: Tally): void {
  const step = operationCounts(recurrenceBody(recurrence));
  add(tally, 'multiplications', multiplySizes(recurrence.length, step.multiplications));
  add(tally, 'additions', multiplySizes(recurrence.length, step.additions));
  add(tally, 'activations', multiplySizes(recurrence.length, step.activations));
  add(tally, 'comparisons', multiplySizes(recurrence.length, step.comparisons));
  add(tally, 'macs', multiplySizes(recurrence.length, step.macs));
}

/**
 * max(0, elements in - elements out): the first element that arrives in a place is stored, each later one added. Decided
 * for symbols of at least 1 where it can be; else left as a maximum.
 */
function surplus(elementsIn: Size, elementsOut: Size): Size {
  const difference = subtractSizes(elementsIn, elementsOut);
  const decided = maximumSize(difference, 0);
  if (decided === difference || decided === 0) return decided;
  if (isNeverNegativeForPositive(difference)) return difference;
  return isNeverNegativeForPositive(multiplySizes(difference, -1)) ? 0 : decided;
}

/**
 * What one evaluation of the expression counts. An `activation` is one, whatever its body; a part without arguments is
 * worked out once and counts nothing; a `select` counts its condition and, of its two sides, the larger of each count:
 * the most that an element can take.
 */
export function expressionCounts(expression: Scalar): ExpressionCounts {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return nothing;
    case 'activation':
      return hasArgument(expression.body) ? { ...nothing, activations: 1 } : nothing;
    case 'unary':
      return withOne(expressionCounts(expression.operand), unaryFunctions[expression.function].countsAs, expression);
    case 'binary':
      return withOne(
        sum(expressionCounts(expression.left), expressionCounts(expression.right)),
        binaryFunctions[expression.function].countsAs,
        expression,
      );
    case 'select':
      return sum(
        expressionCounts(expression.condition),
        larger(expressionCounts(expression.whenTrue), expressionCounts(expression.whenFalse)),
      );
  }
}

function withOne(counts: ExpressionCounts, countsAs: CountsAs, expression: Scalar): ExpressionCounts {
  if (countsAs === 'nothing' || !hasArgument(expression)) return counts;
  const count = countOf[countsAs];
  return { ...counts, [count]: counts[count] + 1 };
}

function sum(a: ExpressionCounts, b: ExpressionCounts): ExpressionCounts {
  if (a === nothing) return b;
  if (b === nothing) return a;
  return {
    multiplications: a.multiplications + b.multiplications,
    additions: a.additions + b.additions,
    activations: a.activations + b.activations,
    comparisons: a.comparisons + b.comparisons,
  };
}

function larger(a: ExpressionCounts, b: ExpressionCounts): ExpressionCounts {
  return {
    multiplications: Math.max(a.multiplications, b.multiplications),
    additions: Math.max(a.additions, b.additions),
    activations: Math.max(a.activations, b.activations),
    comparisons: Math.max(a.comparisons, b.comparisons),
  };
}

/** True when the value of the expression depends on the elements that a map reads. */
function hasArgument(expression: Scalar): boolean {
  switch (expression.kind) {
    case 'argument':
      return true;
    case 'number':
    case 'size':
      return false;
    case 'activation':
      return hasArgument(expression.body);
    case 'unary':
      return hasArgument(expression.operand);
    case 'binary':
      return hasArgument(expression.left) || hasArgument(expression.right);
    case 'select':
      return hasArgument(expression.condition) || hasArgument(expression.whenTrue) || hasArgument(expression.whenFalse);
  }
}
