// Findings in the editor: underlined, in the gutter, with the edits that mend them as actions.
import { lintGutter, setDiagnostics, type Action, type Diagnostic } from '@codemirror/lint';
import type { EditorState, Extension, TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Finding } from '../worker/protocol.js';

/** What findings need of the editor. */
export function findingMarks(): Extension {
  return lintGutter();
}

/** The marks of findings; those of other files are told in their list alone. */
export function marksOf(state: EditorState, findings: readonly Finding[]): TransactionSpec {
  const last = state.doc.length;
  const text = state.doc.toString();
  const marks = findings
    .filter(({ from, to, isElsewhere }) => !isElsewhere || to > from)
    .map((finding): Diagnostic => {
      const from = Math.min(finding.from, last);
      return {
        from,
        to: Math.min(Math.max(finding.to, from), last),
        severity: finding.severity,
        message: [finding.message, ...finding.notes].join('\n'),
        source: finding.code,
        actions: finding.helps.filter(({ edits }) => edits.length > 0).map((help) => actionOf(help, text)),
      };
    });
  return setDiagnostics(state, marks);
}

/** Made only while the text is the one that was looked at. */
function actionOf({ text: words, edits }: Finding['helps'][number], text: string): Action {
  return {
    name: words.replaceAll('`', ''),
    apply: (view: EditorView) => {
      if (view.state.doc.toString() !== text) return;
      view.dispatch({ changes: edits.map(({ from, to, text: insert }) => ({ from, to, insert })), userEvent: 'input.complete' });
      view.focus();
    },
  };
}
