// Assertions: evaluated on what the passes find, with the value of every part kept for the message.
import { at, diagnosticMaker, type Diagnostic, type Label } from '@trammel/diagnostics';
import type { Assertion, AssertionExpression, AssertionOperator, Graph, MeasureName } from '@trammel/graph';
import { isKnown, printInteger, printSize, type Size, type SymbolValues } from '@trammel/tensor';
import { printAttenuation, printDecades } from './attenuation/decades.js';
import { strongestSteps } from './attenuation/strongest-steps.js';
import type { Cost } from './cost.js';
import type { GradientAnalysis } from './gradient/result.js';
import { largestParts } from './largest-parts.js';
import { measure } from './measurement.js';
import { problems } from './problems.js';

/** An assertion and what became of it. */
export interface AssertionResult {
  readonly assertion: Assertion;
  /** Undefined where a part of it has no value. */
  readonly holds: boolean | undefined;
  /** The value of each measure in it, by its text. */
  readonly values: ReadonlyMap<string, AssertionValue>;
}

/** A number (exact where it is a count), the ratio of a gradient, or a truth value. */
export type AssertionValue =
  | { readonly kind: 'number'; readonly number: number; readonly exact: Size | undefined }
  | { readonly kind: 'ratio'; readonly number: number; readonly exact: undefined }
  | { readonly kind: 'truth'; readonly truth: boolean };

interface Part {
  readonly expression: AssertionExpression;
  readonly value: AssertionValue;
}

/** What assertions are held against. */
export interface AssertionFacts {
  readonly cost: Cost;
  readonly sizes: SymbolValues;
  readonly gradientAt: (sizes: SymbolValues) => GradientAnalysis;
}

interface Evaluation extends AssertionFacts {
  readonly graph: Graph;
  /** Values of measures and numbers, in the order of the text. */
  readonly parts: Part[];
  /** Why a measure has no value. */
  readonly missing: { readonly expression: AssertionExpression; readonly why: string }[];
}

const report = diagnosticMaker(problems);

/** Checks every assertion of the graph. */
export function checkAssertions(
  graph: Graph,
  facts: AssertionFacts,
): {
  readonly assertions: readonly AssertionResult[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const assertions = graph.assertions.map((assertion) => {
    const evaluation: Evaluation = { graph, ...facts, parts: [], missing: [] };
    const value = evaluate(assertion.condition, evaluation);
    const holds = evaluation.missing.length === 0 && value.kind === 'truth' ? value.truth : undefined;
    if (holds !== true) diagnostics.push(holds === undefined ? unknown(assertion, evaluation) : failed(assertion, evaluation));
    const measures = evaluation.parts.flatMap(({ expression, value: found }) =>
      expression.kind === 'measure' ? [[expression.text, found] as const] : [],
    );
    return { assertion, holds, values: new Map(measures) };
  });
  return { assertions, diagnostics };
}

/** The measures that a condition asks for. */
export function measuresIn(expression: AssertionExpression): ReadonlySet<MeasureName> {
  switch (expression.kind) {
    case 'boolean':
    case 'number':
      return new Set();
    case 'measure':
      return new Set([expression.measure]);
    case 'not':
    case 'negate':
      return measuresIn(expression.operand);
    case 'range':
      return new Set([...measuresIn(expression.low), ...measuresIn(expression.high)]);
    case 'binary':
      return new Set([...measuresIn(expression.left), ...measuresIn(expression.right)]);
  }
}

const truth = (value: boolean): AssertionValue => ({ kind: 'truth', truth: value });
const numeric = (number: number, exact?: Size): AssertionValue => ({ kind: 'number', number, exact });
const asNumber = (value: AssertionValue): number => (value.kind === 'truth' ? Number(value.truth) : value.number);
const asTruth = (value: AssertionValue): boolean => (value.kind === 'truth' ? value.truth : value.number !== 0);

function evaluate(expression: AssertionExpression, evaluation: Evaluation): AssertionValue {
  switch (expression.kind) {
    case 'boolean':
      return truth(expression.value);
    case 'number':
      return noted(expression, numeric(expression.value, expression.exact), evaluation);
    case 'measure':
      return evaluateMeasure(expression, evaluation);
    case 'not':
      return truth(!asTruth(evaluate(expression.operand, evaluation)));
    case 'negate':
      return numeric(-asNumber(evaluate(expression.operand, evaluation)));
    case 'range':
      return numeric(asNumber(evaluate(expression.low, evaluation)));
    case 'binary':
      return evaluateBinary(expression, evaluation);
  }
}

function noted(expression: AssertionExpression, value: AssertionValue, { parts }: Evaluation): AssertionValue {
  parts.push({ expression, value });
  return value;
}

function evaluateMeasure(expression: Extract<AssertionExpression, { readonly kind: 'measure' }>, evaluation: Evaluation): AssertionValue {
  const sizes = new Map([...evaluation.sizes, ...expression.sizes]);
  const measured = measure(expression.measure, {
    graph: evaluation.graph,
    cost: evaluation.cost,
    tensor: expression.tensor,
    within: expression.within,
    sizes,
    gradientAt: evaluation.gradientAt,
  });
  if ('ratio' in measured) return noted(expression, { kind: 'ratio', number: measured.ratio, exact: undefined }, evaluation);
  if ('missing' in measured || !isKnown(measured.value)) {
    const why = 'missing' in measured ? measured.missing : `it is ${printSize(measured.value)}, and a size in that is not given`;
    evaluation.missing.push({ expression, why });
    return numeric(Number.NaN);
  }
  return noted(expression, numeric(Number(measured.value), measured.value), evaluation);
}

function evaluateBinary(expression: Extract<AssertionExpression, { readonly kind: 'binary' }>, evaluation: Evaluation): AssertionValue {
  const { operator, left, right } = expression;
  const a = evaluate(left, evaluation);
  if (operator === 'in' && right.kind === 'range') {
    const [low, high] = [evaluate(right.low, evaluation), evaluate(right.high, evaluation)];
    return truth(compare(a, low) >= 0 && compare(a, high) <= 0);
  }
  const b = evaluate(right, evaluation);
  return combine[operator](a, b);
}

/** Exact where both sides are exact, since a double rounds past 2^53. */
function compare(a: AssertionValue, b: AssertionValue): number {
  if (
    a.kind === 'number' &&
    b.kind === 'number' &&
    a.exact !== undefined &&
    b.exact !== undefined &&
    isKnown(a.exact) &&
    isKnown(b.exact)
  ) {
    return a.exact < b.exact ? -1 : a.exact > b.exact ? 1 : 0;
  }
  return asNumber(a) - asNumber(b);
}

const combine: Readonly<Record<AssertionOperator, (a: AssertionValue, b: AssertionValue) => AssertionValue>> = {
  and: (a, b) => truth(asTruth(a) && asTruth(b)),
  or: (a, b) => truth(asTruth(a) || asTruth(b)),
  '<': (a, b) => truth(compare(a, b) < 0),
  '>': (a, b) => truth(compare(a, b) > 0),
  '<=': (a, b) => truth(compare(a, b) <= 0),
  '>=': (a, b) => truth(compare(a, b) >= 0),
  '==': (a, b) => truth(compare(a, b) === 0),
  '!=': (a, b) => truth(compare(a, b) !== 0),
  in: (a, b) => truth(compare(a, b) === 0),
  '+': (a, b) => numeric(asNumber(a) + asNumber(b)),
  '-': (a, b) => numeric(asNumber(a) - asNumber(b)),
  '*': (a, b) => numeric(asNumber(a) * asNumber(b)),
  '/': (a, b) => numeric(asNumber(a) / asNumber(b)),
  '^': (a, b) => numeric(asNumber(a) ** asNumber(b)),
};

/** `25,557,032`; a number that is no count is printed as it is. */
function printValue(value: AssertionValue): string {
  if (value.kind === 'truth') return String(value.truth);
  if (value.kind === 'ratio') return printAttenuation(value.number);
  return value.exact !== undefined && isKnown(value.exact) ? printInteger(value.exact) : String(value.number);
}

function failed(assertion: Assertion, evaluation: Evaluation): Diagnostic {
  const { parts } = evaluation;
  const labels: readonly Label[] = parts.map(({ expression, value }) => at(expression.span, printValue(value)));
  const [first, ...others] = labels;
  const message = assertion.message ?? `\`${assertion.text}\` does not hold`;
  const notes = [
    ...distance(assertion.condition, parts),
    ...largest(assertion.condition, evaluation),
    ...strongest(assertion.condition, evaluation),
  ];
  return { ...report(codeOf(assertion), first ?? at(assertion.span), message, { secondary: others, notes }), severity: assertion.severity };
}

const codeOf = (assertion: Assertion): 'assert-failed' | 'expect-failed' =>
  assertion.severity === 'error' ? 'assert-failed' : 'expect-failed';

/** `over by 557,032 (2.2 %)`, for a comparison of two numbers. */
function distance(condition: AssertionExpression, parts: readonly Part[]): readonly string[] {
  if (condition.kind !== 'binary' || parts.length !== 2) return [];
  const [left, right] = parts.map((part) => asNumber(part.value));
  if (left === undefined || right === undefined || !['<', '>', '<=', '>=', '=='].includes(condition.operator)) return [];
  if (parts.some(({ value }) => value.kind === 'ratio')) return distanceInDecades(left, right);
  const gap = left - right;
  const share = right === 0 ? '' : ` (${printPercent(Math.abs((100 * gap) / right))} %)`;
  return [
    `${gap >= 0 ? 'over' : 'under'} by ${Number.isInteger(gap) ? printInteger(Math.abs(gap)) : Math.abs(gap).toPrecision(4)}${share}`,
  ];
}

/** `under by 3.32 decades`, where both are ratios above nothing. */
function distanceInDecades(left: number, right: number): readonly string[] {
  const gap = Math.log10(left) - Math.log10(right);
  return Number.isFinite(gap) ? [`${gap >= 0 ? 'over' : 'under'} by ${printDecades(Math.abs(gap))} decades`] : [];
}

/** The layers that make a gradient too small, or too large. */
function strongest(condition: AssertionExpression, { graph, sizes, gradientAt }: Evaluation): readonly string[] {
  if (condition.kind !== 'binary') return [];
  const { left, right, operator } = condition;
  const side = [left, right].find((each) => each.kind === 'measure' && each.measure === 'gradient');
  if (side?.kind !== 'measure' || side.tensor === undefined || !['<', '>', '<=', '>='].includes(operator)) return [];
  const isTooSmall = operator.startsWith('>') === (side === left);
  const gradient = gradientAt(new Map([...sizes, ...side.sizes]));
  const steps = strongestSteps(graph, side.tensor, { gradient, sign: isTooSmall ? -1 : 1 });
  return steps.length === 0 ? [] : [`${isTooSmall ? 'attenuated' : 'amplified'} most by ${steps.join('; ')}`];
}

/** Two digits, and all of those before the point. */
function printPercent(percent: number): string {
  if (percent < 0.01) return 'less than 0.01';
  return percent < 10 ? percent.toPrecision(2) : printInteger(Math.round(percent));
}

/** Where the largest part of a count that is too large comes from. */
function largest(
  condition: AssertionExpression,
  facts: { readonly graph: Graph; readonly cost: Cost; readonly sizes: SymbolValues },
): readonly string[] {
  const side = condition.kind === 'binary' && (condition.operator === '<' || condition.operator === '<=') ? condition.left : undefined;
  if (side?.kind !== 'measure' || side.tensor !== undefined) return [];
  const parts = largestParts(side.measure, facts);
  return parts.length === 0 ? [] : [`largest: ${parts.join(', ')}`];
}

function unknown(assertion: Assertion, { missing }: Evaluation): Diagnostic {
  const notes = missing.map(({ why }) => why);
  const place = missing[0]?.expression.span ?? assertion.span;
  return report('assertion-unknown', at(place), `\`${assertion.text}\` cannot be decided`, { notes });
}
