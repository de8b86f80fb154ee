// Values as TypeScript literals: whatever a text holds, it stays within its quotes. Not expressions.

/** A value that has a literal. */
export type Literal = string | number | boolean | null | readonly Literal[] | { readonly [name: string]: Literal };

/** The literal on one line; equal values give equal text. */
export function literal(value: Literal): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isList(value)) return `[${value.map(literal).join(', ')}]`;
  const entries = Object.entries(value).map(([name, inner]) => `${propertyName(name)}: ${literal(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

/**
 * A text in single quotes. Line breaks of all kinds, control characters and unpaired surrogates are escaped, and so is `<`
 * before `/` and `!`, so that the code may stand in a page.
 */
export function stringLiteral(text: string): string {
  const inner = text
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/<(?=[/!])/g, '\\x3C')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return `'${inner}'`;
}

/** A number; the infinities and what is no number have names. */
export function numberLiteral(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : shortest(value);
  return Number.isNaN(value) ? 'Number.NaN' : value > 0 ? 'Number.POSITIVE_INFINITY' : 'Number.NEGATIVE_INFINITY';
}

/** `0.00001` as `1e-5`. */
function shortest(value: number): string {
  const [plain, scientific] = [String(value), value.toExponential()];
  return scientific.length < plain.length && !/^\d{1,6}$/.test(plain) ? scientific.replace('e+', 'e') : plain;
}

/** A name before a colon in braces, in quotes where it needs them. `__proto__` would not be a property but the prototype. */
export function propertyName(name: string): string {
  if (name === '__proto__') return `['__proto__']`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}
