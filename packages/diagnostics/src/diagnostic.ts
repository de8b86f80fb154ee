/** What the house has to say about a source: the Diagnostic type and its makers. Rendering lives in render.ts. */
import { type Problem, type Problems, type Severity } from './problem.js';
import { type Span } from './source.js';

/** A place and what is to be said of it; an empty message only underlines. */
export interface Label {
  readonly span: Span;
  readonly message: string;
}

/** A replacement of a stretch of source; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A way to mend it, in words, and as edits where a machine can do it. */
export interface Help {
  readonly text: string;
  readonly edits: readonly Edit[];
}

/** One call on the way to the place: `Bottleneck(width=64)`. Innermost first. */
export interface TraceFrame {
  /** The block's name; the variables of an enclosing loop follow it: `ResNet, i=0`. */
  readonly block: string;
  /** What stands between the parentheses: `width=64, stride=1`; empty for none. */
  readonly arguments: string;
  readonly span: Span;
}

export interface Diagnostic {
  /** The key of its page in a package's `problems.ts`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly primary: Label;
  readonly secondary: readonly Label[];
  readonly trace: readonly TraceFrame[];
  readonly notes: readonly string[];
  readonly help: readonly Help[];
}

/** The parts of a diagnostic that most of them leave empty. */
export interface DiagnosticDetails {
  readonly secondary?: readonly Label[] | undefined;
  readonly trace?: readonly TraceFrame[] | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly help?: readonly Help[] | undefined;
}

/** Makes diagnostics whose codes and severities come from one table of problems. */
export type DiagnosticMaker<Code extends string> = (code: Code, primary: Label, message: string, details?: DiagnosticDetails) => Diagnostic;

/** The maker for a package's table: `const report = diagnosticMaker(problems)`, then `report('unknown-name', at(span), '...')`. */
export function diagnosticMaker<Code extends string>(problems: Readonly<Record<Code, Problem>>): DiagnosticMaker<Code> {
  return (code, primary, message, details = {}) => ({
    code,
    severity: problems[code].severity,
    message,
    primary,
    secondary: details.secondary ?? [],
    trace: details.trace ?? [],
    notes: details.notes ?? [],
    help: details.help ?? [],
  });
}

/** A label; without a message it only underlines. */
export function at(span: Span, message = ''): Label {
  return { span, message };
}

/** A help with any number of edits. */
export function help(text: string, ...edits: readonly Edit[]): Help {
  return { text, edits };
}

/** An edit that puts `text` in the place of `span`. */
export function replace(span: Span, text: string): Edit {
  return { span, text };
}

/** An edit that puts `text` before an offset of a span's source. */
export function insert(source: Span['source'], offset: number, text: string): Edit {
  return { span: { source, start: offset, end: offset }, text };
}

/** Whether any of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** A diagnostic's page in tables of problems, if one has it. */
export function pageOf(code: string, tables: readonly Problems[]): Problem | undefined {
  for (const table of tables) if (Object.hasOwn(table, code)) return table[code];
  return undefined;
}
