// JSON in files that anybody may have made: as bytes, and with the keys that a parser would hide. Not what it says.

/** A value, or why the bytes are none. */
export type JsonResult = { readonly value: unknown; readonly text: string } | { readonly why: string };

/** Reads bytes as UTF-8 and that as JSON. */
export function readJson(bytes: Uint8Array): JsonResult {
  const text = decodeUtf8(bytes);
  if (text === undefined) return { why: 'it is not UTF-8' };
  try {
    const value: unknown = JSON.parse(text);
    return { value, text };
  } catch (error) {
    return { why: error instanceof Error ? error.message : 'it is not JSON' };
  }
}

/** JSON of ASCII characters only, so that each character is one byte. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The bytes of ASCII characters. */
export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** An object with any keys. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is an object, and no list. */
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The keys of the outermost object of valid JSON, as they stand: repeated ones too, and not sorted as those of objects may be. */
export function outermostKeys(text: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  // Within an object a string is a key where it begins the object or follows a comma.
  let isKeyNext = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token !== ',' && isKeyNext && depth === 1) keys.push(String(JSON.parse(token)));
    isKeyNext = token === '{' || token === ',';
  }
  return keys;
}

/** The first key that stands there for the second time. */
export function firstRepeated(keys: readonly string[]): string | undefined {
  const met = new Set<string>();
  return keys.find((key) => met.size === met.add(key).size);
}

/** How many bytes become text at a time: no call has too many arguments. */
const chunk = 8192;

/** Neither the language nor its library of this package has a decoder but that of addresses. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const isAscii = (bytes[start] ?? 0) < 0x80;
    let end = start + 1;
    while (end < bytes.length && (bytes[end] ?? 0) < 0x80 === isAscii && (end - start < chunk || isWithin(bytes[end]))) end += 1;
    const run = bytes.subarray(start, end);
    start = end;
    if (isAscii) parts.push(String.fromCharCode(...run));
    else {
      const decoded = decodeEscaped(run);
      if (decoded === undefined) return undefined;
      parts.push(decoded);
    }
  }
  return parts.join('');
}

/** Whether the byte goes on with a character that is begun. */
const isWithin = (byte = 0): boolean => (byte & 0xc0) === 0x80;

function decodeEscaped(run: Uint8Array): string | undefined {
  try {
    return decodeURIComponent(Array.from(run, (byte) => `%${byte.toString(16)}`).join(''));
  } catch {
    return undefined;
  }
}
