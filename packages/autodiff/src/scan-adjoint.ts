// The adjoint of a recurrence: a recurrence in the other direction. What a step computed is stored, not computed again.
import { add, order, program, type Recurrence, type Value } from '@trammel/program';
import { present } from '@trammel/tensor';
import type { ActiveBody, Activity } from './activity.js';
import type { Contribution } from './adjoint.js';
import { filled } from './known-constant.js';
import { rewrite } from './rewrite.js';
import { resultOf, stackedShape, standIn, storeSteps } from './stored-steps.js';

/** A recurrence on the way back. */
export interface RecurrenceSite {
  readonly recurrence: Recurrence;
  readonly body: ActiveBody;
  /** The gradients of its last states and of its stacked outputs; undefined where none arrives. */
  readonly gradients: { readonly states: readonly (Value | undefined)[]; readonly outputs: readonly (Value | undefined)[] };
}

/** What reversing it gave: the gradients of its operands, and the recurrence with what that reads among its outputs. */
export interface ReversedRecurrence {
  readonly contributions: readonly Contribution[];
  readonly stored: Recurrence;
}

/** The way back through a body, which may hold recurrences of its own. */
export type Backpropagate = (
  values: readonly Value[],
  activity: Activity,
  seeds: readonly Contribution[],
) => { readonly gradients: ReadonlyMap<Value, Value>; readonly stored: ReadonlyMap<Recurrence, Recurrence> };

/** A state of the reversed recurrence: the gradient of a state, or a sum over the steps. */
interface Carried {
  /** What its last value is the gradient of. */
  readonly to: Value;
  readonly initial: Value;
  readonly placeholder: Value;
  readonly next: Value;
}

/** The body of the reversed recurrence while it still reads values of the forward one. */
interface Reversed {
  readonly carried: readonly Carried[];
  /** The gradients of the slices of sequences. */
  readonly slices: readonly Contribution[];
  /** The gradients of the outputs, step by step. */
  readonly seeds: Recurrence['sequences'];
  /** Recurrences within the body that were reversed. */
  readonly stored: ReadonlyMap<Recurrence, Recurrence>;
}

/**
 * With h(t+1), y(t) = f(h(t), x(t), w), and gradients of the last h and of every y, from the last step to the first:
 * dL/dh(t) = dL/dh(t+1) * dh(t+1)/dh(t) + dL/dy(t) * dy(t)/dh(t); dL/dx(t) is put out at each step; dL/dw is the sum
 * over the steps, carried along as a state.
 */
export function reverseRecurrence(site: RecurrenceSite, backpropagate: Backpropagate): ReversedRecurrence {
  const { recurrence, body } = site;
  const { carried, slices, seeds, stored } = reverseStep(site, backpropagate);
  const backward = [...carried.map((part) => part.next), ...slices.map((part) => part.gradient)];
  const forward = body.program.outputs;
  // Reversed recurrences within the body put out more than before, on the way forward too.
  const storing =
    stored.size === 0 ? [...forward, ...backward] : rewrite([...forward, ...backward], { value: () => undefined, recurrences: stored });
  const steps = storeSteps(withBody(recurrence, storing), storing.slice(forward.length));
  const reversed: Recurrence = {
    axis: recurrence.axis,
    length: recurrence.length,
    direction: recurrence.direction === 'forward' ? 'backward' : 'forward',
    states: carried.map(({ initial, placeholder }, index) => ({
      initial,
      placeholder,
      next: present(steps.values[index], () => 'every state has a next value'),
    })),
    sequences: [...seeds, ...steps.sequences],
    captured: steps.captured,
    outputs: steps.values.slice(carried.length),
  };
  const contributions = [
    ...carried.map(({ to, placeholder }, index) => ({ to, gradient: resultOf(reversed, { result: 'state', index }, placeholder) })),
    ...slices.map(({ to, gradient: { shape, elementType } }, index) => {
      const stacked = resultOf(reversed, { result: 'output', index }, { shape: stackedShape(recurrence, shape), elementType });
      return {
        to,
        gradient: order(
          stacked,
          to.shape.map((axis) => axis.name),
        ),
      };
    }),
  ];
  return { contributions, stored: steps.recurrence };
}

/** One step back, over the values of the forward body. */
function reverseStep(site: RecurrenceSite, backpropagate: Backpropagate): Reversed {
  const {
    recurrence: { states, sequences, captured, outputs },
    body,
    gradients,
  } = site;
  const live = liveStates(site);
  const arriving = states.map(({ placeholder }, index) => (live.has(index) ? standIn(`gradient${index}`, placeholder) : undefined));
  const seeds = outputs.flatMap((output, index) => {
    const source = gradients.outputs[index];
    return source === undefined ? [] : [{ to: output, source, placeholder: standIn(`seed${index}`, output) }];
  });
  const reversal = backpropagate(body.program.values, body.activity, [
    ...states.flatMap(({ next }, index) => {
      const gradient = arriving[index];
      return gradient === undefined ? [] : [{ to: next, gradient }];
    }),
    ...seeds.map(({ to, placeholder }) => ({ to, gradient: placeholder })),
  ]);
  const carried = states.flatMap(({ initial, placeholder }, index): readonly Carried[] => {
    const own = arriving[index];
    if (own === undefined) return [];
    const none = filled(0, placeholder.shape);
    return [{ to: initial, initial: gradients.states[index] ?? none, placeholder: own, next: reversal.gradients.get(placeholder) ?? none }];
  });
  const sums = captured.flatMap(({ source, placeholder }, index): readonly Carried[] => {
    const gradient = reversal.gradients.get(placeholder);
    if (gradient === undefined) return [];
    const sum = standIn(`sum${index}`, placeholder);
    return [{ to: source, initial: filled(0, placeholder.shape), placeholder: sum, next: add(sum, gradient) }];
  });
  const slices = sequences.flatMap(({ source, placeholder }): readonly Contribution[] => {
    const gradient = reversal.gradients.get(placeholder);
    return gradient === undefined ? [] : [{ to: source, gradient }];
  });
  return {
    carried: [...carried, ...sums],
    slices,
    stored: reversal.stored,
    seeds: seeds.map(({ source, placeholder }) => ({ source, placeholder })),
  };
}

/** The recurrence with the next states and the outputs of another body over the same placeholders, these first. */
function withBody(recurrence: Recurrence, values: readonly Value[]): Recurrence {
  const { states, outputs } = recurrence;
  return {
    ...recurrence,
    states: states.map((state, index) => ({ ...state, next: values[index] ?? state.next })),
    outputs: outputs.map((output, index) => values[states.length + index] ?? output),
  };
}

/** The states that a gradient reaches: from those of the last states and the outputs, through the steps, to all that feed them. */
function liveStates({ recurrence: { states, outputs }, body: { activity }, gradients }: RecurrenceSite): ReadonlySet<number> {
  const isActive = (index: number): boolean => {
    const state = states[index];
    return state !== undefined && activity.values.has(state.placeholder);
  };
  const live = new Set(states.flatMap((_, index) => (isActive(index) && gradients.states[index] !== undefined ? [index] : [])));
  for (;;) {
    const known = live.size;
    const targets = [
      ...states.filter((_, index) => live.has(index)).map((state) => state.next),
      ...outputs.filter((_, index) => gradients.outputs[index] !== undefined),
    ];
    const feeding = new Set(program([], [], targets).values);
    for (const [index, { placeholder }] of states.entries()) if (isActive(index) && feeding.has(placeholder)) live.add(index);
    if (live.size === known) return live;
  }
}
