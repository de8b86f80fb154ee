// The names of a file: where each is declared, where it is known, and where it is used. Knows no values and no shapes.
import type { Span } from '@trammel/diagnostics';
import type { FileTree, Name } from '@trammel/syntax';
import type { DeclaredName } from './declared-name.js';
import { declareNames, type Use } from './declared-names.js';
import { lookUp, type NameScope } from './name-scope.js';

/** All names of a file. */
export interface Names {
  readonly all: readonly DeclaredName[];
  /** The names that are known at an offset, the innermost first. */
  readonly knownAt: (offset: number) => readonly DeclaredName[];
  /** The parameters of a net or block of this file, by its name. */
  readonly parametersOf: (callable: string) => readonly DeclaredName[];
}

/** A text of which the names are known. */
interface Named {
  readonly names: Names;
}

/** Finds every name in a tree; one that nothing declares, such as that of an operator, is none of them. */
export function namesOf(tree: FileTree): Names {
  const { top, scopes, uses, parameters } = declareNames(tree);
  for (const use of uses) resolve(use)?.uses.push(use.name);
  const parametersOf = (callable: string): readonly DeclaredName[] => [...(parameters.get(callable)?.names.values() ?? [])];
  return {
    all: scopes.flatMap(({ names }) => [...names.values()]),
    knownAt: (offset) => knownIn(innermost(scopes, offset) ?? top),
    parametersOf,
  };
}

/** The name that stands at an offset, or ends there. */
export function nameAt({ names }: Named, offset: number): { readonly declared: DeclaredName; readonly at: Name } | undefined {
  for (const declared of names.all) {
    const at = [...declared.declarations, ...declared.uses].find(({ span }) => span.start <= offset && offset <= span.end);
    if (at !== undefined) return { declared, at };
  }
  return undefined;
}

/** Where the name at an offset is declared. */
export function definitionAt(document: Named, offset: number): Span | undefined {
  return nameAt(document, offset)?.declared.declarations[0].span;
}

const resolve = ({ name, scope }: Use): ReturnType<typeof lookUp> => (scope === undefined ? undefined : lookUp(scope, name.text));

function innermost(scopes: readonly NameScope[], offset: number): NameScope | undefined {
  const around = scopes.filter(({ span }) => span.start <= offset && offset <= span.end);
  return around.reduce<NameScope | undefined>(
    (best, scope) => (best === undefined || lengthOf(scope) <= lengthOf(best) ? scope : best),
    undefined,
  );
}

const lengthOf = ({ span }: NameScope): number => span.end - span.start;

function knownIn(scope: NameScope): readonly DeclaredName[] {
  const known = new Map<string, DeclaredName>();
  for (let at: NameScope | undefined = scope; at !== undefined; at = at.parent) {
    for (const [text, name] of at.names) if (!known.has(text)) known.set(text, name);
  }
  return [...known.values()];
}
