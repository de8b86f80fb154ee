// What is told of the thing under the pointer: what it is, what it gives, what it costs, what it sees. Not how that is shown.
import { figuresAt, type Analysis } from '@trammel/analysis';
import type { Span } from '@trammel/diagnostics';
import { nodesOf, type Node, type Visit } from '@trammel/graph';
import { isOperatorName, pageOfOperator } from '@trammel/operators';
import { attenuationText, layerName, operatorSignature, printField, printShortCount, shownShape } from '@trammel/report';
import { tokenAt } from '@trammel/syntax';
import { printShape } from '@trammel/tensor';
import type { Document } from './document.js';
import type { DeclaredName } from './declared-name.js';
import { nameAt } from './names.js';

/** What is told, and of what stretch. */
export interface Hover {
  readonly span: Pick<Span, 'start' | 'end'>;
  /** As code. */
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What was found of the layers that stand there: `output`, `[C=6, H=28, W=28]`. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** Asks for the word at an offset; `analysis` is that of the same text, where there is one. */
export function hoverAt(document: Document, offset: number, analysis: Analysis | undefined): Hover | undefined {
  const { text } = document.source;
  const start = wordStart(text, offset);
  const token = tokenAt(text, start);
  if (token === undefined || token.class !== 'name') return undefined;
  const span = { start, end: start + token.length };
  const word = text.slice(span.start, span.end);
  const found = nameAt(document, offset);
  const facts = analysis === undefined ? [] : factsAt(document, offset, analysis);
  if (found !== undefined) return { span, title: titleOf(found.declared, document), paragraphs: paragraphsOf(found.declared), facts };
  if (!isOperatorName(word)) return undefined;
  const page = pageOfOperator(word);
  return { span, title: operatorSignature(page), paragraphs: [page.summary, ...page.formulas.slice(0, 2)], facts };
}

function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function titleOf({ span }: DeclaredName, { source }: Document): string {
  const [first = ''] = source.text.slice(span.start, span.end).split('\n');
  return first.trim();
}

const paragraphsOf = ({ kind, documentation }: DeclaredName): readonly string[] => [
  kindWords[kind],
  ...(documentation === undefined ? [] : [documentation]),
];

const kindWords: Readonly<Record<DeclaredName['kind'], string>> = {
  net: 'A network.',
  block: 'A block.',
  import: 'From another file.',
  parameter: 'A parameter.',
  input: 'An input.',
  tensor: 'A tensor.',
  layer: 'A layer whose weights are used in several places.',
  value: 'A value.',
  counter: 'Counts the rounds of the loop.',
  size: 'The size of an axis.',
};

/** Of the layer that is written there; where a block is called several times, of the first call, and how many there are. */
function factsAt({ source }: Document, offset: number, analysis: Analysis): Hover['facts'] {
  const visits = nodesOf(analysis.graph.body).filter(({ node }) => node.span.source.path === source.path && holds(node.span, offset));
  const shortest = Math.min(...visits.map(({ node }) => node.span.end - node.span.start));
  const here = visits.filter(({ node }) => node.span.end - node.span.start === shortest);
  const [first] = here;
  if (first !== undefined && isWithin(first.node, offset)) return factsOf(first, here, analysis);
  const named = [...analysis.graph.named.values()].find(({ span }) => span.source.path === source.path && holds(span, offset));
  return named === undefined ? [] : [{ name: 'gives', value: printShape(shownShape(named.tensor, analysis)) }];
}

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** A combiner's span holds its paths: it is meant where its own name is. */
const isWithin = ({ span, operator }: Node, offset: number): boolean =>
  !span.source.text.slice(span.start, span.end).includes('{') || offset <= span.start + operator.length;

function factsOf({ node }: Visit, all: readonly Visit[], analysis: Analysis): Hover['facts'] {
  const { cost, sizes, receptiveFields, gradient } = analysis;
  const row = cost.rows.find((each) => each.node === node);
  const [output] = node.outputs;
  const counts = row === undefined ? undefined : figuresAt(row.figures, sizes);
  const copies = all.reduce((sum, visit) => sum + visit.copies, 0);
  const attenuation = gradient.nodes.get(node)?.at(0).outputs[0];
  const facts = [
    { name: 'layer', value: [layerName(node)].flat()[0] ?? '' },
    { name: 'gives', value: output === undefined ? '' : printShape(shownShape(output, analysis)) },
    { name: 'parameters', value: counts === undefined || counts.parameters === 0 ? '' : printShortCount(counts.parameters) },
    { name: 'MACs', value: counts === undefined || counts.macs === 0 ? '' : printShortCount(counts.macs) },
    { name: 'sees', value: output === undefined ? '' : printField(receptiveFields.get(output)) },
    { name: 'dL/dy', value: attenuation === undefined ? '' : attenuationText(attenuation) },
    { name: 'runs', value: copies > 1 ? `${copies} times in ${analysis.graph.name}; this is the first` : '' },
  ];
  return facts.filter(({ value }) => value !== '');
}
