/** Modules hold no state: two calls with the same arguments give the same answer. */
import ts from 'typescript';
import { isTest, isTypeScript, place, type TextFile } from './repository.js';
import { type Rule } from './rule.js';

/** A collection that starts empty can only be there to be filled. */
function startsEmpty(expression: ts.Expression | undefined): boolean {
  if (expression === undefined) return false;
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.length === 0;
  return (
    ts.isNewExpression(expression) &&
    /^(Weak)?(Map|Set)$/.test(expression.expression.getText()) &&
    (expression.arguments ?? []).length === 0
  );
}

function offences(file: TextFile): readonly string[] {
  return file
    .source()
    .statements.filter(ts.isVariableStatement)
    .flatMap((statement) =>
      statement.declarationList.declarations
        .filter(({ initializer }) => (statement.declarationList.flags & ts.NodeFlags.Const) === 0 || startsEmpty(initializer))
        .map(
          (declaration) =>
            `${place(file, declaration.getStart())}: "${declaration.name.getText()}" is state of the module; pass it as an argument`,
        ),
    );
}

export const state: Rule = {
  says: 'no module holds mutable state',
  check: (repository) => repository.filter((file) => isTypeScript(file) && !isTest(file)).flatMap(offences),
  offends: { 'packages/a/src/x.ts': 'let count = 0;\nconst cache = new Map<string, number>();\nexport const list: string[] = [];\n' },
  finds: 3,
  complies: { 'packages/a/src/x.ts': "const names = new Set(['a']);\nexport function f() { let n = 0; return n; }\n" },
};
