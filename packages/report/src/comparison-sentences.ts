// A comparison in sentences: the ratios, the causes with what each comes to, and what the dearest layers are.
import {
  tracedFigures,
  type ComparedLayer,
  type ComparedNetwork,
  type Comparison,
  type DearestLayer,
  type TracedFigure,
} from '@trammel/analysis';
import { approximateSize } from '@trammel/tensor';
import { causeSentences, type Telling } from './cause-sentences.js';
import { kindWords, type KindWords, type NamedKind } from './kind-words.js';
import { printCount, printRatio, printShare, shortNumbers } from './numbers.js';

/** What the numbers say, in sentences that follow from each other: one paragraph. */
export function comparisonSentences(comparison: Comparison): readonly string[] {
  const telling = tellingOf(comparison);
  return [ratioSentence(comparison, telling), ...causeSentences(comparison, telling), ...dearestSentences(comparison, telling)];
}

/** The same in one string. */
export const comparisonParagraph = (comparison: Comparison): string => comparisonSentences(comparison).join(' ');

/** The names of both networks, with the file where the names alone are equal. */
export function comparedNames({ left, right }: Comparison): readonly [string, string] {
  const [a, b] = [left.analysis.graph, right.analysis.graph];
  if (a.name !== b.name) return [a.name, b.name];
  return a.file === b.file ? [`${a.name} (first)`, `${b.name} (second)`] : [`${a.file}:${a.name}`, `${b.file}:${b.name}`];
}

function tellingOf(comparison: Comparison): Telling {
  const [left, right] = comparedNames(comparison);
  return { left, right, words: kindWords(comparison.kinds), kinds: comparison.kinds };
}

const figureOf = ({ totals }: ComparedNetwork, figure: TracedFigure): number => approximateSize(totals[figure]);

/** `Bottleneck has 3.14 times fewer parameters and 3.15 times fewer multiplications than Naive.` */
function ratioSentence({ left, right }: Comparison, telling: Telling): string {
  const [first, second] = tracedFigures.map((figure) => ratioPhrase([figureOf(left, figure), figureOf(right, figure)], figure, telling));
  if (first === undefined || second === undefined) return '';
  if (first.joint === second.joint) return `${telling.right} has ${first.text} and ${second.text}${first.joint}.`;
  return `${telling.right} has ${first.text}${first.joint} and ${second.text}${second.joint}.`;
}

interface Phrase {
  readonly text: string;
  /** What leads back to the other network. */
  readonly joint: string;
}

function ratioPhrase([a, b]: readonly [number, number], what: string, { left }: Telling): Phrase {
  if (Number.isNaN(a) || Number.isNaN(b)) return { text: `${what} that cannot be compared while sizes are open`, joint: '' };
  if (a === b) return { text: `as many ${what}`, joint: ` as ${left}` };
  if (b === 0) return { text: `no ${what} (${left} has ${printCount(a)})`, joint: '' };
  if (a === 0) return { text: `${printCount(b)} ${what} (${left} has none)`, joint: '' };
  const [larger, smaller] = [Math.max(a, b), Math.min(a, b)];
  const amount = larger / smaller < 1.1 ? percent(Math.abs(b - a) / a) : `${printRatio(larger, smaller)} times`;
  return { text: `${amount} ${a > b ? 'fewer' : 'more'} ${what}`, joint: ` than ${left}` };
}

/** Two digits, and all digits before the point. */
const percent = (part: number): string => `${part >= 0.0995 ? (100 * part).toFixed(0) : (100 * part).toPrecision(2)} %`;

/** One sentence where both share the dearest layer. */
function dearestSentences({ left, right }: Comparison, telling: Telling): readonly string[] {
  const [a, b] = [left.dearest, right.dearest];
  const isShared =
    a?.layer.node.site.text === b?.layer.node.site.text && a?.multiplications === b?.multiplications && a?.count === b?.count;
  if (a === undefined || b === undefined || !isShared)
    return [...dearestSentence(a, telling.left, telling.words), ...dearestSentence(b, telling.right, telling.words)];
  const shares = `${printShare(a.share, 1)} of ${telling.left}, ${printShare(b.share, 1)} of ${telling.right}`;
  return dearestSentence(a, 'both', telling.words, shares);
}

/** `The dearest layer of Naive is a 5x5 convolution, conv(96, 5x5, pad=same), with 629,145,600 multiplications (56.4 %).` */
function dearestSentence(dearest: DearestLayer | undefined, name: string, words: KindWords, shares?: string): readonly string[] {
  if (dearest === undefined) return [];
  const { layer, multiplications, share, count } = dearest;
  const cost = `${printCount(multiplications)} multiplications (${shares ?? printShare(share, 1)})`;
  const call = `\`${shortNumbers(layer.node.site.text)}\``;
  const noun = words.noun(kindOf(layer), 1);
  const others = count === 1 ? '' : count === 2 ? ' Another one takes as many.' : ` ${printCount(count - 1)} others take as many.`;
  return [`The dearest layer of ${name} is ${article(noun)} ${noun}, ${call}, with ${cost}.${others}`];
}

const article = (noun: string): string => (/^(8|11x|18x|[aeiou])/.test(noun) ? 'an' : 'a');

const kindOf = ({ node, category, profile, grouping }: ComparedLayer): NamedKind => ({
  operator: node.operator,
  category,
  window: profile.window,
  grouping,
});
