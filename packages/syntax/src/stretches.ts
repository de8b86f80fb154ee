/** Which stretch of tokens a mistake spoils: the statement it is in, as far as that can be told without reading it. */
import { lineIndexAt } from '@trammel/diagnostics';
import { type Stretch, type Structure, beginsStatement, endsExpression, isDeclarationWord, isStatementWord } from './structure.js';
import { tokens } from './tokens.js';

/**
 * The statement to blame for a reading that stopped at a token; the whole run when it is in no body. When a reading stops where the
 * next statement begins, or at the end of the body, the statement before was left unfinished.
 */
export function blamedStatement(structure: Structure, stopped: number): Stretch {
  const inBody = liftToBody(structure, Math.min(stopped, structure.tokens.length - 1));
  const home = structure.around[inBody] ?? -1;
  const isFirst = inBody === home + 1 || structure.tokens[inBody - 1]?.tokenType === tokens.bar;
  const unfinished = structure.partner[home] === inBody || beginsStatementHere(structure, inBody);
  if (home === -1 || stopped !== inBody || isFirst || !unfinished) return statementAround(structure, stopped);
  return { from: startOf(structure, liftInto(structure, inBody - 1, home), home), to: inBody };
}

/** The statement that a token is in; the whole run when it is in no body. */
export function statementAround(structure: Structure, index: number): Stretch {
  const inBody = liftToBody(structure, Math.min(index, structure.tokens.length - 1));
  const home = structure.around[inBody] ?? -1;
  if (home === -1 || structure.partner[home] === inBody) return { from: 0, to: structure.tokens.length };
  return { from: startOf(structure, inBody, home), to: endOf(structure, inBody, home) };
}

/** From the statement that holds a bracket without a fellow to where the lines stand no deeper than it began. */
export function spoiledByBracket(structure: Structure, index: number): Stretch {
  const inBody = liftToBody(structure, index);
  const home = structure.around[inBody] ?? -1;
  const from = startOf(structure, inBody, home);
  const indentation = indentationAt(structure, from);
  let braces = 0;
  for (let to = index + 1; to < structure.tokens.length; to++) {
    const type = structure.tokens[to]?.tokenType;
    if (type === tokens.closeBrace) braces -= 1;
    const leaves = structure.startsLine[to] === 1 && indentationAt(structure, to) <= indentation;
    if (braces < 0 || (braces === 0 && leaves && type !== tokens.closeBrace)) return { from, to };
    if (type === tokens.openBrace) braces += 1;
  }
  return { from, to: structure.tokens.length };
}

/** The first token behind `index` that can only begin a declaration, or the end. */
export function nextDeclaration(structure: Structure, index: number): number {
  for (let next = index + 1; next < structure.tokens.length; next++) {
    const type = structure.tokens[next]?.tokenType;
    if (type !== undefined && structure.startsLine[next] === 1 && isDeclarationWord(type)) return next;
  }
  return structure.tokens.length;
}

/** How many characters of space begin the line that a token is on. */
export function indentationAt({ source, tokens: all }: Structure, index: number): number {
  const offset = all[index]?.startOffset ?? 0;
  const start = source.lineStarts[lineIndexAt(source, offset)] ?? 0;
  let first = start;
  while (first < offset && /\s/.test(source.text.charAt(first))) first += 1;
  return first - start;
}

/** The round and square brackets that are open at a token of theirs, outermost first. */
export function openBrackets(structure: Structure, index: number): readonly number[] {
  const open: number[] = [];
  for (
    let bracket = index;
    bracket !== -1 && structure.tokens[bracket]?.tokenType !== tokens.openBrace;
    bracket = structure.around[bracket] ?? -1
  ) {
    open.unshift(bracket);
  }
  return open;
}

/** The first token of the next line. */
export function nextLine(structure: Structure, index: number): number {
  let next = index + 1;
  while (next < structure.tokens.length && structure.startsLine[next] !== 1) next += 1;
  return next;
}

/** The token itself, or the outermost round or square bracket around it that stands right in a body. */
function liftToBody(structure: Structure, index: number): number {
  let lifted = index;
  for (;;) {
    const outer = structure.around[lifted] ?? -1;
    if (outer === -1 || structure.tokens[outer]?.tokenType === tokens.openBrace) return lifted;
    lifted = outer;
  }
}

/** The token itself, or the bracket around it that stands right in the body `home`. */
function liftInto(structure: Structure, index: number, home: number): number {
  let lifted = index;
  while ((structure.around[lifted] ?? -1) !== home && (structure.around[lifted] ?? -1) !== -1) lifted = structure.around[lifted] ?? -1;
  return lifted;
}

function startOf(structure: Structure, index: number, home: number): number {
  let start = index;
  while (start > home + 1 && !beginsStatementHere(structure, start)) {
    const before = liftInto(structure, start - 1, home);
    if (structure.tokens[before]?.tokenType === tokens.bar) break;
    start = before;
  }
  return start;
}

function endOf(structure: Structure, index: number, home: number): number {
  const close = structure.partner[home] ?? -1;
  const limit = close === -1 ? structure.tokens.length : close;
  let end = index;
  do {
    const partner = structure.partner[end] ?? -1;
    end = partner > end ? partner + 1 : end + 1;
  } while (end < limit && !beginsStatementHere(structure, end) && structure.tokens[end]?.tokenType !== tokens.bar);
  return Math.min(end, limit);
}

/** Whether a statement begins at a token that stands right in a body. */
function beginsStatementHere({ tokens: all, startsLine }: Structure, index: number): boolean {
  const type = all[index]?.tokenType;
  if (type === undefined || !beginsStatement(type)) return false;
  const previous = all[index - 1]?.tokenType;
  if (previous === undefined || previous === tokens.openBrace || previous === tokens.bar) return true;
  return startsLine[index] === 1 ? isStatementWord(type) || endsExpression(previous) : isStatementWord(type) && endsExpression(previous);
}
