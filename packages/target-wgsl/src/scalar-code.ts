// Scalar expressions as WGSL. Truth values are 1.0 and 0.0 where they are kept, and WGSL's own where they are asked at once.
import type { BinaryFunction, Scalar, UnaryFunction } from '@trammel/program';
import { isKnown } from '@trammel/tensor';
import { deepest, type Placed } from './scope.js';
import { call, named, sizeText, type Writer } from './writer.js';

/** A number as a 32-bit float. */
export function numberText(writer: Writer, value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return call(writer, 'notANumber');
  if (!Number.isFinite(rounded)) return rounded > 0 ? call(writer, 'infinity') : `-${call(writer, 'infinity')}`;
  // The shortest text that gives the same 32-bit float.
  let text = String(rounded);
  for (let digits = 1; digits < 10; digits += 1) {
    const shorter = rounded.toPrecision(digits);
    if (Math.fround(Number(shorter)) === rounded) {
      text = String(Number(shorter));
      break;
    }
  }
  if (Object.is(rounded, -0)) return '-0.0';
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The expression over elements, as an expression in the deepest scope of what it reads. */
export function scalarCode(writer: Writer, expression: Scalar, argument: (index: number) => Placed): Placed {
  const inner = (part: Scalar): Placed => scalarCode(writer, part, argument);
  switch (expression.kind) {
    case 'argument':
      return argument(expression.index);
    case 'number':
      return { text: numberText(writer, expression.value), scope: writer.body };
    case 'size':
      return {
        text: isKnown(expression.size) ? numberText(writer, Number(expression.size)) : `f32(${sizeText(writer, expression.size)})`,
        scope: writer.body,
      };
    case 'activation':
      return inner(expression.body);
    case 'select': {
      const [condition, whenTrue, whenFalse] = [
        truth(writer, expression.condition, argument),
        inner(expression.whenTrue),
        inner(expression.whenFalse),
      ];
      return combined(writer, `select(${whenFalse.text}, ${whenTrue.text}, ${condition.text})`, [condition, whenTrue, whenFalse]);
    }
    case 'unary': {
      const operand = inner(expression.operand);
      const result = combined(writer, unaryText(writer, expression.function, operand.text), [operand]);
      // Derivatives ask for the same function over and over.
      return result.text.endsWith(')') && !result.text.startsWith('(') ? named(result, 'v') : result;
    }
    case 'binary':
      return binaryCode(writer, expression, argument);
  }
}

/** The expression as a condition: whether it is not 0. */
function truth(writer: Writer, expression: Scalar, argument: (index: number) => Placed): Placed {
  if (expression.kind === 'binary' && isComparison(expression.function)) {
    const [left, right] = [scalarCode(writer, expression.left, argument), scalarCode(writer, expression.right, argument)];
    return combined(writer, `${left.text} ${comparisons[expression.function]} ${right.text}`, [left, right]);
  }
  const found = scalarCode(writer, expression, argument);
  return combined(writer, `${found.text} != 0.0`, [found]);
}

function binaryCode(writer: Writer, expression: Extract<Scalar, { kind: 'binary' }>, argument: (index: number) => Placed): Placed {
  if (isComparison(expression.function)) {
    const condition = truth(writer, expression, argument);
    return { text: `select(0.0, 1.0, ${condition.text})`, scope: condition.scope };
  }
  const left = scalarCode(writer, expression.left, argument);
  const { right } = expression;
  if (expression.function === 'power' && right.kind === 'number') {
    const fixed = fixedPower(writer, left, right.value);
    if (fixed !== undefined) return fixed;
  }
  const other = scalarCode(writer, right, argument);
  return combined(writer, binaryText(writer, expression.function, left.text, other.text), [left, other]);
}

/** Powers that are products or roots: exact for negative bases too. */
function fixedPower(writer: Writer, base: Placed, exponent: number): Placed | undefined {
  if (exponent === 0.5) return combined(writer, call(writer, 'squareRoot', base.text), [base]);
  if (!Number.isInteger(exponent) || exponent < -4 || exponent > 4 || exponent === 0) return undefined;
  const { text, scope } = named(base, 'v');
  const product = Array.from({ length: Math.abs(exponent) }, () => text).join(' * ');
  return { text: exponent < 0 ? `(1.0 / (${product}))` : `(${product})`, scope };
}

/** Parts that change less often than the whole get a name further out. */
function combined(writer: Writer, text: string, parts: readonly Placed[]): Placed {
  const scope = deepest(
    parts.map((part) => part.scope),
    writer.body,
  );
  let result = text;
  for (const part of parts) {
    if (part.scope.depth < scope.depth && part.text.length > 12) result = result.replaceAll(part.text, named(part, 'v').text);
  }
  return { text: result, scope };
}

function unaryText(writer: Writer, name: UnaryFunction, x: string): string {
  switch (name) {
    case 'negate':
      return `(-${x})`;
    case 'absolute':
      return `abs(${x})`;
    case 'sign':
      return call(writer, 'signOf', x);
    case 'floor':
      return `floor(${x})`;
    case 'exponential':
      return call(writer, 'exponential', x);
    case 'logarithm':
      return call(writer, 'logarithm', x);
    case 'squareRoot':
      return call(writer, 'squareRoot', x);
    case 'sine':
      return call(writer, 'sine', x);
    case 'cosine':
      return call(writer, 'cosine', x);
    case 'tanh':
      return call(writer, 'hyperbolicTangent', x);
    case 'errorFunction':
      return call(writer, 'errorFunction', x);
  }
}

const comparisons = { less: '<', lessOrEqual: '<=', equal: '==' } as const;

function isComparison(name: BinaryFunction): name is keyof typeof comparisons {
  return name in comparisons;
}

function binaryText(writer: Writer, name: Exclude<BinaryFunction, keyof typeof comparisons>, x: string, y: string): string {
  switch (name) {
    case 'add':
      return `(${x} + ${y})`;
    case 'subtract':
      return `(${x} - ${y})`;
    case 'multiply':
      return `(${x} * ${y})`;
    case 'divide':
      return `(${x} / ${y})`;
    case 'power':
      return call(writer, 'power', x, y);
    case 'maximum':
    case 'minimum':
      return call(writer, name, x, y);
  }
}
