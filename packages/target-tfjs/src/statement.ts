// What generated code does, as data: layers applied, blocks called, rounds repeated. Not text yet.
import type { Literal } from '@trammel/emit';
import type { Span } from '@trammel/diagnostics';
import type { Frame, Weights } from '@trammel/graph';

/** A value of generated code; two are the same when their origins are the same object. */
export interface Local {
  readonly kind: 'tensor' | 'layer';
  /** The axes of a tensor in the order in which they lie; none for a layer. */
  readonly axes: readonly string[];
  /** What it would be called. */
  readonly hint: string;
  /** The value that it is under other names of its axes. */
  readonly origin?: Local;
}

/** The same value with other names of its axes. */
export const renamed = (local: Local, axes: readonly string[]): Local => ({ ...local, axes, origin: originOf(local) });

/** The value itself, whatever its axes are called. */
export const originOf = (local: Local): Local => local.origin ?? local;

/** The settings of a layer, by name. */
export type Settings = Readonly<Record<string, Literal>>;

/** One variable of a layer, and which parameter of the graph it holds. */
export interface Variable {
  readonly parameter: string;
  /** The axis of the parameter that lies at each place of the variable; the rest of a reshape is neighbours put together. */
  readonly order: readonly number[];
}

/** A layer that is made. */
export interface Layer {
  /** Of the Layers API, or one of our own. */
  readonly from: 'api' | 'own';
  readonly name: string;
  readonly settings: Settings;
  /** The settings that need not be written where they are so. */
  readonly defaults: Settings;
  /** The weights with their variables in the order of the layer; undefined for a layer without. */
  readonly weights: { readonly of: Weights; readonly variables: readonly Variable[] } | undefined;
  /** What the layer before this one can be told to do instead; and whether this one can be told so. */
  readonly asActivation: string | undefined;
  readonly takesActivation: boolean;
}

/** A layer applied to tensors; `layer` is a local where several places share it. */
export interface Application {
  readonly kind: 'apply';
  readonly layer: Layer | Local;
  readonly inputs: readonly Local[];
  readonly outputs: readonly Local[];
  readonly doc: string | undefined;
  /** Where the source says so; undefined for what only the target needs. */
  readonly span: Span | undefined;
}

/** A layer that several places use. */
export interface Declaration {
  readonly kind: 'declare';
  readonly layer: Layer;
  readonly output: Local;
  readonly span: Span | undefined;
}

/** One call of a block. */
export interface Call {
  readonly kind: 'call';
  readonly frame: Frame;
  readonly body: readonly Statement[];
  /** What the body reads from outside, and what it gives; the order is that of the function's parameters. */
  readonly inputs: readonly Local[];
  readonly outputs: readonly Local[];
  readonly doc: string | undefined;
}

/** Rounds of a folded repeat. */
export interface Loop {
  readonly kind: 'loop';
  readonly id: string;
  readonly count: number;
  readonly initial: Local;
  readonly entry: Local;
  readonly exit: Local;
  readonly result: Local;
  readonly body: readonly Statement[];
}

export type Statement = Application | Declaration | Call | Loop;

/** The values that a statement reads from before it. */
export function readsOfStatement(statement: Statement): readonly Local[] {
  switch (statement.kind) {
    case 'apply':
      return [...('kind' in statement.layer ? [statement.layer] : []), ...statement.inputs];
    case 'declare':
      return [];
    case 'call':
      return statement.inputs;
    case 'loop':
      return [statement.initial, ...freeReads(statement.body, [statement.entry])];
  }
}

/** The values that a statement makes. */
export function writesOfStatement(statement: Statement): readonly Local[] {
  switch (statement.kind) {
    case 'apply':
    case 'call':
      return statement.outputs;
    case 'declare':
      return [statement.output];
    case 'loop':
      return [statement.result];
  }
}

/** What statements read that neither they nor `known` make, each once, in the order of the reads. */
export function freeReads(statements: readonly Statement[], known: readonly Local[], alsoRead: readonly Local[] = []): readonly Local[] {
  const made = new Set(known);
  const reads = new Set<Local>();
  for (const statement of statements) {
    for (const local of readsOfStatement(statement)) if (!made.has(local)) reads.add(local);
    for (const local of writesOfStatement(statement)) made.add(local);
  }
  for (const local of alsoRead) if (!made.has(local)) reads.add(local);
  return [...reads];
}
