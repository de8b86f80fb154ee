// The editor of the text: CodeMirror with what the language knows of itself. Holds the text while it is edited.
// The caret and the selection are the browser's own: a drawn caret blinks by an animation, which keeps the browser at a frame after the
// other, so that the frame of a keystroke, and with it every message that waits behind that, begins up to 5 ms later.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { batch } from '@preact/signals';
import type { Checked, Stretch, TextEdit } from '../worker/protocol.js';
import { assistance, type Assistant } from './assistance.js';
import { findingMarks, marksOf } from './findings.js';
import { folds, setFolds } from './folds.js';
import { highlighting } from './highlighting.js';
import { setShapes, shapesAtLineEnds } from './shapes.js';

/** What the page hears of the editor, and what it is asked. */
export interface EditorSurroundings {
  readonly onText: (text: string) => void;
  /** The text as it is about to be, before it is shown: what is asked of it is worked out while the browser draws. */
  readonly onTextSoon: (text: string) => void;
  readonly onCaret: (offset: number) => void;
  readonly onRename: (offset: number) => void;
  readonly onFormat: () => void;
  readonly assistant: Assistant;
}

/** The editor as the page uses it. */
export interface TextEditor {
  /** Another text in its place; what is undone goes back to the one before. */
  readonly setText: (text: string) => void;
  readonly show: (checked: Checked) => void;
  readonly reveal: (stretch: Stretch) => void;
  /** Puts a place at the top, unless somebody writes there. */
  readonly bringUp: (offset: number) => void;
  readonly edit: (edits: readonly TextEdit[]) => void;
  readonly focus: () => void;
  readonly remove: () => void;
}

/** Puts an editor into an element. */
export function createEditor(parent: HTMLElement, text: string, surroundings: EditorSurroundings): TextEditor {
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: text, extensions: extensionsOf(surroundings) }),
    dispatchTransactions: (transactions) => {
      const changed = transactions.findLast(({ docChanged }) => docChanged);
      if (changed !== undefined) surroundings.onTextSoon(changed.newDoc.toString());
      view.update(transactions);
    },
  });
  return {
    setText: (next) => {
      if (next === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next }, selection: { anchor: 0 }, scrollIntoView: true });
    },
    show: ({ findings, shapes, folds: foldable }) =>
      view.dispatch(marksOf(view.state, findings), { effects: [setShapes.of(shapes), setFolds.of(foldable)] }),
    reveal: ({ from, to }) => {
      const last = view.state.doc.length;
      // The caret stands where it begins, as the line that is looked for does.
      const [anchor, head] = [Math.min(to, last), Math.min(from, last)];
      view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(head, { y: 'center' }) });
    },
    bringUp: (offset) => {
      if (view.hasFocus || offset > view.state.doc.length) return;
      view.dispatch({ effects: EditorView.scrollIntoView(offset, { y: 'start', yMargin: 24 }) });
    },
    edit: (edits) => view.dispatch({ changes: edits.map(({ from, to, text: insert }) => ({ from, to, insert })) }),
    focus: () => view.focus(),
    remove: () => view.destroy(),
  };
}

function extensionsOf({ onText, onCaret, onRename, onFormat, assistant }: EditorSurroundings): Extension {
  const own = keymap.of([
    { key: 'F2', run: ({ state }) => done(() => onRename(state.selection.main.head)) },
    { key: 'F12', run: (view) => done(() => void goToDefinition(view, view.state.selection.main.head, assistant)) },
    { key: 'Shift-Alt-f', run: () => done(onFormat) },
    { key: 'Mod-s', preventDefault: true, run: () => done(onFormat) },
  ]);
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    indentOnInput(),
    indentUnit.of('  '),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    highlighting(),
    folds(),
    findingMarks(),
    shapesAtLineEnds(),
    assistance(assistant),
    own,
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': 'The text of the network', tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      batch(() => {
        if (docChanged) onText(state.doc.toString());
        if (docChanged || selectionSet) onCaret(state.selection.main.head);
      });
    }),
    EditorView.domEventHandlers({
      mousedown: (event, view) => {
        if (!event.ctrlKey && !event.metaKey) return false;
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (offset !== null) void goToDefinition(view, offset, assistant);
        return offset !== null;
      },
    }),
  ];
}

function done(act: () => void): true {
  act();
  return true;
}

async function goToDefinition(view: EditorView, offset: number, assistant: Assistant): Promise<void> {
  const found = await assistant.define(view.state.doc.toString(), offset);
  if (found === undefined || found.to > view.state.doc.length) return;
  view.dispatch({ selection: { anchor: found.from, head: found.to }, effects: EditorView.scrollIntoView(found.from, { y: 'center' }) });
}
