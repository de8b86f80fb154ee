/** What is read from what is written, feature by feature: cases are text. */
import { describe, expect, test } from 'vitest';
import { renderDiagnostic, sourceFile, spanText } from '@trammel/diagnostics';
import { outlineBody, outlineDeclaration } from '../test/outline.js';
import { programs } from '../test/programs.js';
import { withoutPlaces } from '../test/without-places.js';
import { type Expression, type FileTree, callName, parse, parseExpression, plainName } from './index.js';
import { tokenize } from './lexer.js';
import { Parser } from './parser.js';
import { structureOf } from './structure.js';

function read(text: string): FileTree {
  const { tree, diagnostics } = parse(sourceFile('a.net', text));
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  return tree;
}

/** Cases of one feature: declarations, or statements of a body, and their outlines. */
function check(cases: Readonly<Record<string, string>>): void {
  for (const [source, expected] of Object.entries(cases)) {
    expect(read(source).declarations.map(outlineDeclaration).join('\n')).toBe(expected);
  }
}

function checkBody(cases: Readonly<Record<string, string>>): void {
  for (const [source, expected] of Object.entries(cases)) {
    const [net] = read(`net A {${source}}`).declarations;
    expect(net?.kind === 'net' ? outlineBody(net.body) : '').toBe(`{${expected}}`);
  }
}

test('declarations', () => {
  check({
    '': '',
    'net A {}': 'net A {}',
    'net A() {}': 'net A {}',
    'net A(a, b = 2, c = (3, 4)) {}': 'net A(a, b=2, c=tuple(3, 4)) {}',
    'net A(a, b,) { }': 'net A(a, b) {}',
    'block B(k = 1x1) { relu }': 'block B(k=1x1) {relu}',
    'net C = A': 'variant C of A',
    'net C = A(b = 3)': 'variant C of A(b=3)',
    'net C(x) = A(b = x) { assert params == 1 }': 'variant C(x) of A(b=x) {assert (params == 1)}',
    'train A { }': 'train A {}',
    'train A { loss = mse(y, t) optimizer = sgd(lr=0.1)\n epochs = 3 }': 'train A {loss: mse(y, t); optimizer: sgd(lr=0.1); epochs: 3}',
    'import { A } from "a.net"': 'import A from a.net',
    'import { A, B } from "std/resnet"\nnet C = A': 'import A B from std/resnet\nvariant C of A',
    'net A {} net B {}': 'net A {}\nnet B {}',
    'net A\n{\n}': 'net A {}',
  });
});

test('statements', () => {
  checkBody({
    'input x: [N, C=3]': 'input x: [N, C=3]',
    'input t: int[N, T <= ctx]': 'input t: int[N, T<=ctx]',
    'input t: int [N], y: [N, K]': 'input t: int[N], y: [N, K]',
    'output a': 'output a',
    'output a, b': 'output a b',
    'layer e = embedding(v, w)': 'layer e = embedding(v, w)',
    'let d = D / heads': 'let d = (D / heads)',
    'let s = if i == 0 then 1 else 2': 'let s = (if (i == 0) then 1 else 2)',
    'with conv(init=he), bn(eps=1e-5)': 'with conv(init=he) bn(eps=1e-5)',
    'repeat n - 1 { relu }': 'repeat (n - 1) {relu}',
    'for n in depths { A(n) }': 'for n in depths {A(n)}',
    'for n, i in (1, 2) { A(n) }': 'for n i in tuple(1, 2) {A(n)}',
    'for n in 0..3 { A(n) }': 'for n in (0 .. 3) {A(n)}',
    'if C != out { A }': 'if (C != out) {A}',
    'if a { b } else { c }': 'if a {b} else {c}',
    'if a { b } else if c { d } else { e }': 'if a {b} else if c {d} else {e}',
    'assert params < 100k': 'assert (params < 100k)',
    'expect gradient(x) > 1e-3, "too small"': 'expect (gradient(x) > 1e-3) "too small"',
  });
});

test('chains', () => {
  checkBody({
    relu: 'relu',
    'conv(3) -> relu': 'conv(3) -> relu',
    'conv(3)\nrelu': 'conv(3); relu',
    'conv(3) relu': 'conv(3); relu',
    'conv(3)\n  -> relu ->\n  bn': 'conv(3) -> relu -> bn',
    'x = y': 'x = y',
    'q, k, v = x -> dense(3) -> unstack(s)': 'q k v = x -> dense(3) -> unstack(s)',
    'a = b c = d': 'a = b; c = d',
    's = f(x) / sqrt(d)': 's = (f(x) / sqrt(d))',
    'dense(3) : [N, K]': 'dense(3) : [N, K]',
    'dense(3) as y': 'dense(3) as y',
    'dense(3) : [N, K] as y': 'dense(3) : [N, K] as y',
    'dense(3) as y : [N, K]': 'dense(3) : [N, K] as y',
    'x -> wte.attend as logits': 'x -> wte.attend as logits',
    '"text" -> f': '"text" -> f',
  });
});

test('bodies', () => {
  checkBody({
    'add { | a | b }': 'add {| a | b}',
    'add {\n | a -> b\n c\n |\n}': 'add {| a -> b; c |}',
    'add { | | }': 'add {| |}',
    'add { || a }': 'add {| | a}',
    'concat(C) { | a | b } -> relu': 'concat(C) {| a | b} -> relu',
    'x -> residual { relu } -> add { | }': 'x -> residual {relu} -> add {|}',
    'add\n{ | a }': 'add {| a}',
    'add { | if a { b } | repeat 2 { c } }': 'add {| if a {b} | repeat 2 {c}}',
    'y = x -> add { | a }': 'y = x -> add {| a}',
  });
});

test('calls open their brackets on the line of the name', () => {
  checkBody({
    'f (3)': 'f(3)',
    'f\n(3)': 'f; group(3)',
    'f [N]': 'f[N]',
    'f\n[N]': 'f; [N]',
    'f(3)\n[N]': 'f(3); [N]',
    'f(\n3\n)[N]': 'f(3)[N]',
    'f()': 'f()',
    'f(3)(4)': 'f(3); group(4)',
    'x\n- y': '(x - y)',
    'x -\ny': '(x - y)',
  });
});

test('arguments', () => {
  checkBody({
    'f(1, b, c=3, d = 4)': 'f(1, b, c=3, d=4)',
    'f(1,)': 'f(1)',
    'f(3x3, x3, x3x3, 0x3, 1x1x1)': 'f(3x3, x3, x3x3, 0x3, 1x1x1)',
    'f([N, (h, d)] => [N, h, d], h=8)': 'f([N, group(h, d)] => [N, h, d], h=8)',
    'f(q[N, h], k[N, S] => [N, h, S])': 'f(q[N, h], k[N, S] => [N, h, S])',
    'f(s = if a then 1 else 2)': 'f(s=(if a then 1 else 2))',
    'f(x=(1, 2), y="s", z=true)': 'f(x=tuple(1, 2), y="s", z=true)',
    'f(a.b.c(1))': 'f(a.b.c(1))',
    'f(a == b)': 'f((a == b))',
  });
});

test('shapes', () => {
  checkBody({
    'x : []': 'x : []',
    'x : [N, C=3, T <= 4, 7]': 'x : [N, C=3, T<=4, value 7]',
    'x : [2 * D, C = 2 * D, T <= 2 * D]': 'x : [value (2 * D), C=(2 * D), T<=(2 * D)]',
    'x : [(a, b), ((a, b), c), (a), (a,), ()]': 'x : [group(a, b), group(group(a, b), c), group(a), group(a), group()]',
    'x : [(2 * a), D / heads]': 'x : [value group((2 * a)), value (D / heads)]',
    'x : [N,]': 'x : [N]',
  });
});

test('precedence', () => {
  const cases: Readonly<Record<string, string>> = {
    'a + b * c': '(a + (b * c))',
    'a * b + c': '((a * b) + c)',
    'a - b - c': '((a - b) - c)',
    'a / b / c': '((a / b) / c)',
    'a ^ b ^ c': '(a ^ (b ^ c))',
    'a * b ^ c': '(a * (b ^ c))',
    '-a ^ b': '(- (a ^ b))',
    'a ^ -b': '(a ^ (- b))',
    '-a * b': '((- a) * b)',
    'a - -b': '(a - (- b))',
    'not a == b': '(not (a == b))',
    'not a and b': '((not a) and b)',
    'a == not b': '(a == (not b))',
    'a or b and c': '(a or (b and c))',
    'a and b or c': '((a and b) or c)',
    'a < b and c >= d': '((a < b) and (c >= d))',
    'm in 4.0G..4.2G': '(m in (4.0G .. 4.2G))',
    'a + 1..b * 2': '((a + 1) .. (b * 2))',
    '(a + b) * c': '(group((a + b)) * c)',
    'a < 0.45 * b': '(a < (0.45 * b))',
    'if a or b then c else if d then e else f': '(if (a or b) then c else (if d then e else f))',
  };
  for (const [source, expected] of Object.entries(cases)) checkBody({ [`let x = ${source}`]: `let x = ${expected}` });
});

test('documentation', () => {
  check({
    '/// One.\nnet A {}': '/One./ net A {}',
    '/// One.\n///\n///  Two.  \nnet A {}': '/One.|| Two./ net A {}',
    '// no\nnet A {}': 'net A {}',
    '//// no\nnet A {}': 'net A {}',
    '/// One.\n\n// no\nnet A {}': '/One./ net A {}',
    'net A { /// no\n relu }': 'net A {relu}',
    'net A { relu /// no\n}': 'net A {relu}',
    'net A {\n /// Yes.\n relu\n}': 'net A {/Yes./ relu}',
    'net A {\n relu\n /// no\n}': 'net A {relu}',
    'net A { add {\n /// Yes.\n | a\n /// Two.\n | b } }': 'net A {add {/Yes./ | a /Two./ | b}}',
    'train A {\n /// Yes.\n a = 1 }': 'train A {/Yes./ a: 1}',
    '/// One.\r\n/// Two.\r\nblock A {}\r\n': '/One.|Two./ block A {}',
  });
});

test('comments stand anywhere', () => {
  check({
    '/* a */ net /* b\n */ A(/**/a = /* c */ 3) // d\n{ // e\n f(/* g */ 1, // h\n 2) /* i */ -> /* j */ k }': 'net A(a=3) {f(1, 2) -> k}',
    'net A { a // -> b\n -> c }': 'net A {a -> c}',
    'net A { let x = 4 / /* half */ 2 }': 'net A {let x = (4 / 2)}',
  });
});

test('a byte order mark and line ends of any kind', () => {
  check({
    '\uFEFFnet A {\r\n  f\r\n  (3)\r\n}\r\n': 'net A {f; group(3)}',
    'net A {\r  f\r  (3)\r}\r': 'net A {f; group(3)}',
    'net A {\u00A0relu\u2003}': 'net A {relu}',
  });
});

describe('spans', () => {
  const text = '\uFEFFnet A {\r\n  y = x -> conv(2 * n, k=3x3)[N] -> add { | f } : [N, C=3] as z\r\n}';
  const spans: string[] = [];
  collect(parse(sourceFile('a.net', text)).tree);

  function collect(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    if (!Array.isArray(node) && 'span' in node) spans.push(spanText(node.span as Parameters<typeof spanText>[0]));
    for (const [key, value] of Object.entries(node)) if (key !== 'span' && key !== 'operatorSpan') collect(value);
  }

  test('cover exactly what they are of', () => {
    expect(spans.slice(2)).toEqual([
      'A',
      text.slice(text.indexOf('{')),
      'y = x -> conv(2 * n, k=3x3)[N] -> add { | f } : [N, C=3] as z',
      'y',
      'x -> conv(2 * n, k=3x3)[N] -> add { | f } : [N, C=3] as z',
      'x',
      'x',
      'x',
      'conv(2 * n, k=3x3)[N]',
      'conv(2 * n, k=3x3)[N]',
      'conv',
      '2 * n',
      '2 * n',
      '2',
      'n',
      'n',
      'k=3x3',
      'k',
      '3x3',
      '[N]',
      'N',
      'N',
      'add { | f }',
      'add',
      'add',
      '{ | f }',
      '| f',
      'f',
      'f',
      'f',
      'f',
      'f',
      '[N, C=3]',
      'N',
      'N',
      'C=3',
      'C',
      '3',
      'z',
    ]);
  });
});

test('the programs of the design', () => {
  for (const program of Object.values(programs)) read(program);
});

test('a single expression', () => {
  const one = (text: string): Expression | undefined => parseExpression(sourceFile('argument', text)).expression;
  expect(withoutPlaces(one('12'))).toEqual({ kind: 'number', value: 12, integer: 12n, text: '12' });
  const unit = one('y2[k, 3, 5]');
  expect(unit?.kind === 'call' ? [callName(unit), unit.shape?.dims.map(({ kind }) => kind)] : []).toEqual([
    'y2',
    ['axis', 'axis-value', 'axis-value'],
  ]);
  const name = one('x');
  expect(name === undefined ? '' : plainName(name)?.text).toBe('x');
  for (const wrong of ['', '3 4', '(3', 'a b', ')', '{', '->']) {
    const { expression, diagnostics } = parseExpression(sourceFile('argument', wrong));
    expect([wrong, expression, diagnostics.length]).toEqual([wrong, undefined, 1]);
  }
});

test('Chevrotain finds no fault with the grammar, and decides alike', () => {
  const checked = new Parser('validate');
  const trusted = new Parser('trust');
  for (const program of Object.values(programs)) {
    const source = sourceFile('a.net', program);
    const { declarations, tokens: all } = structureOf(source, tokenize(source).tokens);
    declarations.forEach((start, index) => {
      const input = { source, tokens: all.slice(start, declarations[index + 1]), docs: new Map<number, string>() };
      const expected = checked.readDeclaration(input);
      expect(expected.failure).toBeUndefined();
      expect(withoutPlaces(trusted.readDeclaration(input).node)).toEqual(withoutPlaces(expected.node));
    });
  }
});
