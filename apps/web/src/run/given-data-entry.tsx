// Where somebody's own table or pictures go in. Nothing of them leaves the page.
import { useSignal, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { GivenData } from './protocol.js';
import { droppedFiles, readPictures } from './read-pictures.js';
import type { RunState } from './run-state.js';

interface GivenDataProps {
  readonly state: RunState;
  readonly isFixed: boolean;
}

/** A larger text is not put in: the page would stand still over it. */
const mostBytes = 20_000_000;

export function GivenDataEntry({ state, isFixed }: GivenDataProps): JSX.Element {
  const text = useSignal('');
  const told = useSignal('');
  const give = (data: GivenData): void => {
    state.given.value = [...state.given.peek().filter(({ kind }) => kind !== data.kind), data];
    state.chosen.value = { ...state.chosen.peek(), name: data.kind };
    told.value = '';
  };
  const take = async (files: readonly File[]): Promise<void> => {
    told.value = 'Reading';
    const { data, faults } = await readFiles(files);
    if (data !== undefined) give(data);
    told.value = faults.slice(0, 5).join(' ');
  };
  return (
    <details class="given">
      <summary>A table or pictures of your own</summary>
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const { dataTransfer } = event;
          if (dataTransfer !== null && !isFixed) void droppedFiles(dataTransfer).then(take);
        }}
      >
        <PastedTable text={text} isFixed={isFixed} />
        <div class="tools">
          <button
            type="button"
            disabled={isFixed || text.value.trim() === ''}
            onClick={() => give({ kind: 'table', text: text.value, target: undefined })}
          >
            Learn from this table
          </button>
          <label>
            or files: a table, or pictures whose folders or names tell their classes, dropped here or chosen{' '}
            <input
              type="file"
              multiple
              disabled={isFixed}
              accept=".csv,.tsv,.txt,text/csv,image/*"
              onChange={(event) => void take([...(event.currentTarget.files ?? [])])}
            />
          </label>
        </div>
        <p class="note" role="status">
          {told.value}
        </p>
      </div>
      <TableChoice state={state} isFixed={isFixed} />
    </details>
  );
}

function PastedTable({ text, isFixed }: { readonly text: Signal<string>; readonly isFixed: boolean }): JSX.Element {
  return (
    <label>
      <span>A table, pasted: rows of cells apart by commas, semicolons or tabs, the names of the columns in the first</span>
      <textarea
        rows={4}
        value={text.value}
        disabled={isFixed}
        onInput={(event) => (text.value = event.currentTarget.value)}
        spellcheck={false}
      />
    </label>
  );
}

/** The first table among them, or all pictures. */
async function readFiles(files: readonly File[]): Promise<{ readonly data: GivenData | undefined; readonly faults: readonly string[] }> {
  const table = files.find(({ name, type }) => type.startsWith('text/') || /\.(csv|tsv|txt)$/i.test(name));
  if (table === undefined) {
    const { pictures, faults } = await readPictures(files);
    return { data: pictures === undefined ? undefined : { kind: 'pictures', ...pictures }, faults };
  }
  if (table.size > mostBytes)
    return {
      data: undefined,
      faults: [`${table.name} has ${Math.round(table.size / 1e6)} MB, and at most ${mostBytes / 1e6} are read here.`],
    };
  return { data: { kind: 'table', text: await table.text(), target: undefined }, faults: [] };
}

function TableChoice({ state, isFixed }: GivenDataProps): JSX.Element | null {
  const { offer, given } = state;
  const table = offer.value?.table;
  if (table === undefined) return null;
  const tell = (target: string): void => {
    given.value = given.peek().map((data) => (data.kind === 'table' ? { ...data, target } : data));
  };
  return (
    <>
      <label>
        Told from the others{' '}
        <select value={table.target} disabled={isFixed} onChange={(event) => tell(event.currentTarget.value)}>
          {table.columns.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {table.faults.length === 0 ? null : (
        <>
          <p class="note">
            {table.rows.toLocaleString('en')} rows are used, and {table.faults.length.toLocaleString('en')} are left out:
          </p>
          <ul class="notes">
            {table.faults.slice(0, 20).map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
