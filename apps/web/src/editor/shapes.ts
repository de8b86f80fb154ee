// The shape after each step, at the end of its line: told, and no part of the text.
import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import type { Checked } from '../worker/protocol.js';

/** New shapes for the whole text. */
export const setShapes = StateEffect.define<Checked['shapes']>();

class ShapeWidget extends WidgetType {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  override eq(other: ShapeWidget): boolean {
    return other.text === this.text;
  }
  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = 'line-shape';
    element.textContent = this.text;
    // The list of layers tells it to those who listen.
    element.setAttribute('aria-hidden', 'true');
    return element;
  }
  /** A click on it is one behind the end of its line. */
  override ignoreEvent(): boolean {
    return false;
  }
}

/** Keeps shapes at their lines while the text changes, until there are new ones. */
export function shapesAtLineEnds(): Extension {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (shown, { changes, effects, state }) => {
      const [effect] = effects.filter((each) => each.is(setShapes));
      if (effect === undefined) return shown.map(changes);
      const widgets = effect.value
        .filter(({ line }) => line < state.doc.lines)
        .map(({ line, text }): Range<Decoration> =>
          Decoration.widget({ widget: new ShapeWidget(text), side: 1 }).range(state.doc.line(line + 1).to),
        );
      return Decoration.set(widgets, true);
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}
