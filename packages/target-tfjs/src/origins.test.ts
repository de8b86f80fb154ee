// Lines of generated code and where they come from: marks travel with lines, and leave nothing behind.
import { expect, test } from 'vitest';
import { sourceFile } from '@trammel/diagnostics';
import { marked, unmarked, type MarkedSources } from './origins.js';

test('a mark tells the first line of a statement, wherever a template puts it', () => {
  const source = sourceFile('a.net', 'conv(4, 3x3)');
  const sources: MarkedSources = [];
  const span = { source, start: 0, end: 4 };
  const lines = marked(['x = apply(', '  y', ');'], span, sources);
  const { text, origins } = unmarked(`function f() {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`, sources);
  expect(text).toBe('function f() {\n  x = apply(\n    y\n  );\n}\n');
  expect(origins).toEqual([{ line: 1, span }]);
});

test('what has no place in the source has no mark', () => {
  expect(marked(['a'], undefined, [])).toEqual(['a']);
});
