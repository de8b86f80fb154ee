// From a layer to the calls that make it: that of the operator, and those of the blocks around it, with what each can set.
import type { SourceFile, Span } from '@trammel/diagnostics';
import type { Node } from '@trammel/graph';
import { operators, type Attribute } from '@trammel/operators';
import { plainName, type Argument, type BlockDeclaration } from '@trammel/syntax';
import { spanText } from '@trammel/diagnostics';
import { placeKey, type WrittenCall, type WrittenFile } from './written-file.js';

/** A call that makes a layer. */
export interface Level {
  readonly span: Span;
  readonly written: WrittenCall;
  /** Which run of the call this is: the frame's id; that of the node for a call of an operator. */
  readonly run: string;
  /** The names of what it can be given, in the order in which positional arguments fill them. */
  readonly positional: readonly string[];
  /** The parameter that sets an argument of the operator. */
  readonly parameterOf: ReadonlyMap<string, Settable>;
  /** What the call is of, where it is of a block: that, and the level inside of it. */
  readonly inside: { readonly block: BlockDeclaration; readonly level: Level } | undefined;
}

/** An argument of the operator, as it is given at a level. */
export interface Settable {
  readonly parameter: string;
  /** What holds where it is not given, and what the operator's own default is. */
  readonly fallback: string | undefined;
  readonly operatorFallback: string | undefined;
}

/** The files of a network as they are written, each read once. */
export type Files = (source: SourceFile) => WrittenFile;

/** Innermost first; ends where a call is written in another way. */
export function levelsOf(node: Node, files: Files): readonly Level[] {
  const first = operatorLevel(node, files);
  if (first === undefined) return [];
  const levels = [first];
  let inner: Level = first;
  for (let frame: Node['frame'] | undefined = node.frame; frame !== undefined && frame.kind !== 'net'; frame = frame.parent) {
    if (frame.kind !== 'block') continue;
    const block = files(inner.span.source).blocks.get(frame.name);
    const written = files(frame.span.source).calls.get(placeKey(frame.span));
    if (block === undefined || written === undefined) break;
    const parameters = new Map(
      block.parameters.map(({ name, value }) => [name.text, value === undefined ? undefined : spanText(value.span)]),
    );
    const parameterOf = new Map<string, Settable>();
    for (const [attribute, settable] of inner.parameterOf) {
      const given = argumentFor(inner, settable.parameter);
      const name = given === undefined ? undefined : plainName(given.value)?.text;
      if (name !== undefined && parameters.has(name))
        parameterOf.set(attribute, { ...settable, parameter: name, fallback: parameters.get(name) });
    }
    inner = { span: frame.span, written, run: frame.id, positional: [...parameters.keys()], parameterOf, inside: { block, level: inner } };
    levels.push(inner);
  }
  return levels;
}

function operatorLevel(node: Node, files: Files): Level | undefined {
  const written = files(node.span.source).calls.get(placeKey(node.span));
  if (written === undefined) return undefined;
  const schema = Object.entries<Attribute<unknown>>(operators[node.operator].attributes);
  return {
    span: node.span,
    written,
    run: node.id,
    inside: undefined,
    positional: schema.filter(([, { placement }]) => placement === 'positional').map(([name]) => name),
    parameterOf: new Map(
      schema.map(([name, { fallback }]) => [name, { parameter: name, fallback: fallback?.text, operatorFallback: fallback?.text }]),
    ),
  };
}

/** The argument by name, or at its place among those without one. */
export function argumentFor({ written, positional }: Level, parameter: string): Argument | undefined {
  const given = written.call.arguments ?? [];
  const named = given.find(({ name }) => name?.text === parameter);
  if (named !== undefined) return named;
  const place = positional.indexOf(parameter);
  return place < 0 ? undefined : given.filter(({ name }) => name === undefined)[place];
}

/** Whether nothing between the call and the operator sets the argument, so that its default holds. */
export function isUnset(level: Level, attribute: string): boolean {
  const settable = level.parameterOf.get(attribute);
  if (settable !== undefined)
    return settable.fallback === settable.operatorFallback && argumentFor(level, settable.parameter) === undefined;
  return level.inside !== undefined && isUnset(level.inside.level, attribute);
}
