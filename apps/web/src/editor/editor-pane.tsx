// The pane with the text: the editor, its strip of findings, and renaming. Not the editor itself.
import { useComputed, useSignal, useSignalEffect, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Playground } from '../state/playground.js';
import type { Assistant } from './assistance.js';
import { createEditor, type TextEditor } from './editor.js';
import { RenameDialog } from './rename-dialog.js';

export function EditorPane({ playground }: { readonly playground: Playground }): JSX.Element {
  const { place, editor, renaming, problem, format } = useEditor(playground);
  const { caret } = playground;
  return (
    <>
      <div class="tools">
        <button type="button" onClick={format} title="Shift+Alt+F">
          Format
        </button>
        <button type="button" onClick={() => (renaming.value = caret.peek())} title="F2">
          Rename
        </button>
        <p class="status" role="status">
          {problem.value === '' ? statusOf(playground) : problem.value}
        </p>
      </div>
      <div class="editor" ref={place} />
      <RenameDialog
        at={renaming}
        rename={async (offset, name) => {
          const result = await playground.askNow('rename', { asked: playground.asked(), offset, name });
          if (result === undefined) return 'The text is busy; try again.';
          if ('why' in result) return result.why;
          editor.peek()?.edit(result.edits);
          return '';
        }}
        onClose={() => editor.peek()?.focus()}
      />
    </>
  );
}

/** What the pane does with its editor. */
interface PaneEditor {
  readonly place: { current: HTMLDivElement | null };
  readonly editor: Signal<TextEditor | undefined>;
  /** The offset that is renamed. */
  readonly renaming: Signal<number | undefined>;
  /** Why the last thing that was asked cannot be. */
  readonly problem: Signal<string>;
  readonly format: () => void;
}

/** The editor and the state follow each other. */
function useEditor(playground: Playground): PaneEditor {
  const { text, caret, checked, revealed } = playground;
  const place = useRef<HTMLDivElement>(null);
  const editor = useSignal<TextEditor | undefined>(undefined);
  const renaming = useSignal<number | undefined>(undefined);
  const problem = useSignal('');
  const format = async (): Promise<void> => {
    const result = await playground.askNow('format', { text: text.peek() });
    if (result === undefined) return;
    if ('why' in result) problem.value = result.why;
    else text.value = result.text;
  };
  useSignalEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const made = createEditor(element, text.peek(), {
      onText: (next) => {
        problem.value = '';
        text.value = next;
      },
      onTextSoon: playground.expectText,
      onCaret: (offset) => (caret.value = offset),
      onRename: (offset) => (renaming.value = offset),
      onFormat: () => void format(),
      assistant: assistantOf(playground),
    });
    editor.value = made;
    return () => made.remove();
  });
  useSignalEffect(() => editor.value?.setText(text.value));
  useSignalEffect(() => {
    if (checked.value !== undefined) editor.value?.show(checked.value);
  });
  const shownNet = useComputed(() => checked.value?.network?.name);
  useSignalEffect(() => {
    const [name, known] = [shownNet.value, checked.peek()];
    const entry = known?.outline.find((each) => each.name === name && each.kind === 'net');
    // The first net of a text stands with what is written about it.
    if (entry !== undefined && entry.name !== known?.nets[0]) editor.peek()?.bringUp(entry.from);
  });
  useSignalEffect(() => {
    if (revealed.value === undefined) return;
    editor.value?.reveal(revealed.value);
    editor.value?.focus();
  });
  return { place, editor, renaming, problem, format: () => void format() };
}

function statusOf({ progress, checked }: Playground): string {
  if (progress.value.kind === 'failed') return progress.value.message;
  if (progress.value.kind === 'working') return 'Working it out';
  const findings = checked.value?.findings ?? [];
  if (checked.value === undefined) return 'Reading the text';
  if (findings.length === 0) return 'No findings';
  const [first] = findings;
  const others = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return first === undefined ? '' : `${first.place}: ${first.message.replaceAll('`', '')}${others}`;
}

const assistantOf = ({ asked, askNow }: Playground): Assistant => ({
  complete: (text, offset) => askNow('complete', { asked: { ...asked(), text }, offset }),
  hover: (text, offset) => askNow('hover', { asked: { ...asked(), text }, offset }),
  define: (text, offset) => askNow('define', { asked: { ...asked(), text }, offset }),
  rename: (text, offset, name) => askNow('rename', { asked: { ...asked(), text }, offset, name }),
  format: (ask) => askNow('format', ask),
});
