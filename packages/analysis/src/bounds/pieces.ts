// A scalar expression as smooth pieces: what it is for each way in which its conditions may turn out. Not its bounds.
import { derivative } from '@trammel/autodiff';
import { sameScalar, scalar, type Scalar } from '@trammel/program';
import { approximateSize, substituteSize, type SymbolValues } from '@trammel/tensor';

/** The expression where some conditions have turned out in one way, with its slope by each argument. */
export interface Piece {
  readonly expression: Scalar;
  readonly slopes: ReadonlyMap<number, Scalar>;
}

/** An expression whose jumps are all `select`s, with what can be made of it. */
export interface Prepared {
  readonly expression: Scalar;
  readonly arguments: readonly number[];
  /** The conditions of its selects, each once. */
  readonly conditions: readonly Scalar[];
  /** Whether interval arithmetic alone gives its exact range: it reads each argument once, and chooses nothing. */
  readonly isDirect: boolean;
  /** The piece where each condition is true, false, or left open (`?`), by its place in `conditions`. */
  readonly piece: (outcomes: readonly Outcome[]) => Piece;
}

export type Outcome = 'true' | 'false' | '?';

/** Sizes become numbers, and `sign`, which jumps, becomes selects. */
export function prepare(expression: Scalar, sizes: SymbolValues): Prepared {
  const written = spelled(expression, sizes);
  const conditions: Scalar[] = [];
  collectConditions(written, conditions);
  const read = argumentReads(written);
  const pieces = new Map<string, Piece>();
  return {
    expression: written,
    arguments: [...new Set(read)],
    conditions,
    isDirect: conditions.length === 0 && new Set(read).size === read.length,
    piece: (outcomes) => {
      const key = outcomes.join('');
      const known = pieces.get(key) ?? pieceOf(written, { conditions, outcomes }, read);
      pieces.set(key, known);
      return known;
    },
  };
}

interface Choice {
  readonly conditions: readonly Scalar[];
  readonly outcomes: readonly Outcome[];
}

function pieceOf(whole: Scalar, choice: Choice, read: readonly number[]): Piece {
  const expression = chosen(whole, choice);
  return { expression, slopes: new Map([...new Set(read)].map((index) => [index, derivative(expression, (other) => other === index)])) };
}

/** The expression without the selects whose conditions have turned out. */
function chosen(expression: Scalar, choice: Choice): Scalar {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return expression;
    case 'activation':
      return chosen(expression.body, choice);
    case 'unary':
      return { ...expression, operand: chosen(expression.operand, choice) };
    case 'binary':
      return { ...expression, left: chosen(expression.left, choice), right: chosen(expression.right, choice) };
    case 'select': {
      const outcome = choice.outcomes[choice.conditions.findIndex((condition) => sameScalar(condition, expression.condition))];
      if (outcome === 'true') return chosen(expression.whenTrue, choice);
      if (outcome === 'false') return chosen(expression.whenFalse, choice);
      return scalar.select(expression.condition, chosen(expression.whenTrue, choice), chosen(expression.whenFalse, choice));
    }
  }
}

function spelled(expression: Scalar, sizes: SymbolValues): Scalar {
  switch (expression.kind) {
    case 'argument':
    case 'number':
      return expression;
    case 'size':
      return scalar.number(approximateSize(substituteSize(expression.size, sizes)));
    case 'activation':
      return spelled(expression.body, sizes);
    case 'select':
      return scalar.select(spelled(expression.condition, sizes), spelled(expression.whenTrue, sizes), spelled(expression.whenFalse, sizes));
    case 'unary':
      return spelledUnary(expression, spelled(expression.operand, sizes));
    case 'binary':
      return { ...expression, left: spelled(expression.left, sizes), right: spelled(expression.right, sizes) };
  }
}

const zero = scalar.number(0);

function spelledUnary(expression: Extract<Scalar, { kind: 'unary' }>, x: Scalar): Scalar {
  if (expression.function !== 'sign') return { ...expression, operand: x };
  return scalar.select(scalar.less(x, zero), scalar.number(-1), scalar.select(scalar.less(zero, x), scalar.number(1), zero));
}

function collectConditions(expression: Scalar, into: Scalar[]): void {
  for (const part of partsOf(expression)) collectConditions(part, into);
  if (expression.kind !== 'select') return;
  if (!into.some((condition) => sameScalar(condition, expression.condition))) into.push(expression.condition);
}

function argumentReads(expression: Scalar): readonly number[] {
  return expression.kind === 'argument' ? [expression.index] : partsOf(expression).flatMap(argumentReads);
}

function partsOf(expression: Scalar): readonly Scalar[] {
  switch (expression.kind) {
    case 'argument':
    case 'number':
    case 'size':
      return [];
    case 'activation':
      return [expression.body];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'select':
      return [expression.condition, expression.whenTrue, expression.whenFalse];
  }
}
