// Which drawing is shown as the text changes: the last whole network, and what a mistake leaves of it. Not how they are put together.
import { useComputed, type ReadonlySignal } from '@preact/signals';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import type { DrawnGraph } from '../worker/protocol.js';
import { aboveLastWhole, holdsAll, lastWhole, type Shown } from './begun.js';

/** The last whole network; while the text has a mistake with what of it can still be built, or with what could be built above it. */
export function useShown(playground: Playground, whole: ReadonlySignal<DrawnGraph | undefined>): ReadonlySignal<Shown | undefined> {
  const { checked, folding, isStale } = playground;
  const layers = useComputed(() => (isStale.value ? (checked.value?.begun ?? []) : undefined));
  const isInWhole = useComputed(() => whole.value !== undefined && holdsAll(whole.value, layers.value ?? []));
  const begun = useFollowed(playground, 'begun', () => {
    const asked = playground.begun.value;
    return asked === undefined || isInWhole.value ? undefined : { asked, folding: folding.value };
  });
  return useComputed(() => {
    const [last, built] = [whole.value, layers.value];
    if (built === undefined) return last === undefined ? undefined : { drawn: last, lost: new Set() };
    if (built.length > 0 && !isInWhole.value && begun.value.answer !== undefined) return aboveLastWhole(begun.value.answer, last);
    return last === undefined ? undefined : lastWhole(last, built);
  });
}
