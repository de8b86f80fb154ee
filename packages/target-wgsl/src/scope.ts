// Nested blocks of shader code that are written from the outside in: what depends on little goes far out. Not expressions.

/** A block: a function body, or the body of a loop within another block. */
export interface Scope {
  readonly depth: number;
  readonly parent: Scope | undefined;
  readonly lines: string[];
  /** Names of expressions that are declared here, by their text. */
  readonly names: Map<string, string>;
  /** Elements of values that are worked out here, by what they are. */
  readonly elements: Map<string, Placed>;
  /** How many names were made for it, by their prefixes. */
  readonly counts: Map<string, number>;
}

/** An expression that may be written in its scope and all inner ones. */
export interface Placed {
  readonly text: string;
  readonly scope: Scope;
}

/** The block of a function. */
export function outermost(): Scope {
  return { depth: 0, parent: undefined, lines: [], names: new Map(), elements: new Map(), counts: new Map() };
}

/** A block within another one. Its lines become lines of the outer one when it is closed. */
export function within(parent: Scope): Scope {
  return { depth: parent.depth + 1, parent, lines: [], names: new Map(), elements: new Map(), counts: new Map() };
}

/**
 * A name that nothing in the scope or around it has. Scopes beside each other have the same names, and each prefix counts for itself, so that like work
 * is written alike and packs well. No prefix may be `i`, `u` or `f`: with a number behind it that is a type of WGSL, which it would hide.
 */
export function fresh({ counts, depth }: Scope, prefix: string): string {
  const number = (counts.get(prefix) ?? 0) + 1;
  counts.set(prefix, number);
  return `${prefix}${number}${depth === 0 ? '' : String.fromCharCode(96 + Math.min(depth, 26)).repeat(Math.ceil(depth / 26))}`;
}

/** The deepest of the scopes, all of which lie on one path. */
export function deepest(scopes: readonly Scope[], outer: Scope): Scope {
  return scopes.reduce((deep, scope) => (scope.depth > deep.depth ? scope : deep), outer);
}

/** Puts a block with its head and its lines at the end of where it belongs. */
export function close(scope: Scope, head: string, tail: readonly string[] = []): void {
  scope.parent?.lines.push(`${head} {`, ...scope.lines.map((line) => `  ${line}`), '}', ...tail);
}

/** What is known under that key in the scope or around it. */
export function known(scope: Scope, key: string): Placed | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.elements.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}
