// The scene of the course above its text: the question, and what to try. Nothing where no scene is open.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Playground } from '../state/playground.js';
import { scenes, sceneState, type Scene, type Try } from './course.js';

export function ScenePanel({ playground }: { readonly playground: Playground }): JSX.Element | null {
  const tried = useSignal<Try | undefined>(undefined);
  const scene = scenes.find(({ id }) => id === playground.scene.value);
  if (scene === undefined) return null;
  const go = async (of: Scene, next: Try | undefined): Promise<void> => {
    tried.value = next;
    playground.open(await sceneState(of, next?.change ?? of.begin));
  };
  const looked = tried.value !== undefined && scene.tries.includes(tried.value) ? tried.value : undefined;
  return (
    <aside class="scene" aria-label="Course">
      <p class="scene-number">
        Scene {scenes.indexOf(scene) + 1} of {scenes.length}
        <button type="button" onClick={() => (playground.scene.value = undefined)}>
          Leave the course
        </button>
      </p>
      <h2>{scene.title}</h2>
      <p>{scene.question}</p>
      <div class="tries" role="group" aria-label="Try this">
        <button type="button" aria-pressed={looked === undefined} onClick={() => void go(scene, undefined)}>
          As it is
        </button>
        {scene.tries.map((each) => (
          <button type="button" key={each.title} aria-pressed={each === looked} onClick={() => void go(scene, each)}>
            {each.title}
          </button>
        ))}
      </div>
      {looked === undefined ? null : <p class="look">{looked.look}</p>}
    </aside>
  );
}
