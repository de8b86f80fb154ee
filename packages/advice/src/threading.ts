// A parameter led through a block to the call inside of it that would take it, with edits of the block. Not of the calls of the block.
import { insert, type Edit } from '@trammel/diagnostics';
import { argumentFor, type Level, type Settable } from './levels.js';

/** How a call of a block can set an argument that its block leaves at the default. */
export interface Thread {
  readonly settable: Settable;
  readonly edits: readonly Edit[];
}

/** Undefined where the block stands in another file, sets the argument itself, or uses its name for something else. */
export function threadTo(level: Level, attribute: string, file: string): Thread | undefined {
  if (level.inside === undefined) return undefined;
  const { block, level: inner } = level.inside;
  const settable = inner.parameterOf.get(attribute);
  const { source } = inner.span;
  if (settable?.operatorFallback === undefined || source.path !== file) return undefined;
  const { parameter, operatorFallback: fallback } = settable;
  const isTaken = block.parameters.some(({ name }) => name.text === parameter);
  if (isTaken || settable.fallback !== fallback || argumentFor(inner, parameter) !== undefined) return undefined;
  const { call } = inner.written;
  const [lastParameter, lastArgument] = [block.parameters.at(-1), call.arguments?.at(-1)];
  const edits = [
    lastParameter === undefined
      ? insert(source, block.name.span.end, `(${parameter} = ${fallback})`)
      : insert(source, lastParameter.span.end, `, ${parameter} = ${fallback}`),
    lastArgument === undefined
      ? insert(source, call.span.end, `(${parameter}=${parameter})`)
      : insert(source, lastArgument.span.end, `, ${parameter}=${parameter}`),
  ];
  return { settable: { ...settable, fallback }, edits };
}
