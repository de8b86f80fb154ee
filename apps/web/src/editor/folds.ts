// Folds of the editor, from the tree of the text as it was read last.
import { codeFolding, foldGutter, foldKeymap, foldService } from '@codemirror/language';
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { keymap, type ViewUpdate } from '@codemirror/view';
import type { Stretch } from '../worker/protocol.js';

/** New folds for the whole text. */
export const setFolds = StateEffect.define<readonly Stretch[]>();

/** What can fold, with its keys and its gutter. */
export function folds(): Extension {
  const known = StateField.define<readonly Stretch[]>({
    create: () => [],
    update: (stretches, { changes, effects }) => {
      const [effect] = effects.filter((each) => each.is(setFolds));
      if (effect !== undefined) return effect.value;
      return changes.empty ? stretches : stretches.map(({ from, to }) => ({ from: changes.mapPos(from), to: changes.mapPos(to, -1) }));
    },
  });
  const service = foldService.of((state, from, to) => {
    const found = state.field(known).find((stretch) => stretch.from >= from && stretch.from <= to && stretch.to > to);
    return found === undefined || found.to > state.doc.length ? null : { from: found.from, to: found.to };
  });
  const foldingChanged = ({ transactions }: ViewUpdate): boolean =>
    transactions.some(({ effects }) => effects.some((effect) => effect.is(setFolds)));
  return [known, service, codeFolding(), foldGutter({ foldingChanged }), keymap.of(foldKeymap)];
}
