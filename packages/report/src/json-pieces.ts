// JSON as text in pieces, for documents that are larger than what should lie in memory at once. The text is that of JSON.stringify.

/** A list whose items are made as they are written. */
export interface Stream {
  readonly [Symbol.iterator]: () => Iterator<unknown>;
}

/** A stream of what is made of each item. */
export function streamOf<T>(items: readonly T[], make: (item: T) => object): Stream {
  return {
    *[Symbol.iterator]() {
      for (const item of items) yield make(item);
    },
  };
}

/** `JSON.stringify(document, undefined, 2)` and a line break, piece by piece; streams in it are lists, and what they give is written whole. */
export function* documentPieces(document: object): Generator<string> {
  yield* jsonPieces(document, '');
  yield '\n';
}

function* jsonPieces(value: unknown, margin: string): Generator<string> {
  if (!holdsStream(value)) {
    yield wholeJson(value, margin);
    return;
  }
  const inner = `${margin}  `;
  const isList = isStream(value) || Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  let before = open;
  for (const [key, item] of isList ? unnamed(value) : namedIn(value)) {
    yield `${before}\n${inner}${key}`;
    if (isStream(value)) yield wholeJson(item, inner);
    else yield* jsonPieces(item, inner);
    before = ',';
  }
  yield before === open ? open + close : `\n${margin}${close}`;
}

/** Line breaks stand between the parts only: within strings they are escaped. */
const wholeJson = (value: unknown, margin: string): string => JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${margin}`);

function* unnamed(items: Stream | readonly unknown[]): Generator<readonly [string, unknown]> {
  for (const item of items) yield ['', item];
}

/** As JSON.stringify does it, a field without a value is left out. */
function* namedIn(value: object): Generator<readonly [string, unknown]> {
  for (const [name, item] of Object.entries(value)) if (item !== undefined) yield [`${JSON.stringify(name)}: `, item];
}

const isStream = (value: unknown): value is Stream =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value;

function holdsStream(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return isStream(value) || Object.values(value).some(holdsStream);
}
