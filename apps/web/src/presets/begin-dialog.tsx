// Where to begin: the scenes of the course, and networks that people know.
import { useSignalEffect, type Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Playground } from '../state/playground.js';
import { scenes, sceneState, type Scene } from './course.js';
import { presets, type Preset } from './presets.js';

interface BeginProps {
  readonly playground: Playground;
  readonly isOpen: Signal<boolean>;
}

export function BeginDialog({ playground, isOpen }: BeginProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => (isOpen.value ? dialog.current?.showModal() : dialog.current?.close()));
  const beginScene = async (scene: Scene): Promise<void> => {
    playground.open(await sceneState(scene, scene.begin));
    isOpen.value = false;
  };
  const beginPreset = async ({ load, net }: Preset): Promise<void> => {
    const text = await load();
    const { view } = playground;
    playground.open({ text, net, parameters: {}, sizes: {}, view: view.peek(), other: undefined, otherNet: undefined, scene: undefined });
    isOpen.value = false;
  };
  return (
    <dialog class="begin" ref={dialog} onClose={() => (isOpen.value = false)} aria-labelledby="begin-title">
      <div class="head">
        <h2 id="begin-title">Where to begin</h2>
        <button type="button" onClick={() => (isOpen.value = false)}>
          Close
        </button>
      </div>
      <p>The text that is there now is replaced; Ctrl+Z in the text brings it back.</p>
      <h3>A course in five scenes</h3>
      <ol class="scenes">
        {scenes.map((scene) => (
          <li key={scene.id}>
            <button type="button" onClick={() => void beginScene(scene)}>
              <strong>{scene.title}</strong>
              <span>{scene.question}</span>
            </button>
          </li>
        ))}
      </ol>
      <h3>Networks that people know</h3>
      <ul class="presets">
        {presets.map((preset) => (
          <li key={preset.id}>
            <button type="button" onClick={() => void beginPreset(preset)}>
              <strong>{preset.title}</strong>
              <span>{preset.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </dialog>
  );
}
