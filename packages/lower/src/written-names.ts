/** Names as they are written, with the braces that they are known in. Knows no values; those are in scope.ts. */
import { type Span } from '@trammel/diagnostics';
import { type Name } from '@trammel/syntax';
import { type Module } from './elaboration.js';
import { type Finding } from './report.js';

/** A name that is bound in braces. */
interface Known {
  readonly span: Span;
  /** How it was bound, where it is worth a word that nothing uses it. */
  readonly how: string | undefined;
  isUsed: boolean;
}

/** The names of a body, and through `parent` those of the bodies around it. */
interface Braces {
  readonly names: Map<string, Known>;
  readonly parent: Braces | undefined;
  /** Set where something could not be read, or cannot be told from what is written. */
  isIncomplete: boolean;
}

/** What goes along while the names of a file are checked. */
export interface Checking {
  readonly module: Module;
  readonly braces: Braces;
  readonly findings: Finding[];
  /** Blocks and nets that were named. */
  readonly called: Set<string>;
}

/** The names of a whole declaration. */
export function atTop(checking: Omit<Checking, 'braces'>): Checking {
  return { ...checking, braces: { names: new Map(), parent: undefined, isIncomplete: false } };
}

/** The same in braces that stand here. */
export function inner(checking: Checking): Checking {
  return { ...checking, braces: { names: new Map(), parent: checking.braces, isIncomplete: false } };
}

/** Binds a name; `how` is said of it where it is never used, unless it begins with `_`. */
export function know(name: Name, how: string | undefined, { braces }: Checking): void {
  if (!braces.names.has(name.text))
    braces.names.set(name.text, { span: name.span, how: name.text.startsWith('_') ? undefined : how, isUsed: false });
}

/** Whether a name is bound here; it is used by that. */
export function use(name: string, { braces }: Checking): boolean {
  for (let here: Braces | undefined = braces; here !== undefined; here = here.parent) {
    const known = here.names.get(name);
    if (known === undefined) continue;
    known.isUsed = true;
    return true;
  }
  return false;
}

/** Whether there may be names here that cannot be seen. */
export function mayKnowMore({ braces, module }: Checking): boolean {
  if (module.isIncomplete) return true;
  for (let here: Braces | undefined = braces; here !== undefined; here = here.parent) if (here.isIncomplete) return true;
  return false;
}

/** Every name that is bound here, innermost first. */
export function namesAround({ braces }: Checking): readonly string[] {
  const names: string[] = [];
  for (let here: Braces | undefined = braces; here !== undefined; here = here.parent) names.push(...here.names.keys());
  return names;
}

/** Says what nothing used, at the end of the braces; where something could not be read, it may have been used there. */
export function close(checking: Checking): void {
  if (mayKnowMore(checking)) {
    if (checking.braces.parent !== undefined && checking.braces.isIncomplete) checking.braces.parent.isIncomplete = true;
    return;
  }
  for (const [name, { span, how, isUsed }] of checking.braces.names) {
    if (!isUsed && how !== undefined) checking.findings.push(unusedName(name, span, how));
  }
}

/** A name that is bound and nothing else. */
export function unusedName(name: string, span: Span, how: string): Finding {
  return { code: 'unused-name', span, message: `\`${name}\` is ${how} and never used` };
}
