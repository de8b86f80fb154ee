/** Spans, severities, the Diagnostic type and source frames. */
export {
  type Diagnostic,
  type DiagnosticDetails,
  type DiagnosticMaker,
  type Edit,
  type Help,
  type Label,
  type TraceFrame,
  at,
  diagnosticMaker,
  hasErrors,
  help,
  insert,
  pageOf,
  replace,
} from './diagnostic.js';
export { didYouMean } from './did-you-mean.js';
export { applyEdits } from './edits.js';
export { type Problem, type Problems, type Severity } from './problem.js';
export {
  type Position,
  type SourceFile,
  type Span,
  clampOffset,
  firstLineOf,
  lineIndexAt,
  lineText,
  positionOf,
  sourceFile,
  spanOver,
  spanText,
} from './source.js';
export { type RenderOptions, renderDiagnostic } from './render.js';
export { type Style, type StyleRole, plainStyle } from './style.js';
export { locationOf } from './frame.js';
export { displayWidth, harmless, wrap } from './display.js';
