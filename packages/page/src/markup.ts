// Elements of HTML and SVG as text, with everything in them escaped. Not a template.
import { displayWidth, harmless } from '@trammel/diagnostics';

/** A number is written with two decimals at most; what is undefined is left out. */
export type AttributeValue = string | number | undefined;

/** Markup that needs no escaping any more. */
export interface Markup {
  readonly markup: string;
}

/** An element. Strings among its content are text; elements are taken as they are. */
export function element(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  ...content: readonly (string | Markup | undefined)[]
): Markup {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}="${attributeText(value)}"`));
  const inside = content.map((part) => (part === undefined ? '' : typeof part === 'string' ? escaped(part) : part.markup));
  return { markup: `<${name}${written.join('')}>${inside.join('')}</${name}>` };
}

/** Several after each other. */
export function together(parts: readonly (Markup | undefined)[]): Markup {
  return { markup: parts.map((part) => part?.markup ?? '').join('') };
}

const attributeText = (value: string | number): string => (typeof value === 'number' ? decimal(value) : escaped(value));

/** Two decimals at most, and none that are 0. */
export function decimal(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as markup: nothing in it is markup itself, and nothing moves, hides or reorders what is around it. */
export function escaped(text: string): string {
  return text
    .split('\n')
    .map(harmless)
    .join('\n')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Data as JSON within a script element: nothing in it ends that, and its texts are as harmless as others. */
export function escapedJson(data: unknown): string {
  const text = JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? harmless(value) : value));
  return text.replaceAll(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Sentences for the page: what stands between backticks is code, and no line ends between a number and its unit. */
export function prose(text: string): { readonly prose: string } {
  const together = escaped(text).replace(/(\d) (?=%|[kMGTP]?i?B\b|[\u00B5m]?s\b|decades?\b)/g, '$1\u00A0');
  return { prose: together.replace(/`([^`]+)`/g, '<code>$1</code>') };
}

/** A name of any length in at most so many columns. */
export function shortened(text: string, columns: number): string {
  const plain = harmless(text);
  if (displayWidth(plain) <= columns) return plain;
  let shown = '';
  let width = 0;
  for (const character of plain) {
    width += displayWidth(character);
    if (width > columns - 1) break;
    shown += character;
  }
  return `${shown}\u2026`;
}
