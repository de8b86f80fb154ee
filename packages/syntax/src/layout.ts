/**
 * Documents that know where they may be broken, and their rendering in a given width: the printing of Wadler's "A prettier printer",
 * with alternatives and comments that go to the end of their line. Knows nothing of the language.
 */

export type Doc = string | readonly Doc[] | Group | Indent | Align | Line | Suffix | Choice;

/** On one line when that fits and nothing in it must break; else all lines that are directly in it break. */
export interface Group {
  readonly kind: 'group';
  readonly inner: Doc;
}

/** Lines in it begin two columns further right. */
export interface Indent {
  readonly kind: 'indent';
  readonly inner: Doc;
}

/** Lines in it begin at the column where it begins itself. */
export interface Align {
  readonly kind: 'align';
  readonly inner: Doc;
}

/** A place to break; unbroken, it is `flat`. `hard` always breaks, `blank` leaves an empty line too. */
export interface Line {
  readonly kind: 'line';
  readonly flat: string;
  readonly breaks: 'soft' | 'hard' | 'blank';
}

/** A text for the end of the line, wherever that comes to be. */
export interface Suffix {
  readonly kind: 'suffix';
  readonly text: string;
}

/** The first option that fits, else the last. */
export interface Choice {
  readonly kind: 'choice';
  readonly options: readonly [Option, ...Option[]];
}

export interface Option {
  readonly doc: Doc;
  /** `flat`: all on one line. `first-line`: up to where it must break. A number: the columns that it needs. */
  readonly fits: 'flat' | 'first-line' | number;
}

export const line: Line = { kind: 'line', flat: ' ', breaks: 'soft' };
export const softLine: Line = { kind: 'line', flat: '', breaks: 'soft' };
export const hardLine: Line = { kind: 'line', flat: '', breaks: 'hard' };
export const blankLine: Line = { kind: 'line', flat: '', breaks: 'blank' };

export function group(...inner: readonly Doc[]): Group {
  return { kind: 'group', inner };
}

export function indent(...inner: readonly Doc[]): Indent {
  return { kind: 'indent', inner };
}

export function align(...inner: readonly Doc[]): Align {
  return { kind: 'align', inner };
}

export function choice(first: Option, ...others: readonly Option[]): Choice {
  return { kind: 'choice', options: [first, ...others] };
}

/** Documents with a separator between them. */
export function join(docs: readonly Doc[], separator: Doc): Doc {
  return docs.map((doc, index) => (index === 0 ? doc : [separator, doc]));
}

/** A document as a single line, its suffixes apart; nothing when something in it must break. */
export interface FlatText {
  readonly text: string;
  readonly suffixes: readonly Suffix[];
}

export function flatText(doc: Doc): FlatText | undefined {
  const suffixes: Suffix[] = [];
  let text = '';
  const stack: Doc[] = [doc];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') {
      if (next.includes('\n')) return undefined;
      text += next;
    } else if (isDocs(next)) {
      for (let index = next.length - 1; index >= 0; index--) stack.push(next[index] ?? '');
    } else if (next.kind === 'line') {
      if (next.breaks !== 'soft') return undefined;
      text += next.flat;
    } else if (next.kind === 'suffix') suffixes.push(next);
    else stack.push(next.kind === 'choice' ? next.options[0].doc : next.inner);
  }
  return { text, suffixes };
}

/** What is still to be written, last first. */
interface Entry {
  readonly doc: Doc;
  readonly indentation: number;
  readonly flat: boolean;
}

interface Output {
  readonly width: number;
  readonly parts: string[];
  column: number;
  suffixes: string[];
}

/** The text of a document, without space at the ends of its lines. */
export function render(doc: Doc, width: number): string {
  const output: Output = { width, parts: [], column: 0, suffixes: [] };
  const stack: Entry[] = [{ doc, indentation: 0, flat: false }];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) write(output, stack, entry);
  flushSuffixes(output);
  return output.parts.join('').replace(/[ \t]+$/gm, '');
}

function write(output: Output, stack: Entry[], { doc, indentation, flat }: Entry): void {
  if (typeof doc === 'string') {
    output.parts.push(doc);
    const lineEnd = doc.lastIndexOf('\n');
    output.column = lineEnd === -1 ? output.column + doc.length : doc.length - lineEnd - 1;
    return;
  }
  if (isDocs(doc)) {
    for (let index = doc.length - 1; index >= 0; index--) stack.push({ doc: doc[index] ?? '', indentation, flat });
    return;
  }
  switch (doc.kind) {
    case 'line':
      writeLine(output, doc, flat ? 'flat' : indentation);
      return;
    case 'suffix':
      output.suffixes.push(doc.text);
      return;
    case 'indent':
      stack.push({ doc: doc.inner, indentation: indentation + 2, flat });
      return;
    case 'align':
      stack.push({ doc: doc.inner, indentation: output.column, flat });
      return;
    case 'group': {
      const fitting = flat || fits(output, stack, { doc: doc.inner, fits: 'flat' });
      stack.push({ doc: doc.inner, indentation, flat: fitting });
      return;
    }
    case 'choice': {
      const chosen = flat
        ? doc.options[0]
        : (doc.options.find((option) => fits(output, stack, option)) ?? doc.options.at(-1) ?? doc.options[0]);
      stack.push({ doc: chosen.doc, indentation, flat: flat || chosen.fits === 'flat' });
      return;
    }
  }
}

function writeLine(output: Output, { flat, breaks }: Line, indentation: number | 'flat'): void {
  if (indentation === 'flat' && breaks === 'soft') {
    output.parts.push(flat);
    output.column += flat.length;
    return;
  }
  const column = indentation === 'flat' ? 0 : indentation;
  flushSuffixes(output);
  output.parts.push(breaks === 'blank' ? '\n\n' : '\n', ' '.repeat(column));
  output.column = column;
}

function flushSuffixes(output: Output): void {
  for (const suffix of output.suffixes) output.parts.push(' ', suffix);
  output.suffixes = [];
}

/** Whether an option fits into the rest of the line, together with what follows it up to the next break. */
function fits(output: Output, rest: readonly Entry[], option: Option): boolean {
  let room = output.width - output.column;
  if (typeof option.fits === 'number') return option.fits <= room;
  const stack: Doc[] = [option.doc];
  let following = rest.length;
  let flat = true;
  while (room >= 0) {
    let doc = stack.pop();
    if (doc === undefined) {
      const entry = rest[--following];
      if (entry === undefined) return true;
      ({ doc, flat } = entry);
    }
    const breaksEarly = following === rest.length && option.fits === 'flat';
    if (typeof doc === 'string') {
      if (doc.includes('\n')) return !breaksEarly;
      room -= doc.length;
    } else if (isDocs(doc)) {
      for (let index = doc.length - 1; index >= 0; index--) stack.push(doc[index] ?? '');
    } else if (doc.kind === 'line') {
      if (doc.breaks !== 'soft') return !breaksEarly;
      if (!flat) return true;
      room -= doc.flat.length;
    } else if (doc.kind === 'choice') stack.push(flat ? doc.options[0].doc : (doc.options.at(-1) ?? doc.options[0]).doc);
    else if (doc.kind !== 'suffix') stack.push(doc.inner);
  }
  return false;
}

function isDocs(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}
