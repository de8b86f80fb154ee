/** What is said of texts that cannot be read: a golden for every problem, and for what people are used to from elsewhere. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { applyEdits, renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { outlineDeclaration } from '../test/outline.js';
import { parse, problems } from './index.js';

const goldens = new URL('../goldens/', import.meta.url);
const divider = '\n=== says\n';
const treeDivider = '\n=== reads\n';

/** The source, what is said of it, and what is read of it all the same. */
function golden(source: string): string {
  const { tree, diagnostics } = parse(sourceFile('a.net', source));
  const says = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n');
  const reads = tree.declarations.map(outlineDeclaration).join('\n');
  return `${source}${divider}${says}\n${treeDivider}${reads}\n`;
}

test.each(readdirSync(goldens).sort())('%s', async (name) => {
  const [source = ''] = readFileSync(new URL(name, goldens), 'utf8').split(divider);
  await expect(golden(source)).toMatchFileSnapshot(new URL(name, goldens).pathname);
});

test.each(Object.entries(problems))('the page of %s', (code, { example, mended, severity }) => {
  const wrong = parse(sourceFile('a.net', example)).diagnostics;
  expect(wrong.map((diagnostic) => [diagnostic.code, diagnostic.severity])).toEqual([[code, severity]]);
  expect(parse(sourceFile('a.net', mended)).diagnostics).toEqual([]);
  const [source = ''] = readFileSync(new URL(`${code}.txt`, goldens), 'utf8').split(divider);
  expect(source).toBe(example);
});

test('where a help has edits, making them mends what it is for', () => {
  const cases = readdirSync(goldens).map((name) => readFileSync(new URL(name, goldens), 'utf8').split(divider)[0] ?? '');
  for (const text of cases) {
    for (const { code, primary, help } of parse(sourceFile('a.net', text)).diagnostics) {
      const edits = help[0]?.edits ?? [];
      if (edits.length === 0) continue;
      const after = parse(sourceFile('a.net', applyEdits(text, edits))).diagnostics;
      const still = after.filter((other) => other.code === code && other.primary.span.start === primary.span.start);
      expect(still.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
    }
  }
});

/** The codes of what is said of a text. */
function said(text: string): readonly string[] {
  return parse(sourceFile('a.net', text)).diagnostics.map((diagnostic) => diagnostic.code);
}

test('the end of the text is no trouble', () => {
  for (const text of [
    'net',
    'net A',
    'net A(',
    'net A {',
    'net A { x ->',
    'net A { let a =',
    'net A =',
    'import',
    'import {',
    'train A { x =',
    '"',
    '/*',
    '/',
    '-',
    'net A { if',
    'block',
  ]) {
    const { diagnostics } = parse(sourceFile('a.net', text));
    expect([text, diagnostics.length]).toEqual([text, 1]);
    const span = diagnostics[0]?.primary.span;
    expect(span?.start).toBeGreaterThanOrEqual(0);
    expect(span?.end).toBeLessThanOrEqual(text.length);
  }
});

test('a mistake in one statement leaves the others alone', () => {
  const good = 'relu\n  conv(64, 3x3)\n';
  expect(said(`net A {\n  ${good}  conv(64, , 3)\n  ${good}}\nnet B { relu }`)).toEqual(['missing-value']);
  expect(said(`net A {\n  repeat 3 {\n    ${good}    let = 3\n  }\n  ${good}  x => y\n}`)).toEqual(['missing-name', 'fat-arrow-in-chain']);
});

test('nothing more is said of a place that something was said of', () => {
  expect(said('{ train')).toEqual(['unclosed-bracket']);
});

test('a hundred mistakes are told of in part', () => {
  const { diagnostics } = parse(sourceFile('a.net', 'net A { let = 3 }\n'.repeat(100)));
  expect(diagnostics.length).toBe(50);
  expect(diagnostics.at(-1)?.notes).toEqual(['there are 50 more; mend these first']);
});
