/** Every diagnostic has a page and a golden: the tables of problems are read as plain object literals. */
import ts from 'typescript';
import { nameOf, objectLiteral } from './operator-names.js';
import { isGolden, nodesOf, place, type Repository, type TextFile } from './repository.js';
import { type Rule } from './rule.js';

const fields = ['severity', 'summary', 'explanation', 'example', 'mended'];

interface Entry {
  readonly code: string;
  readonly file: TextFile;
  readonly position: number;
  readonly missing: readonly string[];
}

/** Whether a value is text that is really there: a literal, or literals put together. */
function isText(value: ts.Expression): boolean {
  if (ts.isStringLiteralLike(value)) return value.text.trim() !== '';
  if (ts.isBinaryExpression(value)) return isText(value.left) || isText(value.right);
  return ts.isTemplateExpression(value) || ts.isCallExpression(value) || ts.isTaggedTemplateExpression(value) || ts.isIdentifier(value);
}

function missingFields(value: ts.Expression | undefined): readonly string[] {
  const literal = objectLiteral(value);
  const filled = (literal?.properties ?? []).flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name.text];
    return ts.isPropertyAssignment(property) && isText(property.initializer) ? (nameOf(property.name) ?? []) : [];
  });
  return fields.filter((field) => !filled.includes(field));
}

function entriesOf(file: TextFile): readonly Entry[] {
  const table = nodesOf(file, ts.isVariableDeclaration).find(({ name }) => /problems$/i.test(name.getText()));
  return (objectLiteral(table?.initializer)?.properties ?? []).map((property) => ({
    code: nameOf(property.name) ?? property.getText().slice(0, 20),
    file,
    position: property.getStart(),
    missing: missingFields(ts.isPropertyAssignment(property) ? property.initializer : undefined),
  }));
}

const tablesOf = (repository: Repository): readonly TextFile[] =>
  repository.filter(({ path }) => /^packages\/[^/]+\/src\/problems\.ts$/.test(path));

function offences(repository: Repository): readonly string[] {
  const tables = tablesOf(repository).map((file) => ({ file, entries: entriesOf(file) }));
  const codes = tables.flatMap(({ entries }) => entries.map(({ code }) => code));
  const empty = tables
    .filter(({ entries }) => entries.length === 0)
    .map(({ file }) => `${file.path}: expected "export const problems = { ... }"`);
  return [
    ...empty,
    ...tables.flatMap(({ entries }) =>
      entries.flatMap(({ code, file, position, missing }) => [
        ...(/^[a-z]+(-[a-z0-9]+)*$/.test(code) ? [] : [`${place(file, position)}: write the code "${code}" in lower case with hyphens`]),
        ...(codes.filter((other) => other === code).length > 1
          ? [`${place(file, position)}: the code "${code}" stands in two tables`]
          : []),
        ...missing.map((field) => `${place(file, position)}: "${code}" has no ${field}`),
      ]),
    ),
  ];
}

const complete = "severity: 'error', summary: 'A name.', explanation: 'No such name.', example: `net`, mended: `net`";

export const problemPages: Rule = {
  says: 'every problem has a code of its own, a severity, a summary, an explanation, an example and its mended form',
  check: offences,
  offends: {
    'packages/a/src/problems.ts': `export const problems = { 'unknown-name': { severity: 'error', summary: ' ' }, badCode: { ${complete} } } satisfies Problems;`,
    'packages/b/src/problems.ts': `export const problems = { 'unknown-name': { ${complete} } };`,
    'packages/c/src/problems.ts': 'export const nothing = 1;',
  },
  finds: 8,
  complies: { 'packages/a/src/problems.ts': `export const problems = { 'unknown-name': { ${complete} } } satisfies Problems;` },
};

export const problemGoldens: Rule = {
  says: 'every problem is raised in a golden, which shows it as [its-code]',
  check: (repository) => {
    const goldens = repository.filter(isGolden);
    return tablesOf(repository)
      .flatMap(entriesOf)
      .filter(({ code }) => !goldens.some(({ text }) => text.includes(`[${code}]`)))
      .map(({ code, file, position }) => `${place(file, position)}: no golden shows [${code}]`);
  },
  offends: { 'packages/a/src/problems.ts': "export const problems = { 'unknown-name': {} };", 'packages/a/goldens/x.txt': 'error[other]' },
  finds: 1,
  complies: {
    'packages/a/src/problems.ts': "export const problems = { 'unknown-name': {} };",
    'packages/a/goldens/x.txt': 'error[unknown-name]: x',
  },
};
