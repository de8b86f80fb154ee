// Activations written as a setting of the layer before them, as one does by hand. Not which layers have that setting.
import type { Span } from '@trammel/diagnostics';
import { readsOfStatement, type Application, type Layer, type Local, type Statement } from './statement.js';

/** What is known of values besides the statements of a body. */
interface Known {
  /** Values that are read behind the statements. */
  readonly live: readonly Local[];
  /** What the source calls values: one that has a name keeps its place. */
  readonly names: ReadonlyMap<Local, string>;
}

/** The statements, bodies within them included, where an activation that alone reads a layer's result is a setting of that layer. */
export function withFusedActivations(statements: readonly Statement[], { live, names }: Known): readonly Statement[] {
  const reads = new Map<Local, number>();
  for (const local of [...statements.flatMap(readsOfStatement), ...live]) reads.set(local, (reads.get(local) ?? 0) + 1);
  const written: Statement[] = [];
  for (const statement of statements) {
    const before = written.at(-1);
    const fused = before === undefined ? undefined : fusedWith(before, statement, (local) => reads.get(local) === 1 && !names.has(local));
    if (fused !== undefined) written.pop();
    written.push(fused ?? withinBody(statement, names));
  }
  return written;
}

function withinBody(statement: Statement, names: Known['names']): Statement {
  switch (statement.kind) {
    case 'apply':
    case 'declare':
      return statement;
    case 'call':
      return { ...statement, body: withFusedActivations(statement.body, { live: statement.outputs, names }) };
    case 'loop':
      return { ...statement, body: withFusedActivations(statement.body, { live: [statement.exit], names }) };
  }
}

/** The layer with the activation as its setting; undefined where one of them is something else. */
function fusedWith(before: Statement, statement: Statement, isForIt: (local: Local) => boolean): Application | undefined {
  if (before.kind !== 'apply' || statement.kind !== 'apply' || statement.doc !== undefined) return undefined;
  const [layer, activation] = [madeLayer(before), madeLayer(statement)];
  const [output, ...others] = before.outputs;
  if (layer?.takesActivation !== true || activation?.asActivation === undefined || output === undefined || others.length > 0)
    return undefined;
  if (statement.inputs[0] !== output || !isForIt(output)) return undefined;
  const settings = { ...layer.settings, activation: activation.asActivation };
  const span = joined(before.span, statement.span);
  return { ...before, layer: { ...layer, settings, takesActivation: false }, outputs: statement.outputs, span };
}

/** Both steps where one follows the other in the text, else the first. */
function joined(first: Span | undefined, second: Span | undefined): Span | undefined {
  if (first === undefined || second === undefined || first.source !== second.source) return first;
  const isNext = /^(?:\s*->)?\s*$/.test(first.source.text.slice(first.end, second.start)) && second.start >= first.end;
  return isNext ? { ...first, end: second.end } : first;
}

const madeLayer = ({ layer }: Application): Layer | undefined => ('kind' in layer ? undefined : layer);
