// The causes of a difference in sentences: one rule for each kind of cause, and the numbers of its parts.
import type {
  BottleneckCause,
  Cause,
  Comparison,
  CostDifference,
  DifferencePart,
  Factor,
  HeadCause,
  LayerForm,
  LayerRole,
  RepeatCause,
  Side,
  WindowCause,
} from '@trammel/analysis';
import { joined, type KindWords } from './kind-words.js';
import { printCount, printRatio, printShort, shortNumbers } from './numbers.js';

/** What sentences are made with: the names of both networks, and words for layers. */
export interface Telling {
  readonly left: string;
  readonly right: string;
  readonly words: KindWords;
  /** The kinds of layers of both networks. */
  readonly kinds: Comparison['kinds'];
}

/** A sentence for each cause, the largest first; what goes against the difference says so. */
export function causeSentences({ causes, difference, changes }: Comparison, telling: Telling): readonly string[] {
  if (causes.length === 0) {
    const isAlike = [changes.channels, changes.positions, changes.removed, changes.added].every((list) => list.length === 0);
    return isAlike && difference.parameters === 0 ? ['Both have the same layers.'] : [];
  }
  const isOne = causes.filter(({ kind }) => kind !== 'others').length === 1;
  return causes.map((cause, index) => {
    const sentence = sentenceOf(cause, telling);
    if (cause.kind === 'others') return index === 0 ? `What differs is spread over many layers: ${sentence}` : `All else: ${sentence}`;
    if (index === 0) return `${isOne ? 'The reason' : 'The main reason'}: ${sentence}`;
    return `${goesAlong(cause.difference, difference) ? 'Besides' : 'Against that'}, ${sentence}`;
  });
}

/** Whether a part has the sign of the whole, in the figure of which it is the larger share. */
function goesAlong(part: CostDifference, whole: CostDifference): boolean {
  const [parameters, multiplications] = [part.parameters / whole.parameters, part.multiplications / whole.multiplications];
  return (Math.abs(parameters) > Math.abs(multiplications) ? parameters : multiplications) >= 0;
}

function sentenceOf(cause: Cause, telling: Telling): string {
  switch (cause.kind) {
    case 'repeats':
      return repeatSentence(cause, telling);
    case 'bottleneck':
      return bottleneckSentence(cause, telling);
    case 'windows':
      return windowSentence(cause, telling);
    case 'head':
      return headSentence(cause, telling);
    case 'others':
      return `${amount(cause.difference)}, in ${telling.words.nouns(formsOf(mostOf(cause.parts)), several)}.`;
    case 'width':
      return `${widthClause(cause.parts, telling)}: ${amount(cause.difference)}.`;
    case 'count':
      return `${countClause(cause.parts, telling)}: ${amount(cause.difference)}.`;
    default:
      return `${factorClause(cause.kind, cause.parts, telling)}: ${amount(cause.difference)}.`;
  }
}

/** `ResNet101 runs Bottleneck(width=256) 22 times, ResNet50 5 times: ...` */
function repeatSentence({ block, left: before, right: after, difference }: RepeatCause, { left, right }: Telling): string {
  const name = `\`${block.name}${block.arguments === '' ? '' : `(${shortNumbers(block.arguments)})`}\``;
  return `${right} runs ${name} ${times(after)}, ${left} ${times(before)}: ${amount(difference)}.`;
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${printCount(count)} times`);

/** `2 1x1 convolutions cut the channels before the 5x5 convolutions of A, which read 64 channels instead of 256: ...` */
function bottleneckSentence({ side, parts, difference }: BottleneckCause, telling: Telling): string {
  const cutters = parts.filter(({ form }) => form.role === 'cutsBefore');
  const wideners = parts.filter(({ form }) => form.role === 'widensAfter');
  const windows = parts
    .filter(({ form }) => isLarge(form))
    .sort((a, b) => Math.abs(b.difference.multiplications) - Math.abs(a.difference.multiplications));
  const beside = parts.filter((part) => ![...cutters, ...wideners, ...windows].includes(part));
  const [channels, counts] = (['channels', 'count'] as const).map((factor) => windows.filter((part) => part.factor === factor));
  const who = countedNouns(cutters, side, telling);
  const nouns = nounsOf(windows, telling);
  const effects = [
    ...(channels === undefined || channels.length === 0 ? [] : [`read ${fromTo(channels, 'channels')}`]),
    ...(counts === undefined || counts.length === 0 ? [] : [`are ${moreOrFewer(counts)}`]),
  ].join(' and ');
  const lead =
    side === 'right'
      ? `${who} cut the channels before the ${nouns} of ${telling.right}, which ${effects}`
      : `${telling.right} has none of the ${who} that cut the channels in ${telling.left}, and its ${nouns} ${effects}`;
  const cost = [
    `the cutting itself ${side === 'right' ? 'takes' : 'took'} ${size(sumOf(cutters))}`,
    ...(wideners.length === 0 ? [] : [`widening them again ${size(sumOf(wideners))}`]),
    ...(beside.length === 0 ? [] : [`the ${nounsOf(beside, telling)} beside them come to ${amount(sumOf(beside))}`]),
  ].join(', ');
  return `${lead}: ${amount(sumOf(windows))}; ${cost}. Together that is ${amount(difference)}.`;
}

const isLarge = ({ window }: LayerForm): boolean => window.reduce((area, extent) => area * extent, 1) > 1;

/** `16 fewer` */
function moreOrFewer(counts: readonly DifferencePart[]): string {
  const more = counts.reduce((sum, { left, right }) => sum + right.mean - left.mean, 0);
  return `${printCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'}`;
}

/** `17 depthwise 3x3 convolutions of A, each output of which reads a single channel, stand in the place of ...` */
function windowSentence({ side, cheaper, dearer, parts, difference }: WindowCause, telling: Telling): string {
  const other: Side = side === 'right' ? 'left' : 'right';
  const of = (forms: readonly LayerForm[]): readonly DifferencePart[] => parts.filter(({ form }) => forms.includes(form));
  const isApart = cheaper.some(({ grouping }) => grouping !== 'full');
  const isDepthwise = cheaper.every(({ grouping }) => grouping === 'depthwise');
  const how = isDepthwise
    ? ', whose outputs read a single channel each,'
    : isApart
      ? ', whose outputs read a group of the channels each,'
      : ', with smaller windows,';
  const mixing = parts.filter(({ form }) => !cheaper.includes(form) && !dearer.includes(form));
  const mixed = mixing.length === 0 ? '' : ` with ${countedNouns(mixing, side, telling)} that mix channels beside them`;
  const verb = side === 'right' ? 'stand' : 'stood';
  return `${countedNouns(of(cheaper), side, telling)} of ${telling[side]}${how}${mixed} ${verb} in the place of ${countedNouns(of(dearer), other, telling)} of ${telling[other]}: ${amount(difference)}.`;
}

/** `the head of ResNet50 has 1 dense layer instead of 3, ...` */
function headSentence({ parts, flattened, difference }: HeadCause, telling: Telling): string {
  const { left, right } = telling;
  const counts = parts.filter(({ factor }) => factor === 'count');
  const what =
    counts.length > 0
      ? `the head of ${right} has ${moreOrFewer(counts)} ${telling.words.nouns(formsOf(counts), several)}`
      : `in the head of ${right}, ${telling.words.nouns(formsOf(mostOf(parts)), several)} ${widthClauses(parts)}`;
  const read = (side: Side): string => {
    const numbers = flattened[side];
    return numbers === undefined ? 'what is pooled of its map' : `all ${printCount(numbers)} numbers of its last map`;
  };
  const why =
    (flattened.left === undefined) === (flattened.right === undefined)
      ? ''
      : `; it reads ${read('right')}, that of ${left} ${read('left')}`;
  return `${what}${why}: ${amount(difference)}.`;
}

const widthClause = (parts: readonly DifferencePart[], telling: Telling): string =>
  `the ${nounsOf(mostOf(parts), telling)} of ${telling.right} ${widthClauses(parts)}`;

/** `give 1,024 features instead of 768 and read 1,024 channels instead of 768` */
function widthClauses(parts: readonly DifferencePart[]): string {
  // A table that is looked up reads no channels.
  const isTold = ({ left, right }: DifferencePart): boolean => left.mean > 0 && right.mean > 0;
  const [features, channels] = (['features', 'channels'] as const).map((factor) =>
    parts.filter((part) => part.factor === factor && isTold(part)),
  );
  const clauses = [
    ...(features === undefined || features.length === 0 ? [] : [`give ${fromTo(features, 'features')}`]),
    ...(channels === undefined || channels.length === 0 ? [] : [`read ${fromTo(channels, 'channels')}`]),
  ];
  return clauses.length === 0 ? 'computes otherwise' : clauses.join(' and ');
}

/** `B has 16 3x3 convolutions fewer` */
function countClause(parts: readonly DifferencePart[], telling: Telling): string {
  const [part, ...others] = parts;
  if (part === undefined) return '';
  if (others.length > 0) {
    const [most, fewest] = [part.right.mean, part.left.mean].sort((a, b) => b - a);
    const [many, few] = part.right.mean > part.left.mean ? [telling.right, telling.left] : [telling.left, telling.right];
    return `${many} has ${printRatio(most ?? 1, fewest ?? 1)} times as many ${telling.words.nouns(formsOf(mostOf(parts)), several)} as ${few}`;
  }
  const more = part.right.mean - part.left.mean;
  const noun = `${telling.words.noun(part.form, Math.abs(more))}${roleClauses[part.form.role]}`;
  return part.left.mean === 0
    ? `${telling.right} has ${printCount(more)} ${noun}${lacking(part, 'left', telling)}`
    : part.right.mean === 0
      ? `${telling.left} has ${printCount(-more)} ${noun}${lacking(part, 'right', telling)}`
      : `${telling.right} has ${printCount(Math.abs(more))} ${noun} ${more > 0 ? 'more' : 'fewer'}`;
}

/** What another network has instead: none at all, or others of the kind, which differ in size or in what they are for. */
function lacking({ form }: DifferencePart, side: Side, telling: Telling): string {
  const { operator, window, grouping } = form;
  const same = telling.kinds.find(
    (kind) => kind.operator === operator && kind.window.join() === window.join() && kind.grouping === grouping,
  );
  return same !== undefined && same[side].layers > 0
    ? `, of sizes that ${telling[side]} has none of`
    : `, and ${telling[side]} none like them`;
}

const roleClauses: Readonly<Record<LayerRole, string>> = {
  cutsBefore: ' that cut the channels before larger windows',
  widensBefore: ' that widen the channels before larger windows',
  cutsAfter: ' that cut the channels after larger windows',
  widensAfter: ' that widen the channels after larger windows',
  pooled: ' that work at a single position',
  head: '',
  plain: '',
};

function factorClause(factor: Exclude<Factor, 'count'>, parts: readonly DifferencePart[], telling: Telling): string {
  const nouns = nounsOf(mostOf(parts), telling);
  const who = `the ${nouns} of ${telling.right}`;
  switch (factor) {
    case 'positions':
      return `${who} work at ${fromTo(parts, 'positions')}`;
    case 'features':
      return `${who} give ${fromTo(parts, 'features')}`;
    case 'channels':
      return `${who} read ${fromTo(parts, 'channels')}`;
    case 'sharing': {
      const isMore = parts.every(({ left, right }) => right.mean < left.mean);
      return isMore ? `${who} share weights` : `the ${nouns} of ${telling.left} share weights that are separate in ${telling.right}`;
    }
    case 'rest':
      return `${who} compute otherwise besides`;
  }
}

/** The parts that make up most of them, the largest first: what is told by name. */
function mostOf(parts: readonly DifferencePart[]): readonly DifferencePart[] {
  const shareOf = ({ difference }: DifferencePart, figure: keyof CostDifference): number =>
    Math.abs(difference[figure]) / Math.max(...parts.map((part) => Math.abs(part.difference[figure]))) || 0;
  const weight = (part: DifferencePart): number => Math.max(shareOf(part, 'parameters'), shareOf(part, 'multiplications'));
  return [...parts]
    .filter((part) => weight(part) >= leastShare)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, mostNamed);
}

/** Of the largest part. */
const leastShare = 0.2;
const mostNamed = 4;

/** `64 channels instead of 256`; means where the layers are not alike. */
function fromTo(parts: readonly DifferencePart[], what: string): string {
  const isCount = parts.every(({ factor }) => factor === 'count');
  const mean = (side: Side): number => {
    const layers = parts.reduce((sum, part) => sum + part[side].layers, 0);
    return isCount ? layers : parts.reduce((sum, part) => sum + part[side].mean * part[side].layers, 0) / layers;
  };
  const [before, after] = [mean('left'), mean('right')];
  const isMean = !isCount && parts.some(({ left, right }) => left.mean !== before || right.mean !== after || left.layers > 1);
  const print = (value: number): string =>
    printCount(Math.abs(value) < 10 && !Number.isInteger(value) ? Math.round(value * 10) / 10 : Math.round(value));
  const isExact =
    parts.every(({ left, right }) => Number.isInteger(left.mean) && Number.isInteger(right.mean)) &&
    Number.isInteger(before) &&
    Number.isInteger(after);
  const unit = what === '' ? '' : ` ${what}`;
  return `${print(after)}${unit} instead of ${print(before)}${isMean && !isExact ? ' on average' : ''}`;
}

const formsOf = (parts: readonly DifferencePart[]): readonly LayerForm[] => [
  ...new Map(parts.map(({ form }) => [JSON.stringify(form), form])).values(),
];

/** For a plural. */
const several = 2;

const nounsOf = (parts: readonly DifferencePart[], { words }: Telling): string =>
  words.nouns(formsOf(parts), Math.max(...parts.map(({ left, right }) => Math.max(left.layers, right.layers))));

/** `16 1x1 convolutions` */
function countedNouns(parts: readonly DifferencePart[], side: Side, { words }: Telling): string {
  const layers = new Map(parts.map(({ form, [side]: own }) => [JSON.stringify(form), { form, count: own.layers }]));
  const nouns = new Map<string, { readonly form: LayerForm; readonly count: number }>();
  for (const { form, count } of layers.values()) {
    const key = words.noun(form, several);
    nouns.set(key, { form, count: count + (nouns.get(key)?.count ?? 0) });
  }
  return joined([...nouns.values()].map(({ form, count }) => `${count === 1 ? 'one' : printCount(count)} ${words.noun(form, count)}`));
}

function sumOf(parts: readonly DifferencePart[]): CostDifference {
  const sum = (figure: keyof CostDifference): number => parts.reduce((total, { difference }) => total + difference[figure], 0);
  return { parameters: sum('parameters'), multiplications: sum('multiplications') };
}

/** `761,266,176 fewer multiplications and 743,232 fewer parameters` */
function amount({ parameters, multiplications }: CostDifference): string {
  const told = (value: number, what: string): readonly string[] =>
    Math.round(value) === 0
      ? []
      : Number.isNaN(value)
        ? [`${what} that depend on open sizes`]
        : [`${printAmount(Math.abs(value))} ${value > 0 ? 'more' : 'fewer'} ${what}`];
  const both = [...told(multiplications, 'multiplications'), ...told(parameters, 'parameters')];
  return both.length === 0 ? 'no more and no fewer' : both.join(multiplications * parameters < 0 ? ', but ' : ' and ');
}

/** `33,554,432 multiplications and 32,896 parameters`, whatever their sign. */
const size = ({ parameters, multiplications }: CostDifference): string =>
  `${printAmount(Math.abs(multiplications))} multiplications and ${printAmount(Math.abs(parameters))} parameters`;

/** All digits of what is counted; what is a share of a product is rounded. */
function printAmount(value: number): string {
  const whole = Math.round(value);
  // Sums of whole numbers are off by rounding alone.
  return Math.abs(value - whole) <= 1e-3 ? printCount(whole) : `about ${printShort(whole)}`;
}
