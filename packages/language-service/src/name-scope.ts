// Braces with the names that are bound in them. Does not read trees.
import type { Span } from '@trammel/diagnostics';
import type { Name } from '@trammel/syntax';
import type { DeclaredName, NameKind } from './declared-name.js';

/** A name while a file is gone through. */
export interface GatheredName extends DeclaredName {
  readonly declarations: [Name, ...Name[]];
  readonly uses: Name[];
}

/** A stretch of text in which names are known, and through `parent` those around it. */
export interface NameScope {
  readonly span: Span;
  readonly names: Map<string, GatheredName>;
  readonly parent: NameScope | undefined;
}

/** What a name is bound to. */
export interface Bound {
  readonly kind: NameKind;
  readonly span: Span;
  readonly documentation?: string | undefined;
}

/** A scope in which nothing is bound yet. */
export function scopeOver(span: Span, parent: NameScope | undefined): NameScope {
  return { span, names: new Map(), parent };
}

/** Binds a name; a tensor may be bound more than once, and is one name then. */
export function bind(scope: NameScope, name: Name, { kind, span, documentation }: Bound): void {
  const known = scope.names.get(name.text);
  if (known === undefined) scope.names.set(name.text, { text: name.text, kind, declarations: [name], uses: [], span, documentation });
  else known.declarations.push(name);
}

/** The name as it is known there. */
export function lookUp(scope: NameScope, text: string): GatheredName | undefined {
  for (let at: NameScope | undefined = scope; at !== undefined; at = at.parent) {
    const known = at.names.get(text);
    if (known !== undefined) return known;
  }
  return undefined;
}
