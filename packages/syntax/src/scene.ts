/** Where a reading stopped, seen from the tokens around: what explain.ts decides by. */
import { type IToken, type TokenType } from 'chevrotain';
import { type Diagnostic, type Span } from '@trammel/diagnostics';
import { type Failure } from './parser.js';
import { type Stretch, type Structure } from './structure.js';
import { keywords, tokens } from './tokens.js';

export interface Scene {
  readonly structure: Structure;
  /** What should have stood there: the name of a token or of a rule. */
  readonly expected: string;
  /** The rules that were being read, outermost first. */
  readonly rules: readonly string[];
  /** The token at which the reading stopped counts so many; at the end, the number of all. */
  readonly index: number;
  readonly token: IToken | undefined;
  readonly previous: IToken | undefined;
}

/** What to say of a scene; undefined where it is about something else. */
export type Explanation = (scene: Scene) => Diagnostic | undefined;

export function sceneOf(structure: Structure, failure: Failure): Scene {
  const index = indexOf(structure, failure.token);
  return {
    structure,
    expected: failure.expected,
    rules: failure.rules,
    index,
    token: structure.tokens[index],
    previous: structure.tokens[index - 1],
  };
}

/** The token's place in the run. The token of the end has no offset; where it has one, it may be NaN or -1. */
function indexOf({ tokens: all }: Structure, token: IToken): number {
  if (Number.isNaN(token.startOffset) || token.startOffset < 0) return all.length;
  const index = all.indexOf(token);
  return index === -1 ? all.length : index;
}

export function isAt(scene: Scene, ...types: readonly TokenType[]): boolean {
  return scene.token !== undefined && types.includes(scene.token.tokenType);
}

export function isBehind(scene: Scene, ...types: readonly TokenType[]): boolean {
  return scene.previous !== undefined && types.includes(scene.previous.tokenType);
}

/** The token after the one at which the reading stopped. */
export function tokenAfter(scene: Scene): IToken | undefined {
  return scene.structure.tokens[scene.index + 1];
}

/** The word of the language that stands there, if one does. */
export function keywordAt(scene: Scene): string | undefined {
  const type = scene.token?.tokenType;
  if (type === undefined || scene.token === undefined) return undefined;
  const isWord = Object.values<TokenType>(keywords).includes(type) || type === tokens.boolean;
  return isWord || /^(?:and|or|not|in)$/.test(scene.token.image) ? scene.token.image : undefined;
}

/** The innermost rule that was being read. */
export function innermost(scene: Scene): string {
  return scene.rules.at(-1) ?? '';
}

/** Whether a rule was being read. */
export function within(scene: Scene, rule: string): boolean {
  return scene.rules.includes(rule);
}

/** The bracket around the place, if it is a round or a square one. */
export function bracketAround(scene: Scene): IToken | undefined {
  const open = scene.structure.around[Math.min(scene.index, scene.structure.tokens.length - 1)] ?? -1;
  const token = scene.structure.tokens[open];
  return token === undefined || token.tokenType === tokens.openBrace ? undefined : token;
}

/** What a bracket belongs to: the name before it. */
export function nameBefore(scene: Scene, bracket: IToken): string | undefined {
  const before = scene.structure.tokens[scene.structure.tokens.indexOf(bracket) - 1];
  return before !== undefined && bracket.tokenType === tokens.callParen ? before.image : undefined;
}

/** The argument that holds the place, without the `name =` before it. */
export function argumentAround({ structure, index }: Scene): Stretch {
  const open = structure.around[index] ?? -1;
  const isBound = (at: number): boolean => structure.around[at] === open && structure.tokens[at]?.tokenType === tokens.comma;
  let from = index;
  while (from > open + 1 && !isBound(from - 1)) from -= 1;
  let to = index;
  while (to < structure.tokens.length && to !== structure.partner[open] && !isBound(to)) to += 1;
  return { from: structure.tokens[from + 1]?.tokenType === tokens.equals ? from + 2 : from, to };
}

/** The name, with a number behind it where the file has that word already. */
export function unusedName({ structure }: Scene, name: string, others: readonly string[] = []): string {
  const taken = new Set([...structure.tokens.map(({ image }) => image), ...others]);
  let unused = name;
  for (let count = 2; taken.has(unused); count++) unused = `${name}${count}`;
  return unused;
}

/** How many characters stand before the token on its line. */
export function columnOf({ structure }: Scene, token: IToken): number {
  return token.startOffset - (structure.source.text.lastIndexOf('\n', token.startOffset - 1) + 1);
}

export function spanOfToken(scene: Scene, token: IToken): Span {
  return { source: scene.structure.source, start: token.startOffset, end: token.startOffset + token.image.length };
}

/** The place at which the reading stopped; at the end, the last token. */
export function placeOf(scene: Scene): Span {
  const token = scene.token ?? scene.previous;
  const { source } = scene.structure;
  return token === undefined ? { source, start: 0, end: 0 } : spanOfToken(scene, token);
}

/** The place right behind the token before. */
export function placeBehind(scene: Scene): Span {
  const { source } = scene.structure;
  const end = scene.previous === undefined ? 0 : scene.previous.startOffset + scene.previous.image.length;
  return { source, start: end, end };
}

/** Where something is missing: before what stands there, but not before the next line. */
export function placeOfMissing(scene: Scene): Span {
  return scene.token === undefined || scene.structure.startsLine[scene.index] === 1 ? placeBehind(scene) : placeOf(scene);
}
