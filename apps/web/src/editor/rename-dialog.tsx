// Asks for the new name of what stands at the caret. Does not rename.
import { useSignal, useSignalEffect, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface RenameProps {
  /** The offset that is renamed; undefined while the dialog is closed. */
  readonly at: Signal<number | undefined>;
  /** Why it cannot be, or nothing. */
  readonly rename: (offset: number, name: string) => Promise<string>;
  readonly onClose: () => void;
}

export function RenameDialog({ at, rename, onClose }: RenameProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useSignal('');
  const problem = useSignal('');
  useSignalEffect(() => {
    if (at.value === undefined) return dialog.current?.close();
    name.value = '';
    problem.value = '';
    dialog.current?.showModal();
  });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const offset = at.peek();
    if (offset === undefined) return;
    problem.value = await rename(offset, name.peek());
    if (problem.peek() === '') at.value = undefined;
  };
  const closed = (): void => {
    at.value = undefined;
    onClose();
  };
  return (
    <dialog class="rename" ref={dialog} onClose={closed} aria-label="Rename">
      <form onSubmit={(event) => void submit(event)}>
        <label>
          New name <input value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} spellcheck={false} />
        </label>
        <button type="submit">Rename</button>
        <button type="button" onClick={closed}>
          Cancel
        </button>
      </form>
      {problem.value === '' ? null : <p role="alert">{problem.value}</p>}
    </dialog>
  );
}
