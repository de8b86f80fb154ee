// Diagnostics for machines: JSON, GitHub annotations, SARIF. Text with source frames is the diagnostics package's own.
import { positionOf, type Diagnostic, type Label, type Span } from '@trammel/diagnostics';

/** Lines and columns from 1; the end is exclusive. */
export interface PlaceJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface DiagnosticJson {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly primary: PlaceJson & { readonly label: string };
  readonly secondary: readonly (PlaceJson & { readonly label: string })[];
  readonly trace: readonly (PlaceJson & { readonly block: string; readonly arguments: string })[];
  readonly notes: readonly string[];
  readonly help: readonly { readonly text: string; readonly edits: readonly (PlaceJson & { readonly text: string })[] }[];
}

export function placeJson({ source, start, end }: Span): PlaceJson {
  const [from, to] = [positionOf(source, start), positionOf(source, end)];
  return { file: source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}

const labelJson = ({ span, message }: Label): PlaceJson & { readonly label: string } => ({ ...placeJson(span), label: message });

/** A diagnostic as plain data. */
export function diagnosticJson({ code, severity, message, primary, secondary, trace, notes, help }: Diagnostic): DiagnosticJson {
  return {
    code,
    severity,
    message,
    notes,
    primary: labelJson(primary),
    secondary: secondary.map(labelJson),
    trace: trace.map((frame) => ({ block: frame.block, arguments: frame.arguments, ...placeJson(frame.span) })),
    help: help.map(({ text, edits }) => ({ text, edits: edits.map((edit) => ({ ...placeJson(edit.span), text: edit.text })) })),
  };
}

const annotationLevels = { error: 'error', warning: 'warning', hint: 'notice' } as const;

/** Workflow commands that GitHub shows beside the lines of a pull request, one a line. */
export function githubAnnotations(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((diagnostic) => {
      const { file, line, column, endLine, endColumn } = placeJson(diagnostic.primary.span);
      const place = `file=${escapeProperty(file)},line=${line},endLine=${endLine},col=${column},endColumn=${endColumn},title=${escapeProperty(diagnostic.code)}`;
      return `::${annotationLevels[diagnostic.severity]} ${place}::${escapeData(sentences(diagnostic))}\n`;
    })
    .join('');
}

function sentences({ message, primary, notes, help }: Diagnostic): string {
  return [message, primary.message, ...notes, ...help.map(({ text }) => `help: ${text}`)].filter((text) => text !== '').join('\n');
}

const escapeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const escapeProperty = (text: string): string => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

const sarifLevels = { error: 'error', warning: 'warning', hint: 'note' } as const;

/** SARIF 2.1.0 (OASIS standard), for code scanning. `pages` gives the summary of each code. */
export function sarif(diagnostics: readonly Diagnostic[], pages: (code: string) => string | undefined): object {
  const codes = [...new Set(diagnostics.map((diagnostic) => diagnostic.code))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'trammel', rules: codes.map((id) => ({ id, shortDescription: { text: pages(id) ?? id } })) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: codes.indexOf(diagnostic.code),
          level: sarifLevels[diagnostic.severity],
          message: { text: sentences(diagnostic) },
          locations: [location(diagnostic.primary)],
          relatedLocations: diagnostic.secondary.map((label, id) => ({ id, ...location(label), message: { text: label.message } })),
          fixes: diagnostic.help.flatMap(sarifFix),
        })),
      },
    ],
  };
}

function location({ span }: Label): object {
  return { physicalLocation: { artifactLocation: { uri: uriOf(span.source.path) }, region: region(span) } };
}

function region(span: Span): object {
  const { line, column, endLine, endColumn } = placeJson(span);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

const uriOf = (path: string): string => path.split(/[\\/]/).map(encodeURIComponent).join('/');

function sarifFix({ text, edits }: Diagnostic['help'][number]): readonly object[] {
  if (edits.length === 0) return [];
  const changes = edits.map((edit) => ({
    artifactLocation: { uri: uriOf(edit.span.source.path) },
    replacements: [{ deletedRegion: region(edit.span), insertedContent: { text: edit.text } }],
  }));
  return [{ description: { text }, artifactChanges: changes }];
}
