// The shape after each step, for the end of its line: what flows on from there. Not where an editor shows it.
import type { Analysis } from '@trammel/analysis';
import { lineIndexAt, type SourceFile, type Span } from '@trammel/diagnostics';
import { framesOf, nodesOf, type Tensor } from '@trammel/graph';
import { shownShape } from '@trammel/report';
import { printShape } from '@trammel/tensor';

/** What stands behind a line. */
export interface LineShape {
  /** Counted from 0. */
  readonly line: number;
  /** `[C=64, H=56, W=56]`; where a block is called in several ways, the first and the last. */
  readonly text: string;
  /** How many different shapes there are. */
  readonly count: number;
}

/** For the lines of one source, in its order. A call of a block gives what its last layer gives. */
export function lineShapes(analysis: Analysis, source: Pick<SourceFile, 'path'>): readonly LineShape[] {
  const lines = new Map<number, { end: number; shapes: Set<string> }>();
  const tell = (span: Span, tensor: Tensor | undefined): void => {
    if (span.source.path !== source.path || tensor === undefined) return;
    const line = lineIndexAt(span.source, Math.max(span.start, span.end - 1));
    const known = lines.get(line);
    const text = printShape(shownShape(tensor, analysis));
    if (known === undefined || span.end > known.end) lines.set(line, { end: span.end, shapes: new Set([text]) });
    else if (span.end === known.end) known.shapes.add(text);
  };
  for (const { input, span } of analysis.graph.inputs.map(({ tensor, span: own }) => ({ input: tensor, span: own }))) tell(span, input);
  const calls = new Map<string, { readonly span: Span; readonly last: Tensor | undefined }>();
  for (const { node } of nodesOf(analysis.graph.body)) {
    const [output] = node.outputs;
    tell(node.span, output);
    for (const frame of framesOf(node.frame)) if (frame.kind === 'block') calls.set(frame.id, { span: frame.span, last: output });
  }
  for (const { span, last } of calls.values()) tell(span, last);
  return [...lines]
    .map(([line, { shapes }]) => ({ line, text: textOf([...shapes]), count: shapes.size }))
    .sort((one, other) => one.line - other.line);
}

const textOf = (shapes: readonly string[]): string => {
  const [first = '', last = first] = [shapes[0], shapes.at(-1)];
  return first === last ? first : `${first} .. ${last}`;
};
