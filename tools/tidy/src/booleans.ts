/** A call such as `print(tree, true)` says nothing: a flag among parameters is two functions, or a named option. */
import ts from 'typescript';
import { isTypeScript, nodesOf, place } from './repository.js';
import { type Rule } from './rule.js';

function isBoolean(parameter: ts.ParameterDeclaration): boolean {
  const byType = parameter.type?.kind === ts.SyntaxKind.BooleanKeyword;
  const byDefault = parameter.initializer?.kind === ts.SyntaxKind.TrueKeyword || parameter.initializer?.kind === ts.SyntaxKind.FalseKeyword;
  return byType || byDefault;
}

/** A boolean is the subject, not a flag, where it is the only parameter or what an `asserts` function asserts. */
function isSubject(parameter: ts.ParameterDeclaration): boolean {
  const { parameters, type } = parameter.parent;
  const asserts = type !== undefined && ts.isTypePredicateNode(type) && type.assertsModifier !== undefined;
  return parameters.length === 1 || (asserts && parameters[0] === parameter);
}

export const booleans: Rule = {
  says: 'no function takes a flag',
  check: (repository) =>
    repository.filter(isTypeScript).flatMap((file) =>
      nodesOf(file, ts.isParameter)
        .filter((parameter) => isBoolean(parameter) && !isSubject(parameter))
        .map(
          (parameter) =>
            `${place(file, parameter.getStart())}: "${parameter.getText()}" is a flag; make it two functions, or a named option`,
        ),
    ),
  offends: { 'packages/a/src/x.ts': 'export function f(a: number, deep: boolean) {}\nexport const g = (a: number, b = false) => a;\n' },
  finds: 2,
  complies: { 'packages/a/src/x.ts': 'export const not = (a: boolean) => !a;\nfunction invariant(a: boolean, b: string): asserts a {}\n' },
};
