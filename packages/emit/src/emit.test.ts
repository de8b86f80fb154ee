// Text for generated code, held against the parser and the machine that would read it.
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { code, documentation, identifier, lineComments, literal, nameScope } from './index.js';

/** Written so, since tools read the words of this file too. */
const tool = ['es', 'lint'].join('');

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '`',
        '\\',
        '${',
        '}',
        '*/',
        '/*',
        '//',
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '\u202e',
        '</script>',
        '<!--',
        '__proto__',
        '@ts-nocheck',
        `${tool}-disable`,
        ' ',
        '\0',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

const evaluated = (text: string): unknown => runInNewContext(`(${text})`);

test('a literal is the value, whatever it holds', () => {
  fc.assert(fc.property(hostile, (text) => evaluated(literal(text)) === text));
  fc.assert(
    fc.property(
      fc.dictionary(hostile, fc.oneof(hostile, fc.integer(), fc.boolean(), fc.constant(null)), { noNullPrototype: true }),
      (value) => JSON.stringify(evaluated(literal(value))) === JSON.stringify(value),
    ),
  );
  expect(literal({ ['__proto__']: 1 })).toBe(`{ ['__proto__']: 1 }`);
  expect(literal([1, -0, 1e-7, Number.POSITIVE_INFINITY])).toBe('[1, -0, 1e-7, Number.POSITIVE_INFINITY]');
});

test('a literal is one line, and ends no page', () => {
  fc.assert(fc.property(hostile, (text) => !/[\n\r\u2028\u2029]|<\/|<!/.test(literal(text))));
});

test('a comment holds no code, whatever it says', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const lines of [documentation(text), lineComments(text)]) {
        const source = ts.createSourceFile('a.ts', [...lines, 'x;'].join('\n'), ts.ScriptTarget.ES2022);
        expect(source.statements.map((each) => each.getText(source))).toEqual(['x;']);
      }
    }),
  );
});

test('a comment tells tools nothing', () => {
  for (const text of [
    '@ts-nocheck',
    `${tool}-disable no-undef`,
    ` ${tool}-disable`,
    '@ts-expect-error',
    'prettier-ignore',
    '# sourceMappingURL=x',
    ['* @', 'jest-environment x'].join(''),
  ])
    expect([...documentation(text), ...lineComments(text)].join('\n')).not.toMatch(/@\w|(\/\/|\/\*\*?)\s*(eslint|prettier|#)/);
});

test('names are identifiers, each once', () => {
  fc.assert(
    fc.property(fc.array(hostile), (names) => {
      const scope = nameScope();
      const given = names.map((name) => scope.claim(name));
      expect(new Set(given).size).toBe(given.length);
      for (const name of given) expect(runInNewContext(`'use strict'; { const ${name} = 1; ${name}; }`)).toBe(1);
    }),
  );
  expect(['ConvBN', 'GPT2Block', 'q_proj', 'i.0.add', 'MLP', 'LeNet5', '3x', ''].map(identifier)).toEqual([
    'convBN',
    'gpt2Block',
    'qProj',
    'i0Add',
    'mlp',
    'leNet5',
    '_3x',
    'value',
  ]);
  expect(nameScope().claim('class')).toBe('class2');
});

test('what is put into a template keeps the indentation', () => {
  const body = ['a();', 'if (b) {\n  c();\n}'];
  expect(code`
    function f() {
      ${body}
      ${[]}
      return ${1};
    }

    end
  `).toBe('function f() {\n  a();\n  if (b) {\n    c();\n  }\n  return 1;\n}\n\nend');
  expect(code`one ${'two'}`).toBe('one two');
});
