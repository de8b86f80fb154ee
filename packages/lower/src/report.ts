/** How the elaboration says that something is wrong: each fault once, with the calls that led to it. */
import { type Diagnostic, type Help, type Label, type Span, diagnosticMaker } from '@trammel/diagnostics';
import { problems as operatorProblems } from '@trammel/operators';
import { type Compilation, type Place, type WrongValue, wrong } from './elaboration.js';
import { namingIn } from './names-of-frames.js';
import { problems } from './problems.js';
import { traceOf } from './trace.js';

/** What is raised here: the problems of the language, and those of operators, which learn their places here. */
export type Code = keyof typeof problems | keyof typeof operatorProblems;

const make = diagnosticMaker<Code>({ ...operatorProblems, ...problems });

/** A finding before it has a trace. */
export interface Finding {
  readonly code: Code;
  readonly span: Span;
  /** What stands at the underline. */
  readonly label?: string | undefined;
  readonly message: string;
  readonly secondary?: readonly Label[] | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly help?: readonly Help[] | undefined;
}

/** The diagnostic of a finding outside of any call. */
export function diagnosticOf(finding: Finding): Diagnostic {
  const { code, span, label = '', message, secondary, notes, help } = finding;
  return make(code, { span, message: label }, message, { secondary, notes, help });
}

/** Reports a finding at a place, unless it was reported there before. What is wrong has no value worth speaking of. */
export function report(place: Place, finding: Finding): WrongValue {
  const { build } = place;
  const diagnostic = { ...diagnosticOf(finding), trace: traceOf(place.naming.frame) };
  if (diagnostic.severity === 'error') build.faults += 1;
  file(build.compilation, diagnostic);
  return wrong;
}

/** What is wrong with what a call of a block passes is said of the place of the call, and not of the block's own. */
export function reportAtCall(place: Place, finding: Finding): WrongValue {
  const { parent } = place.naming.frame;
  return report(parent === undefined ? place : { ...place, naming: namingIn(parent) }, finding);
}

/** Keeps a diagnostic unless there is one of its code at its place: many calls of a block bring up one fault many times. */
export function file({ reported, diagnostics }: Pick<Compilation, 'reported' | 'diagnostics'>, diagnostic: Diagnostic): void {
  const { source, start, end } = diagnostic.primary.span;
  const key = `${diagnostic.code} ${start}-${end} ${source.path}`;
  if (reported.has(key)) return;
  reported.add(key);
  diagnostics.push(diagnostic);
}
