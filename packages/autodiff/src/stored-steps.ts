// What the reversed steps of a recurrence read of its forward steps: stored as further outputs, not computed again.
import { program, rename, type Recurrence, type Value } from '@trammel/program';
import type { ElementType, Shape } from '@trammel/tensor';
import { rewrite } from './rewrite.js';

/** The body of a reversed recurrence, cut off from the forward one. */
export interface StoredSteps {
  /** The values of the reversed body, over placeholders only. */
  readonly values: readonly Value[];
  /** The sequences and captures that these placeholders stand for. */
  readonly sequences: Recurrence['sequences'];
  readonly captured: Recurrence['captured'];
  /** The forward recurrence with what is read among its outputs. */
  readonly recurrence: Recurrence;
}

/** A forward value that is read at each step. */
interface Kept {
  readonly value: Value;
  readonly placeholder: Value;
}

/** Replaces all that `values` read of the body of `recurrence` by placeholders. */
export function storeSteps(recurrence: Recurrence, values: readonly Value[]): StoredSteps {
  const isForward = membership(recurrence);
  const sources = new Map([...recurrence.sequences, ...recurrence.captured].map((part) => [part.placeholder, part.source]));
  const isCaptured = new Set(recurrence.captured.map((part) => part.placeholder));
  const sequences: Recurrence['sequences'][number][] = [];
  const captured: Recurrence['captured'][number][] = [];
  const kept: Kept[] = [];
  const instead = (value: Value): Value | undefined => {
    if (!isForward(value) || isFree(value)) return undefined;
    const source = sources.get(value);
    if (source === undefined) {
      // The stacked output has the axis of the recurrence too, and a shape has each name once.
      const renamed = rename(value, { [recurrence.axis]: innerName(recurrence) });
      const placeholder = standIn(`stored${kept.length}`, renamed);
      kept.push({ value: renamed, placeholder });
      return rename(placeholder, { [innerName(recurrence)]: recurrence.axis });
    }
    const list = isCaptured.has(value) ? captured : sequences;
    const placeholder = standIn(`${isCaptured.has(value) ? 'captured' : 'slice'}${list.length}`, value);
    list.push({ source, placeholder });
    return placeholder;
  };
  const rewritten = rewrite(values, { value: instead, recurrences: new Map() });
  const storing = withOutputs(recurrence, kept);
  for (const { value, placeholder } of kept) {
    const index = storing.outputs.indexOf(value);
    const shape = stackedShape(recurrence, value.shape);
    sequences.push({ source: resultOf(storing, { result: 'output', index }, { shape, elementType: value.elementType }), placeholder });
  }
  return { values: rewritten, sequences, captured, recurrence: storing };
}

/** A placeholder for values of that type. */
export function standIn(name: string, { shape, elementType }: Value): Value {
  return { instruction: { op: 'input', name }, shape, elementType };
}

/** A result of the recurrence. */
export function resultOf(
  recurrence: Recurrence,
  which: { readonly result: 'state' | 'output'; readonly index: number },
  type: { readonly shape: Shape; readonly elementType: ElementType },
): Value {
  return { instruction: { op: 'scan', recurrence, ...which }, shape: type.shape, elementType: type.elementType };
}

/** The shape of what is put out at every step, stacked. */
export function stackedShape({ axis, length }: Recurrence, shape: Shape): Shape {
  return [{ name: axis, size: length }, ...shape];
}

/** Whether a value belongs to the body: it is one of its values, or another result of a recurrence within it. */
function membership({ states, sequences, captured, outputs }: Recurrence): (value: Value) => boolean {
  const placeholders = [...states, ...sequences, ...captured].map((part) => part.placeholder);
  const values = new Set(program(placeholders, [], [...states.map((state) => state.next), ...outputs]).values);
  const recurrences = new Set<Recurrence>();
  for (const { instruction } of values) if (instruction.op === 'scan') recurrences.add(instruction.recurrence);
  return (value) => values.has(value) || (value.instruction.op === 'scan' && recurrences.has(value.instruction.recurrence));
}

/** Nothing is computed anew that only reads or repeats what is there. */
function isFree({ instruction: { op } }: Value): boolean {
  return op === 'constant' || op === 'size' || op === 'iota' || op === 'view';
}

function innerName({ axis }: Recurrence): string {
  return `(inner ${axis})`;
}

/** The recurrence that puts out what is kept, too, where it does not already. */
function withOutputs(recurrence: Recurrence, kept: readonly Kept[]): Recurrence {
  const further = kept.map((part) => part.value).filter((value) => !recurrence.outputs.includes(value));
  return further.length === 0 ? recurrence : { ...recurrence, outputs: [...recurrence.outputs, ...further] };
}
