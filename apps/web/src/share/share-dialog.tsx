// Everything that can be taken away of the network, with what came of it. Not how it is made.
import { useSignal, useSignalEffect, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Playground } from '../state/playground.js';
import { takeAways } from './take-away.js';

interface ShareProps {
  readonly playground: Playground;
  readonly isOpen: Signal<boolean>;
}

export function ShareDialog({ playground, isOpen }: ShareProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const said = useSignal('');
  const isWorking = useSignal(false);
  useSignalEffect(() => {
    if (!isOpen.value) return dialog.current?.close();
    said.value = '';
    dialog.current?.showModal();
  });
  const act = async (doing: (playground: Playground) => Promise<string>): Promise<void> => {
    isWorking.value = true;
    said.value = 'Making it';
    said.value = await doing(playground);
    isWorking.value = false;
  };
  const button = (verb: string, name: string, doing: ((playground: Playground) => Promise<string>) | undefined): JSX.Element => (
    <td>
      {doing === undefined ? null : (
        <button type="button" disabled={isWorking.value} aria-label={`${verb}: ${name}`} onClick={() => void act(doing)}>
          {verb}
        </button>
      )}
    </td>
  );
  return (
    <dialog class="take-away" ref={dialog} onClose={() => (isOpen.value = false)} aria-labelledby="share-title">
      <div class="head">
        <h2 id="share-title">Share and take away</h2>
        <button type="button" onClick={() => (isOpen.value = false)}>
          Close
        </button>
      </div>
      <p>All of it is made in this page: nothing is sent anywhere.</p>
      <table>
        <tbody>
          {takeAways.map(({ name, about, copy, download }) => (
            <tr key={name}>
              <th scope="row">
                <strong>{name}</strong> <span>{about}</span>
              </th>
              {button('Copy', name, copy)}
              {button('Download', name, download)}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="said" role="status">
        {said.value}
      </p>
    </dialog>
  );
}
