/** The names that stand in an expression. */
import { type Expression, type Name } from '@trammel/syntax';

/** A name, and whether parentheses stand behind it. */
export interface Mention {
  readonly name: Name;
  readonly isCalled: boolean;
}

/** Every name in the arithmetic of an expression; what stands between the parentheses of a name that `isOpaque` is left out. */
export function mentionsIn(expression: Expression, isOpaque: (name: string) => boolean = () => false): readonly Mention[] {
  const inside = (inner: Expression): readonly Mention[] => mentionsIn(inner, isOpaque);
  switch (expression.kind) {
    case 'group':
      return inside(expression.inner);
    case 'unary':
      return inside(expression.operand);
    case 'binary': {
      const rights: (readonly Mention[])[] = [];
      let left: Expression = expression;
      for (; left.kind === 'binary'; left = left.left) rights.push(inside(left.right));
      return [...inside(left), ...rights.reverse().flat()];
    }
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse].flatMap(inside);
    case 'tuple':
      return expression.items.flatMap(inside);
    case 'call': {
      const [name] = expression.path;
      const within = isOpaque(name.text) ? [] : (expression.arguments ?? []).flatMap((argument) => inside(argument.value));
      return [{ name, isCalled: expression.arguments !== undefined }, ...within];
    }
    default:
      return [];
  }
}
