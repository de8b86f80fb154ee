// The mark of a class: a colour and a form, so that either tells it apart. Not the picture that it stands in.
import type { JSX } from 'preact';

const colours = ['--c-weights', '--c-slope', '--c-spread', '--c-offset', '--c-other'] as const;
const forms = [
  'M0-3.2a3.2 3.2 0 1 0 .01 0z',
  'M-3-3h6v6h-6z',
  'M0-3.8L3.6 2.6h-7.2z',
  'M0-4L4 0 0 4-4 0z',
  'M-3.4-1.2h2.2v-2.2h2.4v2.2h2.2v2.4h-2.2v2.2h-2.4v-2.2h-2.2z',
] as const;

/** The name of its colour in the style sheet, and its outline around 0. */
export function markOf(label: number): { readonly colour: string; readonly form: string } {
  return { colour: colours[label % colours.length] ?? colours[0], form: forms[label % forms.length] ?? forms[0] };
}

interface MarkProps {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly isHeld: boolean;
}

/** What is held out is hollow. */
export function Mark({ label, x, y, isHeld }: MarkProps): JSX.Element {
  const { colour, form } = markOf(label);
  const style = isHeld ? `fill: none; stroke: var(${colour})` : `fill: var(${colour}); stroke: var(--paper)`;
  return <path class="class-mark" d={form} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} style={style} />;
}
