// One shader while it is written: its names, the sizes and tensors that it reads, and the functions that it calls.
import { isKnown, printSize, type Size } from '@trammel/tensor';
import type { Value } from '@trammel/program';
import type { ShaderFunction } from './shader-functions.js';
import { fresh, outermost, type Placed, type Scope } from './scope.js';

/** How a shader uses a tensor. */
export interface Binding {
  readonly name: string;
  isWritten: boolean;
  /** Whether every place where it is read or written is one of four in a row that begin at a multiple of four. */
  isAligned: boolean;
  /** Whether more than the first of four in a row is read. */
  hasNeighbours: boolean;
  /** The tensor is bound as groups of four. */
  readonly isVector: boolean;
}

/** A shader on its way. */
export interface Writer {
  readonly body: Scope;
  readonly bindings: Map<Value, Binding>;
  /** Sizes that are known when the model runs only, by their text. */
  readonly sizes: Map<string, Size>;
  readonly functions: Set<ShaderFunction>;
  /** Declarations outside of the function. */
  readonly globals: string[];
  /** The tensors to be bound as groups of four. */
  readonly vectors: ReadonlySet<Value>;
  /** Whether random numbers are drawn. */
  readsSeed: boolean;
  /** The tensor in which the value lies. */
  readonly tensorOf: (value: Value) => Value;
}

/** Nothing written yet. */
export function beginWriting(tensorOf: (value: Value) => Value, vectors: ReadonlySet<Value>): Writer {
  return {
    body: outermost(),
    bindings: new Map(),
    sizes: new Map(),
    functions: new Set(),
    globals: [],
    vectors,
    readsSeed: false,
    tensorOf,
  };
}

/** The size as an expression: a number, or an entry of the uniform sizes. */
export function sizeText(writer: Writer, size: Size): string {
  if (isKnown(size)) return size.toString();
  const key = printSize(size);
  writer.sizes.set(key, size);
  return `sizes.s${[...writer.sizes.keys()].indexOf(key)}`;
}

/** The expression under a name, declared once in the scope; names, members of vectors and numbers stay as they are. */
export function named({ text, scope }: Placed, prefix: string): Placed {
  if (/^-?[\w.]+(\[\d\])?$/.test(text)) return { text, scope };
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const name = at.names.get(text);
    if (name !== undefined) return { text: name, scope: at };
  }
  const name = fresh(scope, prefix);
  scope.lines.push(`let ${name} = ${text};`);
  scope.names.set(text, name);
  return { text: name, scope };
}

/** Marks the function as called, and gives the call. */
export function call(writer: Writer, name: ShaderFunction, ...parts: readonly string[]): string {
  writer.functions.add(name);
  return `${name}(${parts.join(', ')})`;
}

/** The tensor as the shader has it. */
export function bindingOf(writer: Writer, of: Value): Binding {
  const value = writer.tensorOf(of);
  const known = writer.bindings.get(value);
  if (known !== undefined) return known;
  const made: Binding = {
    name: `t${writer.bindings.size}`,
    isWritten: false,
    isAligned: true,
    hasNeighbours: false,
    isVector: writer.vectors.has(value),
  };
  writer.bindings.set(value, made);
  return made;
}
