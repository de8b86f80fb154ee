/**
 * Text to tree. Never throws and always gives a tree: what cannot be read is told of once, set aside as a faulty node, and the reading
 * starts again without it, so that no mistake causes a second diagnostic.
 */
import { type IToken } from 'chevrotain';
import { type Diagnostic, type SourceFile } from '@trammel/diagnostics';
import { mendBracket, setAside } from './brackets.js';
import { documentationOf } from './documentation.js';
import { explain } from './explain.js';
import { withoutHabits } from './habits.js';
import { madeToken, tokenize } from './lexer.js';
import { OnDemand } from './on-demand.js';
import { type Failure, type Reading, Parser } from './parser.js';
import { type problems } from './problems.js';
import { sceneOf } from './scene.js';
import { blamedStatement, statementAround } from './stretches.js';
import { type Stretch, type Structure, structureOf } from './structure.js';
import { keywords, tokens } from './tokens.js';
import { misspelt, outside } from './top-level.js';
import { type Declaration, type Expression, type Faulty, type FileTree } from './tree.js';

export interface ParseResult {
  readonly tree: FileTree;
  /** In the order of their places. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExpressionResult {
  /** `undefined` when it could not be read. */
  readonly expression: Expression | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Past so many mistakes a file is better mended than read on. */
const mostMistakes = 50;
const mostMistakesPerDeclaration = 20;

const parser = new OnDemand(() => new Parser());

type Code = keyof typeof problems;

/** What the readings of one file share. */
interface Work {
  readonly source: SourceFile;
  readonly docs: ReadonlyMap<number, string>;
  readonly diagnostics: Diagnostic[];
  /** Where there is one already. */
  readonly told: Set<number>;
}

/** Reads a file. */
export function parse(source: SourceFile): ParseResult {
  const lexed = tokenize(source);
  const { tokens: all, diagnostics } = withoutHabits(source, lexed);
  const work: Work = { source, docs: documentationOf(source, all, lexed.comments), diagnostics: [...diagnostics], told: new Set() };
  const structure = withBracketsMended(work, all);
  const declarations = piecesOf(structure).flatMap((piece) => readPiece(work, piece));
  const tree: FileTree = { kind: 'file', span: { source, start: 0, end: source.text.length }, declarations };
  return { tree, diagnostics: inOrder(work.diagnostics) };
}

/** Reads a single expression: a value given on the command line, or a place such as `y2[k, 3, 5]`. */
export function parseExpression(source: SourceFile): ExpressionResult {
  const { tokens: all, diagnostics } = withoutHabits(source, tokenize(source));
  const structure = structureOf(source, all);
  if (structure.problem !== undefined) {
    return { expression: undefined, diagnostics: inOrder([...diagnostics, mendBracket(structure, structure.problem).diagnostic]) };
  }
  const { node, failure, faults } = parser.get().readExpression({ source, tokens: [...all], docs: new Map() });
  const failures = failure === undefined ? [] : [explain(sceneOf(structure, failure))];
  const found = inOrder([...diagnostics, ...faults, ...failures]);
  return { expression: failure === undefined ? node : undefined, diagnostics: found };
}

function withBracketsMended(work: Work, all: readonly IToken[]): Structure {
  let structure = structureOf(work.source, all);
  for (let mended = 0; structure.problem !== undefined; mended++) {
    if (mended === mostMistakesPerDeclaration) {
      const from = structure.declarations.at(-1) ?? 0;
      return structureOf(work.source, setAside(structure, { from, to: structure.tokens.length }));
    }
    const { diagnostic, tokens: without } = mendBracket(structure, structure.problem);
    tell(work, diagnostic);
    structure = structureOf(work.source, without);
  }
  return structure;
}

/** The tokens of each declaration, and those before the first one. */
function piecesOf({ declarations, tokens: all }: Structure): readonly (readonly IToken[])[] {
  const starts = declarations[0] === 0 || all.length === 0 ? declarations : [0, ...declarations];
  return starts.map((start, index) => all.slice(start, starts[index + 1] ?? all.length));
}

function readPiece(work: Work, piece: readonly IToken[]): readonly Declaration[] {
  const [first] = piece;
  if (first === undefined) return [];
  const { tokenType: type } = first;
  if (type === keywords.net || type === keywords.block || type === keywords.train || type === keywords.import || type === tokens.faulty) {
    return readDeclaration(work, piece);
  }
  const [, second] = piece;
  if (type !== tokens.name || second?.tokenType !== tokens.name) {
    tell(work, outside(work.source, piece));
    return [faulty(work.source, piece)];
  }
  const { diagnostic, meant } = misspelt(work.source, first);
  tell(work, diagnostic);
  if (meant === undefined) return [faulty(work.source, piece)];
  const silent: Work = { ...work, diagnostics: [], told: new Set() };
  return readDeclaration(silent, [madeToken(keywords[meant], first.startOffset, first.image), ...piece.slice(1)]);
}

/** Reads a declaration; a statement that cannot be read is set aside and the rest read again. */
function readDeclaration(work: Work, piece: readonly IToken[]): readonly Declaration[] {
  let left = piece;
  for (let mistakes = 0; mistakes < mostMistakesPerDeclaration; mistakes++) {
    const reading = parser.get().readDeclaration({ source: work.source, tokens: [...left], docs: work.docs });
    const { node, failure, faults } = reading;
    if (node !== undefined && failure === undefined && faults.length === 0) return [node];
    const structure = structureOf(work.source, left);
    if (failure?.expected === 'end' && node !== undefined) {
      const rest = sceneOf(structure, failure).index;
      return [...readDeclaration(work, left.slice(0, rest)), ...readPiece(work, left.slice(rest))];
    }
    const mistake = mistakeInBody(structure, reading);
    if (mistake === undefined) {
      for (const fault of faults) tell(work, fault);
      if (failure !== undefined && failure.token.tokenType !== tokens.faulty) tell(work, explain(sceneOf(structure, failure)));
      return [failure === undefined && node !== undefined ? node : faulty(work.source, piece)];
    }
    if (mistake.diagnostic !== undefined) tell(work, mistake.diagnostic);
    left = setAside(structure, mistake.stretch);
  }
  return [faulty(work.source, piece)];
}

/** A mistake and the statement that it spoils. */
interface Mistake {
  /** Nothing where a body that was never closed breaks off: that has been told of. */
  readonly diagnostic: Diagnostic | undefined;
  readonly stretch: Stretch;
}

/** What reads as it was meant all the same. */
const readAsMeant: ReadonlySet<string> = new Set<Code>(['missing-comma', 'mixed-paths', 'none-as-size', 'unknown-escape']);

/** The first mistake inside of a body; those in a declaration's head spoil all of it. */
function mistakeInBody(structure: Structure, { failure, faults }: Reading<Declaration>): Mistake | undefined {
  const mistakes: Mistake[] = failure === undefined ? [] : [mistakeOf(structure, failure)];
  for (const fault of faults) {
    if (readAsMeant.has(fault.code)) continue;
    const index = structure.tokens.findLastIndex((token) => token.startOffset <= fault.primary.span.start);
    mistakes.push({ diagnostic: fault, stretch: statementAround(structure, Math.max(index, 0)) });
  }
  const inBodies = mistakes.filter(({ stretch }) => stretch.from > 0 && !isFaulty(structure, stretch));
  return inBodies.reduce<Mistake | undefined>(
    (first, mistake) => (first === undefined || mistake.stretch.from < first.stretch.from ? mistake : first),
    undefined,
  );
}

function mistakeOf(structure: Structure, failure: Failure): Mistake {
  const scene = sceneOf(structure, failure);
  const blamed = blamedStatement(structure, scene.index);
  const stretch = isFaulty(structure, blamed) ? statementAround(structure, scene.index) : blamed;
  const breaksOff = failure.token.tokenType === tokens.faulty && failure.token.image === '';
  return { diagnostic: breaksOff ? undefined : explain(scene), stretch };
}

function isFaulty(structure: Structure, stretch: Stretch): boolean {
  return stretch.to - stretch.from === 1 && structure.tokens[stretch.from]?.tokenType === tokens.faulty;
}

function faulty(source: SourceFile, piece: readonly IToken[]): Faulty {
  const start = piece[0]?.startOffset ?? 0;
  const last = piece.at(-1);
  return { kind: 'faulty', span: { source, start, end: last === undefined ? start : last.startOffset + last.image.length } };
}

/** Tells of a mistake, unless one at the same place was told of already. */
function tell(work: Work, diagnostic: Diagnostic): void {
  const { start } = diagnostic.primary.span;
  if (work.told.has(start)) return;
  work.told.add(start);
  work.diagnostics.push(diagnostic);
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort((first, second) => first.primary.span.start - second.primary.span.start);
  const last = sorted[mostMistakes - 1];
  if (last === undefined || sorted.length <= mostMistakes) return sorted;
  const note = `there are ${sorted.length - mostMistakes} more; mend these first`;
  return [...sorted.slice(0, mostMistakes - 1), { ...last, notes: [...last.notes, note] }];
}
