/** The one style: what it makes of texts, and that it loses nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { programs } from '../test/programs.js';
import { randomTree } from '../test/random-tree.js';
import { asText } from '../test/without-places.js';
import { format, parse, print } from './index.js';
import { tokenize } from './lexer.js';

function formatted(text: string): string {
  const { text: result, diagnostics } = format(sourceFile('a.net', text));
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  return result;
}

function treeOf(text: string): string {
  const { tree, diagnostics } = parse(sourceFile('a.net', text));
  expect(
    diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)),
    text,
  ).toEqual([]);
  return asText(tree);
}

/** Formats, twice; both trees are the same. */
function check(text: string, expected: string): void {
  const result = formatted(text);
  expect(result).toBe(expected);
  expect(formatted(result)).toBe(expected);
  expect(treeOf(result)).toBe(treeOf(text));
}

/** The same for statements in a net. */
function checkBody(text: string, expected: string): void {
  const indented = (body: string): string => body.trim().replace(/^(?=.)/gm, '  ');
  check(`net A {\n${text}\n}`, `net A {\n${indented(expected)}\n}\n`);
}

test('the programs of the design are in the style', () => {
  for (const program of Object.values(programs)) check(program, program);
});

test('space is where the style has it', () => {
  check(
    'net   A( a=1,b )  {\r\n\tinput x:[ N,C = 3 ]\n\n\n\n  conv( 64,3x3 ,stride = 2 )->relu  \n}',
    `net A(a = 1, b) {
  input x: [N, C=3]

  conv(64, 3x3, stride=2) -> relu
}
`,
  );
  checkBody('x=-a+b*c^2- -d', 'x = -a + b * c^2 - -d');
  checkBody(
    'f(a=b+1,c=(1,2),d=-1,e=2^i,g=not h,s=if a then b else c)',
    'f(a = b + 1, c = (1, 2), d=-1, e=2^i, g = not h, s = if a then b else c)',
  );
  checkBody('x:[N,C=2*D,T<=4,(h,d),7]as y', 'x : [N, C = 2 * D, T <= 4, (h, d), 7] as y');
  checkBody('assert macs in 4.0G .. 4.2G,"no"', 'assert macs in 4.0G..4.2G, "no"');
  checkBody('f( (3,) , (3) , ( ) , [ (h,) , (2*d,) ] )', 'f((3,), (3), (), [(h), (2 * d,)])');
  check('', '');
  check('\n\n', '');
  check('// only this\n', '// only this\n');
  check('import{A,B}from"std/x"\nnet C=A(1)', 'import { A, B } from "std/x"\nnet C = A(1)\n');
});

test('the shape of a chain stands before its label', () => {
  checkBody('conv(3) as y : [N, K]', 'conv(3) : [N, K] as y');
  checkBody('conv(3) /* a */ as /* b */ y /* c */ : /* d */ [N, K] // e', 'conv(3) /* a */ /* b */ /* c */ : /* d */ [N, K] as y // e');
});

test('empty lines are kept, one at most, and none at the ends of a body', () => {
  check('\n\nnet A {\n\n\n  relu\n\n\n\n  relu\n\n}\nnet B {}\n\n\n\nnet C {}\n\n', 'net A {\n  relu\n\n  relu\n}\nnet B {}\n\nnet C {}\n');
});

test('a chain stays on a line when it fits, else every step has its own', () => {
  const long = 'a_block_with_a_long_name(first=1, second=2)';
  checkBody('x -> conv(64)\n    -> relu', 'x -> conv(64) -> relu');
  checkBody(`x -> ${long} -> ${long} -> ${long}`, `x -> ${long}\n  -> ${long}\n  -> ${long}`);
  checkBody(`y = x -> ${long} -> ${long} -> ${long} as z`, `y = x -> ${long}\n      -> ${long}\n      -> ${long} as z`);
  checkBody(`${long} -> ${long} -> ${long}`, `${long}\n  -> ${long}\n  -> ${long}`);
});

test('lists break when they must, one item a line', () => {
  const name = 'a_rather_long_name_for_a_value';
  checkBody(`f(${name}, ${name}, ${name}, k=${name})`, `f(\n  ${name},\n  ${name},\n  ${name},\n  k=${name}\n)`);
  checkBody(`let x = ${name} + ${name} * ${name} + ${name}`, `let x = ${name}\n  + ${name} * ${name}\n  + ${name}`);
  checkBody(`let x = if ${name} then ${name} else ${name}_`, `let x = if ${name}\n  then ${name}\n  else ${name}_`);
  checkBody(`with f(${name}), g(${name}), h(${name})`, `with f(${name}),\n  g(${name}),\n  h(${name})`);
  checkBody(`output ${name}, ${name}, ${name}, ${name}`, `output\n  ${name},\n  ${name},\n  ${name},\n  ${name}`);
});

test('bodies stay on a line if they began there, hold one statement and fit', () => {
  checkBody('repeat 3 {relu}', 'repeat 3 { relu }');
  checkBody('repeat 3 {\nrelu}', 'repeat 3 {\n  relu\n}');
  checkBody('repeat 3 { relu bn }', 'repeat 3 {\n  relu\n  bn\n}');
  checkBody('if a { b } else { c }', 'if a { b } else { c }');
  checkBody('if a {\nb } else if c { d } else { e }', 'if a {\n  b\n} else if c {\n  d\n} else {\n  e\n}');
  checkBody('x -> residual { relu -> bn } -> relu', 'x -> residual { relu -> bn } -> relu');
  checkBody('x -> residual {\nrelu -> bn } -> relu', 'x -> residual {\n  relu -> bn\n} -> relu');
  checkBody('residual { }', 'residual {}');
  const long = 'a_block_with_a_long_name(first=1, second=2)';
  checkBody(`repeat 3 { ${long} -> ${long} }`, `repeat 3 {\n  ${long} -> ${long}\n}`);
});

test('paths', () => {
  checkBody('add { | a | | b -> c }', 'add { | a | | b -> c }');
  checkBody('add {\n| a | | b\nc }', 'add {\n  | a\n  |\n  | b\n    c\n}');
  checkBody('concat(C) {\n\n| a\n\n| // why\nb\n/* c */ | d }', 'concat(C) {\n  | a\n\n  | b // why\n  /* c */\n  | d\n}');
  checkBody('add {\n|\n/// Told.\nb\n}', 'add {\n  |\n    /// Told.\n    b\n}');
});

test('neighbours are aligned: `=`, the arrows of like chains, shapes', () => {
  checkBody('a = x\nlong = y', 'a    = x\nlong = y');
  checkBody('let a = 1\nlet bcd = 2\n\nlet e = 3', 'let a   = 1\nlet bcd = 2\n\nlet e = 3');
  checkBody('a = x\n// why\nlong = y', 'a = x\n// why\nlong = y');
  checkBody('a = x // one\nlong = y // two', 'a    = x // one\nlong = y // two');
  checkBody('conv(1) -> relu -> pool\nconv(100) -> relu -> pool', 'conv(1)   -> relu -> pool\nconv(100) -> relu -> pool');
  checkBody('conv(1) -> relu\nconv(100) -> tanh', 'conv(1) -> relu\nconv(100) -> tanh');
  checkBody('a : [N]\nbcd : [M]', 'a   : [N]\nbcd : [M]');
  checkBody(`${'a'.repeat(40)} = x\nb = y`, `${'a'.repeat(40)} = x\nb = y`);
  check('train A {\n loss = f(x)\n lr = 0.1\n}', 'train A {\n  loss = f(x)\n  lr   = 0.1\n}\n');
});

test('comments stay beside what they are about', () => {
  checkBody('f(\n  64, // channels\n  3x3 // kernel\n)', 'f(\n  64, // channels\n  3x3 // kernel\n)');
  checkBody('f(64, /* kernel */ 3x3)', 'f(64, /* kernel */ 3x3)');
  checkBody('f(64 /* channels */, 3x3 /* kernel */)', 'f(64 /* channels */, 3x3 /* kernel */)');
  checkBody('f(\n  // the first\n  64,\n\n  3x3)', 'f(\n  // the first\n  64,\n  3x3\n)');
  checkBody('x // in\n -> f // on\n // and\n -> g // out', 'x // in\n  -> f // on\n  // and\n  -> g // out');
  checkBody('let a = // why\n 3', 'let a = 3 // why');
  checkBody('relu // one\n// two\n\n// three\n', 'relu // one\n// two\n\n// three');
  checkBody('repeat 3 { // thrice\n relu\n // done\n}', 'repeat 3 { // thrice\n  relu\n  // done\n}');
  check('// top\n\n/// One.\nnet A { /* in */ }\n// end', '// top\n\n/// One.\nnet A {\n  /* in */\n}\n// end\n');
});

test('a file that cannot be read stays as it is', () => {
  const text = 'net  A {\n  conv(3 -> relu\n}\n';
  const { text: result, diagnostics } = format(sourceFile('a.net', text));
  expect(result).toBe(text);
  expect(diagnostics.map(({ code }) => code)).toEqual(['unclosed-bracket']);
});

test('what is printed from a tree reads as that tree, and is in the style', () => {
  fc.assert(
    fc.property(randomTree, (tree) => {
      const text = print(tree);
      expect(treeOf(text)).toBe(asText(tree));
      expect(formatted(text)).toBe(text);
    }),
    { numRuns: 400 },
  );
});

const gap = fc.oneof(
  { arbitrary: fc.constant(' '), weight: 12 },
  fc.constantFrom('\n', '\n\n', '\r\n', '  \n\n\n  ', '\t'),
  fc.constantFrom(
    '/* b */',
    ' /* b */ ',
    '\n/* b\n   c */\n',
    '/**/',
    ' // c\n',
    '\n// c\n',
    '\n\n// c\n// d\n',
    ' /// d\n',
    '\n/// d\n',
    '/* a */ // b\n',
  ),
);

/** The tokens of a text with other space and comments between them. */
function respaced(text: string, gaps: readonly string[]): string {
  const { tokens } = tokenize(sourceFile('a.net', text));
  return tokens.map(({ image }, index) => image + (gaps[index % gaps.length] ?? ' ')).join('');
}

function commentsOf(text: string): readonly string[] {
  const { comments } = tokenize(sourceFile('a.net', text));
  return comments.flatMap(({ image }) => image.match(/\w+/g) ?? []).sort();
}

test('any space, any comments anywhere: nothing is lost, and twice is once', () => {
  const texts = fc.oneof(fc.constantFrom(...Object.values(programs)), randomTree.map(print));
  let read = 0;
  fc.assert(
    fc.property(texts, fc.array(gap, { minLength: 1, maxLength: 60 }), (text, gaps) => {
      const source = respaced(text, gaps);
      if (parse(sourceFile('a.net', source)).diagnostics.length > 0) return;
      read += 1;
      const result = formatted(source);
      expect(treeOf(result)).toBe(treeOf(source));
      expect(commentsOf(result)).toEqual(commentsOf(source));
      expect(formatted(result)).toBe(result);
    }),
    { numRuns: 300 },
  );
  expect(read).toBeGreaterThan(100);
});
