// Shaders in a short form: lines that differ in numbers only, step by step, stand once; so do shaders that differ in numbers only.

/** A shader as a template and the numbers to put into it. `expandShader` gives its text back. */
export interface CondensedShader {
  /** The number of the template. */
  readonly template: number;
  readonly numbers: readonly number[];
}

/** The short form of all shaders of a module. */
export function condenseShaders(texts: readonly string[]): {
  readonly templates: readonly string[];
  readonly shaders: readonly CondensedShader[];
} {
  const forms = texts.map((text) => formOf(rolled(text)));
  const groups = new Map<string, Form[]>();
  for (const form of forms) {
    const group = groups.get(form.skeleton) ?? [];
    group.push(form);
    groups.set(form.skeleton, group);
  }
  const columns = new Map([...groups].map(([skeleton, group]) => [skeleton, columnsOf(group)]));
  const skeletons = [...columns.keys()];
  return {
    templates: [...columns].map(([skeleton, { texts: parts }]) => filled(skeleton, parts)),
    shaders: forms.map(({ skeleton, numbers }) => ({
      template: skeletons.indexOf(skeleton),
      numbers: (columns.get(skeleton)?.open ?? []).map((at) => Number(numbers[at])),
    })),
  };
}

/** A text with its numbers taken out. */
interface Form {
  readonly skeleton: string;
  readonly numbers: readonly string[];
}

/**
 * Whole numbers without leading zeros and with few enough digits to be exact, digits behind a point not among them. A sign belongs to a number
 * only where it cannot be a subtraction.
 */
const numberPattern = /(?<=[ (,~])-[1-9]\d{0,14}(?!\d)|(?<![\d.])(?:0|[1-9]\d{0,14})(?!\d)/g;

/** What stands for a number in a skeleton: no shader has it. */
const gap = '\u0000';

function formOf(text: string): Form {
  return { skeleton: text.replaceAll(numberPattern, gap), numbers: text.match(numberPattern) ?? [] };
}

function filled(skeleton: string, numbers: readonly string[]): string {
  let at = -1;
  return skeleton.replaceAll(gap, () => {
    at += 1;
    return numbers[at] ?? '';
  });
}

/** What stands at each number of forms that are alike: the number where it is the same in all, else a name; and which numbers have the names. */
function columnsOf(forms: readonly Form[]): { readonly texts: readonly string[]; readonly open: readonly number[] } {
  const open = new Map<string, { readonly name: string; readonly at: number }>();
  const texts = (forms[0]?.numbers ?? []).map((number, at) => {
    const column = forms.map(({ numbers }) => numbers[at]);
    if (column.every((other) => other === number)) return number;
    const key = column.join();
    const known = open.get(key) ?? { name: `$${nameOfNumber(open.size)}`, at };
    open.set(key, known);
    return known.name;
  });
  return { texts, open: [...open.values()].map(({ at }) => at) };
}

function nameOfNumber(number: number): string {
  const rest = number >= 26 ? nameOfNumber(Math.floor(number / 26)) : '';
  return rest + String.fromCharCode(65 + (number % 26));
}

/** A line without its numbers, or items over and over. */
type Item =
  | { readonly kind: 'line'; readonly skeleton: string; readonly numbers: readonly Growing[] }
  | { readonly kind: 'repeat'; readonly times: number; readonly items: readonly Item[] };

/** A number, and by how much it grows with each round of the repeats around it, the innermost first. */
interface Growing {
  readonly first: number;
  readonly steps: readonly number[];
}

/** An item with what it is compared by. */
interface Entry {
  readonly item: Item;
  readonly key: string;
  readonly numbers: readonly number[];
  readonly lines: number;
}

/** The text with repeats written as such, the innermost first. */
function rolled(text: string): string {
  let entries = text.split('\n').map((line) => {
    const { skeleton, numbers } = formOf(line.trimStart());
    return entryOf({ kind: 'line', skeleton, numbers: numbers.map((number) => ({ first: Number(number), steps: [] })) });
  });
  for (let at = 0; at < longestStretches.length;) {
    const before = entries.length;
    entries = rolledOnce(entries, longestStretches[at] ?? 1);
    // What has become one item may be repeated itself.
    at = entries.length < before ? 0 : at + 1;
  }
  return entries.flatMap(({ item }) => linesOf(item)).join('\n');
}

function entryOf(item: Item): Entry {
  if (item.kind === 'line') {
    const steps = item.numbers.map((number) => number.steps.join('~')).join();
    return { item, key: `${item.skeleton}|${steps}`, numbers: item.numbers.map(({ first }) => first), lines: 1 };
  }
  const inner = item.items.map(entryOf);
  return {
    item,
    key: `#${item.times}\n${inner.map(({ key }) => key).join('\n')}\n#`,
    numbers: inner.flatMap(({ numbers }) => numbers),
    lines: inner.reduce((sum, { lines }) => sum + lines, 2),
  };
}

function linesOf(item: Item): readonly string[] {
  if (item.kind === 'repeat') return [`#${item.times}`, ...item.items.flatMap(linesOf), '#'];
  const texts = item.numbers.map(({ first, steps }) => {
    const last = steps.findLastIndex((step) => step !== 0);
    return [first, ...steps.slice(0, last + 1)].join('~');
  });
  return [filled(item.skeleton, texts)];
}

function rolledOnce(entries: readonly Entry[], longest: number): Entry[] {
  const result: Entry[] = [];
  for (let at = 0; at < entries.length;) {
    const { length, times } = bestRepeat(entries, at, longest);
    const stretch = entries.slice(at, at + length);
    if (times === 1) {
      result.push(...stretch);
    } else {
      const items = stretch.map(({ item, numbers }, offset) => {
        const next = entries[at + length + offset]?.numbers ?? [];
        return grown(item, numbers.map((number, index) => (next[index] ?? 0) - number)[Symbol.iterator]());
      });
      result.push(entryOf({ kind: 'repeat', times, items }));
    }
    at += length * times;
  }
  return result;
}

/** The item with one more step for each of its numbers. */
function grown(item: Item, steps: Iterator<number, unknown>): Item {
  if (item.kind === 'repeat') return { ...item, items: item.items.map((inner) => grown(inner, steps)) };
  const numbers = item.numbers.map((number) => ({ ...number, steps: [...number.steps, Number(steps.next().value)] }));
  return { ...item, numbers };
}

/** How many items a repeated stretch may have: what is short lies within what is long. */
const longestStretches = [1, 2, 4, 8, 16, 32, 64, 128];

/** Items that come several times in a row. */
interface Repeat {
  readonly length: number;
  readonly times: number;
}

/** The repeat from here that saves the most lines; of several the one of the shortest stretch. One item, once, where none saves any. */
function bestRepeat(entries: readonly Entry[], at: number, longest: number): Repeat {
  let best: Repeat = { length: 1, times: 1 };
  let most = 0;
  let lines = 0;
  for (let length = 1; length <= longest && at + 2 * length <= entries.length; length += 1) {
    lines += entries[at + length - 1]?.lines ?? 0;
    if (entries[at + length]?.key !== entries[at]?.key) continue;
    const times = timesOf(entries, at, length);
    // The repeat itself takes two lines.
    const saved = (times - 1) * lines - 2;
    if (saved > most) {
      most = saved;
      best = { length, times };
    }
  }
  return best;
}

/** How often the stretch comes in a row, each number growing by the same step from round to round. */
function timesOf(entries: readonly Entry[], at: number, length: number): number {
  let times = 1;
  while (continues(entries, { at, length, times })) times += 1;
  return times;
}

function continues(entries: readonly Entry[], { at, length, times }: Repeat & { readonly at: number }): boolean {
  const numbersAt = (round: number, offset: number): readonly number[] => entries[at + round * length + offset]?.numbers ?? [];
  for (let offset = 0; offset < length; offset += 1) {
    if (entries[at + times * length + offset]?.key !== entries[at + offset]?.key) return false;
    const [first, second, before, next] = [0, 1, times - 1, times].map((round) => numbersAt(round, offset));
    const isSteady = next?.every((number, index) => number - Number(before?.[index]) === Number(second?.[index]) - Number(first?.[index]));
    if (isSteady !== true) return false;
  }
  return true;
}
