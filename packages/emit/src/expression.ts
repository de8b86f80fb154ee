// Expressions of generated code and how they are broken into lines: as Prettier does it, so that it changes nothing. Not statements.
import { literal, propertyName, type Literal } from './literal.js';

/** A name or a literal as it stands, or what is made of others. */
export type Expression = string | CallExpression | RecordExpression | ListExpression;

export interface CallExpression {
  readonly kind: 'call';
  /** What is called, with `new` where it is a class. */
  readonly callee: string;
  readonly given: readonly Expression[];
}

export interface RecordExpression {
  readonly kind: 'record';
  /** A property whose value is its own name is written once. */
  readonly entries: readonly (readonly [key: string, value: Expression])[];
}

export interface ListExpression {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

/** Where an expression stands: characters of its lines, those before it on its first, and those after it on its last. */
export interface Room {
  readonly width: number;
  readonly before: number;
  readonly after: number;
}

/** How wide the lines of generated code are. */
export const lineWidth = 140;

export const call = (callee: string, given: readonly Expression[]): CallExpression => ({ kind: 'call', callee, given });
export const record = (entries: RecordExpression['entries']): RecordExpression => ({ kind: 'record', entries });
export const list = (items: readonly Expression[]): ListExpression => ({ kind: 'list', items });

/** A value as an expression. */
export function expressionOf(value: Literal): Expression {
  if (typeof value !== 'object' || value === null) return literal(value);
  if (isList(value)) return list(value.map(expressionOf));
  return record(Object.entries(value).map(([key, inner]) => [key, expressionOf(inner)] as const));
}

const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

/** `const x = `, an expression and `;` as lines, where `indent` characters stand before each of them. */
export function statement(before: string, value: Expression, { after = ';', indent = 0 } = {}): readonly string[] {
  const room = { width: lineWidth - indent, before: before.length, after: after.length };
  return `${before}${layOut(value, room)}${after}`.split('\n');
}

/** The expression on one line where there is room and it may be, else on as few as the rules of Prettier give it. */
export function layOut(expression: Expression, room: Room): string {
  const whole = flat(expression);
  const fits = room.before + whole.length + room.after <= room.width;
  if (typeof expression === 'string' || (fits && !isBroken(expression))) return whole;
  switch (expression.kind) {
    case 'record':
    case 'list':
      return opened(expression, room.width);
    case 'call':
      return openedCall(expression, room);
  }
}

function flat(expression: Expression): string {
  if (typeof expression === 'string') return expression;
  switch (expression.kind) {
    case 'call':
      return `${expression.callee}(${expression.given.map(flat).join(', ')})`;
    case 'record': {
      const entries = expression.entries.map(([key, value]) => entryText(key, flat(value)));
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    }
    case 'list':
      return `[${expression.items.map(flat).join(', ')}]`;
  }
}

const entryText = (key: string, value: string): string => (key === value ? key : `${propertyName(key)}: ${value}`);

/** Several lists or records in a list, each of more than one element, stand below each other even where there is room. */
function isMatrix({ items }: ListExpression): boolean {
  if (items.length < 2) return false;
  const sizesOf = (kind: 'list' | 'record') => items.map((item) => (typeof item !== 'string' && item.kind === kind ? sizeOf(item) : 0));
  return sizesOf('list').every((size) => size > 1) || sizesOf('record').every((size) => size > 1);
}

const sizeOf = (group: ListExpression | RecordExpression): number => (group.kind === 'list' ? group.items : group.entries).length;

/** Whether it has several lines whatever room there is. */
function isBroken(expression: Expression): boolean {
  if (typeof expression === 'string') return false;
  switch (expression.kind) {
    case 'call':
      return expression.given.some(isBroken);
    case 'record':
      return expression.entries.some(([, value]) => isBroken(value));
    case 'list':
      return isMatrix(expression) || expression.items.some(isBroken);
  }
}

/** Its elements on lines of their own; numbers, as many on a line as there is room for. */
function opened(group: RecordExpression | ListExpression, width: number): string {
  if (sizeOf(group) === 0) return flat(group);
  if (group.kind === 'record') {
    const lines = group.entries.map(([key, value]) => {
      const head = key === value ? '' : `${propertyName(key)}: `;
      return `${head}${layOut(value, { width: width - 2, before: head.length, after: 1 })},`;
    });
    return `{\n${indented(lines)}\n}`;
  }
  const lines = isOfNumbers(group)
    ? filled(group.items.map(flat), width - 2)
    : group.items.map((item) => `${layOut(item, { width: width - 2, before: 0, after: 1 })},`);
  return `[\n${indented(lines)}\n]`;
}

const isOfNumbers = ({ items }: ListExpression): boolean =>
  items.length > 0 && items.every((item) => typeof item === 'string' && /^-?\d/.test(item));

function filled(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 2 <= width) lines[lines.length - 1] = `${last} ${word},`;
    else lines.push(`${word},`);
  }
  return lines;
}

/** The last argument opened where it can be and the others fit before it, else every argument on a line of its own. */
function openedCall({ callee, given }: CallExpression, { width, before }: Room): string {
  const last = given.at(-1);
  if (last === undefined) return `${callee}()`;
  const others = given.slice(0, -1);
  const head = `${callee}(${others.map((each) => `${flat(each)}, `).join('')}`;
  if (canOpen(last, others) && !others.some(isBroken) && before + head.length + 1 <= width) return `${head}${opened(last, width)})`;
  const lines = given.map((each) => `${layOut(each, { width: width - 2, before: 0, after: 1 })},`);
  return `${callee}(\n${indented(lines)}\n)`;
}

function canOpen(last: Expression, others: readonly Expression[]): last is RecordExpression | ListExpression {
  if (typeof last === 'string' || last.kind === 'call' || sizeOf(last) === 0) return false;
  const previous = others.at(-1);
  const isSameKind = previous !== undefined && typeof previous !== 'string' && previous.kind === last.kind;
  return !isSameKind && !(others.length > 0 && last.kind === 'list' && isOfNumbers(last));
}

const indented = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
