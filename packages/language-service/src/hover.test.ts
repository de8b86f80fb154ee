// What is told of a word and of a line.
import { expect, test } from 'vitest';
import { analysisOf, caretIn } from '../test/asked.js';
import { hoverAt, lineShapes, readDocument, type Hover } from './index.js';

function hover(marked: string): Hover | undefined {
  const { document, offset } = caretIn(marked);
  return hoverAt(document, offset, analysisOf(document));
}
const lenet = (first: string): string =>
  `net A {\n  input image: [N, C=1, H=28, W=28]\n  ${first}(6, 5x5, pad=2) -> sigmoid -> avgpool(2)\n  flatten\n  dense(10) as logits\n}\n`;

test('an operator tells its signature, and its layer what it gives, costs and sees', () => {
  const found = hover(lenet('co^^nv'));
  expect(found?.title).toContain('conv(');
  expect(Object.fromEntries(found?.facts.map(({ name, value }) => [name, value]) ?? [])).toMatchObject({
    gives: '[C=6, H=28, W=28]',
    parameters: '156',
    MACs: '118 k',
    sees: '5x5',
  });
});

test('without an analysis the words are told alone', () => {
  const { document, offset } = caretIn(lenet('co^^nv'));
  expect(hoverAt(document, offset, undefined)?.facts).toEqual([]);
});

test('a layer in a block tells how often it runs', () => {
  const text = 'block B(k) {\n  de^^nse(k)\n}\nnet A {\n  input x: [N, C=3]\n  B(4) -> B(5)\n}\n';
  expect(hover(text)?.facts.find(({ name }) => name === 'runs')?.value).toMatch(/^2 times/);
});

test('a parameter tells how it is declared; space and numbers tell nothing', () => {
  const text = 'net A(width = 4) {\n  input x: [N, C=3]\n  dense(wi^^dth)\n}\n';
  expect(hover(text)).toMatchObject({ title: 'width = 4', paragraphs: ['A parameter.'] });
  expect(hover('net A {\n  input x: [N, C=3]\n  dense(1^^0)\n}\n')).toBeUndefined();
});

test('shapes stand at the ends of lines: of the last step, of a whole call, of all calls', () => {
  const text =
    'block B(k) {\n  dense(k) -> relu\n}\nnet A {\n  input x: [N, C=3]\n  B(4)\n  B(5) -> dense(2)\n  add {\n    | dense(2)\n    |\n  }\n}\n';
  const document = readDocument('a.net', text);
  expect(lineShapes(analysisOf(document), document.source).map(({ line, text: shape }) => `${line + 1} ${shape}`)).toEqual([
    '2 [C=4] .. [C=5]',
    '5 [C=3]',
    '6 [C=4]',
    '7 [C=2]',
    '9 [C=2]',
    '11 [C=2]',
  ]);
});
