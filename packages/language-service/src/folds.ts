// What folds: braces and runs of comments that go over several lines.
import { lineIndexAt, lineText, type SourceFile, type Span } from '@trammel/diagnostics';
import type { Body, Statement } from '@trammel/syntax';
import type { Document } from './document.js';

/** The insides of braces, from behind the one to before the other, and comments from behind their first line. */
export function foldsOf({ tree, source }: Document): readonly Span[] {
  const bodies = tree.declarations.flatMap((declaration) =>
    declaration.kind === 'net' || declaration.kind === 'block' || declaration.kind === 'variant'
      ? declaration.body === undefined
        ? []
        : foldsIn(declaration.body)
      : declaration.kind === 'train'
        ? [{ ...declaration.span, start: braceOf(declaration.span), end: declaration.span.end - 1 }]
        : [],
  );
  const isLong = ({ start, end }: Span): boolean => lineIndexAt(source, start) < lineIndexAt(source, end);
  return [...bodies, ...commentsIn(source)].filter(isLong).sort((one, other) => one.start - other.start);
}

/** Behind the brace that a training opens. */
const braceOf = ({ source, start }: Span): number => source.text.indexOf('{', start) + 1;

function foldsIn(body: Body): readonly Span[] {
  const statements = body.kind === 'sequence' ? body.statements : body.paths.flatMap((path) => path.statements);
  return [{ ...body.span, start: body.span.start + 1, end: body.span.end - 1 }, ...statements.flatMap(foldsOfStatement)];
}

function foldsOfStatement(statement: Statement): readonly Span[] {
  switch (statement.kind) {
    case 'repeat':
    case 'for':
      return foldsIn(statement.body);
    case 'if': {
      const { body, otherwise } = statement;
      return [
        ...foldsIn(body),
        ...(otherwise === undefined ? [] : otherwise.kind === 'if' ? foldsOfStatement(otherwise) : foldsIn(otherwise)),
      ];
    }
    case 'assign':
    case 'flow': {
      const { head, steps } = statement.chain;
      return [head.body, ...steps.map(({ body }) => body)].flatMap((body) => (body === undefined ? [] : foldsIn(body)));
    }
    default:
      return [];
  }
}

/** Lines that hold a comment and nothing else, as long as they follow each other. */
function commentsIn(source: SourceFile): readonly Span[] {
  const folds: Span[] = [];
  const isComment = (line: number): boolean => /^\s*\/\//.test(lineText(source, line));
  const endOf = (line: number): number => (source.lineStarts[line] ?? 0) + lineText(source, line).length;
  for (let line = 0; line < source.lineStarts.length; line += 1) {
    if (!isComment(line)) continue;
    const first = line;
    while (isComment(line + 1)) line += 1;
    if (line > first) folds.push({ source, start: endOf(first), end: endOf(line) });
  }
  return folds;
}
