// The declarations of a file in its order: what a list of symbols shows, and where each leads.
import type { Span } from '@trammel/diagnostics';
import type { Document } from './document.js';

/** One declaration. */
export interface OutlineEntry {
  readonly name: string;
  readonly kind: 'net' | 'block' | 'train';
  /** All of it. */
  readonly span: Span;
  /** Its name alone. */
  readonly nameSpan: Span;
}

/** Nets, blocks and trainings; a variant is a net. */
export function outlineOf({ tree }: Pick<Document, 'tree'>): readonly OutlineEntry[] {
  return tree.declarations.flatMap((declaration): readonly OutlineEntry[] => {
    if (declaration.kind === 'import' || declaration.kind === 'faulty') return [];
    const { name, span, kind } = declaration;
    return [{ name: name.text, kind: kind === 'variant' ? 'net' : kind, span, nameSpan: name.span }];
  });
}
