/** Passes, reports and apps never ask which operator they look at: what they need to know is a fact with a type. */
import ts from 'typescript';
import { isTest, isTypeScript, nodesOf, place, type Repository, type TextFile } from './repository.js';
import { type Rule } from './rule.js';

const list = 'packages/operators/src/operators.ts';

/** The keys of `export const operators = { ... }`, or of the constant of that file that it is made from. */
export function operatorNames(repository: Repository): readonly string[] {
  const file = repository.find(({ path }) => path === list);
  if (file === undefined) return [];
  const initializers = new Map(nodesOf(file, ts.isVariableDeclaration).map(({ name, initializer }) => [name.getText(), initializer]));
  const value = initializers.get('operators');
  const literal = objectLiteral(value !== undefined && ts.isIdentifier(value) ? initializers.get(value.text) : value);
  return literal === undefined ? [] : literal.properties.flatMap((property) => nameOf(property.name) ?? []);
}

/** The object literal within `{ ... } as const satisfies T`. */
export function objectLiteral(expression: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined {
  if (expression === undefined) return undefined;
  if (ts.isObjectLiteralExpression(expression)) return expression;
  if (ts.isSatisfiesExpression(expression) || ts.isAsExpression(expression)) return objectLiteral(expression.expression);
  return ts.isCallExpression(expression) ? objectLiteral(expression.arguments[0]) : undefined;
}

/** What a property is called, quotes removed. */
export function nameOf(name: ts.PropertyName | undefined): string | undefined {
  if (name === undefined) return undefined;
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}

/** Words that the primitives use too: comparing with one of these is an offence only where an operator is plainly meant. */
function wordsOfPrograms(repository: Repository): ReadonlySet<string> {
  const sources = repository.filter((file) => file.path.startsWith('packages/program/src/') && isTypeScript(file));
  const isWord = (node: ts.Node): node is ts.Identifier | ts.StringLiteral => ts.isIdentifier(node) || ts.isStringLiteral(node);
  return new Set(sources.flatMap((file) => nodesOf(file, isWord).map(({ text }) => text)));
}

/** What holds the name of an operator; the `op` of an instruction names a primitive. */
const namesOperator = /(operator|layer|(?<!instruction\.)op)(name)?$/i;

interface Comparison {
  readonly name: string;
  readonly subject: string;
  readonly position: number;
}

/** `subject === 'name'`, in either order, and `switch (subject) { case 'name': }`. */
function comparisonsOf(file: TextFile): readonly Comparison[] {
  const equality = nodesOf(file, ts.isBinaryExpression)
    .filter(({ operatorToken }) => /^[!=]==?$/.test(operatorToken.getText()))
    .flatMap(({ left, right }) => [
      { literal: left, other: right },
      { literal: right, other: left },
    ]);
  const cases = nodesOf(file, ts.isCaseClause).map((clause) => ({ literal: clause.expression, other: clause.parent.parent.expression }));
  return [...equality, ...cases].flatMap(({ literal, other }) =>
    ts.isStringLiteralLike(literal) ? [{ name: literal.text, subject: other.getText(), position: literal.getStart() }] : [],
  );
}

function offences(repository: Repository): readonly string[] {
  const names = new Set(operatorNames(repository));
  const ambiguous = wordsOfPrograms(repository);
  return repository
    .filter((file) => /^(packages\/(analysis|report|trammel)|apps\/[^/]+)\/src\//.test(file.path) && isTypeScript(file) && !isTest(file))
    .flatMap((file) =>
      comparisonsOf(file)
        .filter(({ name, subject }) => names.has(name) && (!ambiguous.has(name) || namesOperator.test(subject)))
        .map(
          ({ name, position }) => `${place(file, position)}: asks for the operator "${name}"; let each operator declare the fact instead`,
        ),
    );
}

const someOperators = 'export const operators = { conv, add, "max_pool": maxPool } as const satisfies Table;';

export const operatorsUnnamed: Rule = {
  says: 'passes, reports, the facade and apps never compare with the name of an operator',
  check: (repository) => {
    const isListLost = repository.some(({ path }) => path === list) && operatorNames(repository).length === 0;
    return isListLost ? [`${list}: expected "export const operators = { ... }"`] : offences(repository);
  },
  offends: {
    [list]: someOperators,
    'packages/program/src/x.ts': "export const kinds = ['add'];",
    'packages/analysis/src/cost.ts': "if (node.operator === 'add' || kind === 'conv') count();",
    'apps/cli/src/main.ts': "switch (kind) { case 'max_pool': break; }",
  },
  finds: 3,
  complies: {
    [list]: 'const table = { conv, add };\nexport const operators: Table = table;',
    'packages/program/src/x.ts': "export const kinds = ['add'];",
    'packages/analysis/src/memory.ts': "if (value.instruction.op === 'add') count();",
    'packages/analysis/src/cost.ts': "if (expression.kind === 'add' || command === 'analyze') count();",
    'packages/analysis/src/cost.test.ts': "if (node.operator === 'conv') count();",
  },
};
