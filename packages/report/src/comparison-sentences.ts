// A comparison in sentences: the ratios, the reasons, where the rest lies, and what the dearest layers are.
import {
  tracedFigures,
  type ChannelReason,
  type ComparedLayer,
  type ComparedNetwork,
  type Comparison,
  type FigureDifference,
  type LayerPair,
  type PositionReason,
  type Reason,
  type RepeatReason,
  type TracedFigure,
} from '@trammel/analysis';
import { approximateSize } from '@trammel/tensor';
import { joined, kindWords, type KindWords, type NamedKind } from './kind-words.js';
import { printCount, printRatio, printShare, shortNumbers } from './numbers.js';

/** What sentences are made with. */
interface Telling {
  readonly left: string;
  readonly right: string;
  readonly words: KindWords;
}

/** What the numbers say, a paragraph each. */
export function comparisonSentences(comparison: Comparison): readonly string[] {
  const telling = tellingOf(comparison);
  const { reasons, differences } = comparison;
  const isAll = differences.every(({ difference, isExplained }) => isExplained || !(difference !== 0));
  return [
    ratioSentence(comparison, telling),
    ...reasons.map((reason, index) => `${index > 0 ? 'Another' : isAll ? 'The reason' : 'One reason'}: ${reasonSentence(reason, telling)}`),
    ...differences.flatMap((difference) => differenceSentence(difference, telling)),
    ...dearestSentence(comparison.left, telling.left, telling.words),
    ...dearestSentence(comparison.right, telling.right, telling.words),
  ];
}

/** The names of both networks, with the file where the names alone are equal. */
export function comparedNames({ left, right }: Comparison): readonly [string, string] {
  const [a, b] = [left.analysis.graph, right.analysis.graph];
  if (a.name !== b.name) return [a.name, b.name];
  return a.file === b.file ? [`${a.name} (first)`, `${b.name} (second)`] : [`${a.file}:${a.name}`, `${b.file}:${b.name}`];
}

function tellingOf(comparison: Comparison): Telling {
  const [left, right] = comparedNames(comparison);
  return { left, right, words: kindWords(comparison.kinds) };
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

function reasonSentence(reason: Reason, telling: Telling): string {
  switch (reason.kind) {
    case 'channels':
      return channelSentence(reason, telling);
    case 'positions':
      return positionSentence(reason, telling);
    case 'repeats':
      return repeatSentence(reason, telling);
  }
}

/** `its 5x5 and 3x3 convolutions read 64 channels instead of 256, because 1x1 convolutions before them cut the channels.` */
function channelSentence({ pairs, from, to, reducers }: ChannelReason, { left, right, words }: Telling): string {
  const copies = countOf(pairs);
  const who = words.nouns(byCost(pairs.map((pair) => pair.right)).map(kindOf), copies);
  const read = `the ${who} of ${right} read${copies === 1 ? 's' : ''} ${printCount(to)} channels instead of ${printCount(from)}`;
  const pronoun = copies === 1 ? 'it' : 'them';
  const effect = `In ${left} ${copies === 1 ? 'it takes' : 'they take'} ${costPhrase(pairs, 'left')}, in ${right} ${costPhrase(pairs, 'right')}.`;
  if (reducers.length === 0) return `${read}. ${effect}`;
  const cutters = words.nouns(reducers.map(kindOf), sumOf(reducers, 'copies'));
  const cost = `${printCount(sumOf(reducers, 'multiplications'))} multiplications and ${printCount(sumOf(reducers, 'parameters'))} parameters`;
  return `${read}, because ${cutters} before ${pronoun} cut the channels. ${effect} What cuts the channels takes ${cost} itself.`;
}

/** `the same layers work at other sizes` */
function positionSentence({ pairs }: PositionReason, { left, right }: Telling): string {
  return `${printCount(countOf(pairs))} layers that both have work at other sizes. In ${left} they take ${costPhrase(pairs, 'left')}, in ${right} ${costPhrase(pairs, 'right')}.`;
}

/** `ResNet101 runs Bottleneck(width=256) 22 times, ResNet50 runs it 5 times.` */
function repeatSentence({ block, left: before, right: after, difference }: RepeatReason, { left, right }: Telling): string {
  const name = `\`${block.name}${block.arguments === '' ? '' : `(${shortNumbers(block.arguments)})`}\``;
  const gap = `${printCount(Math.abs(difference.parameters))} parameters and ${printCount(Math.abs(difference.multiplications))} multiplications`;
  return `${right} runs ${name} ${times(after)}, ${left} ${times(before)}. That is ${gap} ${after > before ? 'more' : 'fewer'}.`;
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${printCount(count)} times`);

/** Where a figure differs, if the reasons do not say it. */
function differenceSentence(
  { figure, difference, kinds, isExplained }: FigureDifference,
  { left, right, words }: Telling,
): readonly string[] {
  if (isExplained || kinds.length === 0 || !(difference !== 0)) return [];
  const places = kinds.map((kind) => {
    const side = (name: string, cost: typeof kind.left): string =>
      cost.layers === 0 ? `${name} has none` : `${name} has ${printCount(cost.layers)} with ${printCount(cost[figure])}`;
    return `the ${words.noun(kind, 2)} (${side(left, kind.left)}, ${side(right, kind.right)})`;
  });
  return [`The ${figure} differ most in ${joined(places)}.`];
}

/** `The dearest layer of Naive is a 5x5 convolution, conv(96, 5x5, pad=same), with 629,145,600 multiplications (56.4 %).` */
function dearestSentence({ dearest }: ComparedNetwork, name: string, words: KindWords): readonly string[] {
  if (dearest === undefined) return [];
  const { layer, multiplications, share, count } = dearest;
  const cost = `${printCount(multiplications)} multiplications (${printShare(share, 1)})`;
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

const byCost = (layers: readonly ComparedLayer[]): readonly ComparedLayer[] =>
  [...layers].sort((a, b) => b.multiplications / b.copies - a.multiplications / a.copies);

const countOf = (pairs: readonly LayerPair[]): number => pairs.reduce((sum, { copies }) => sum + copies, 0);

const sumOf = (layers: readonly ComparedLayer[], key: 'copies' | TracedFigure): number =>
  layers.reduce((sum, layer) => sum + layer[key], 0);

function costPhrase(pairs: readonly LayerPair[], side: 'left' | 'right'): string {
  const total = (figure: TracedFigure): number =>
    pairs.reduce((sum, pair) => sum + (pair.copies * pair[side][figure]) / pair[side].copies, 0);
  return `${printCount(total('multiplications'))} multiplications and ${printCount(total('parameters'))} parameters`;
}
