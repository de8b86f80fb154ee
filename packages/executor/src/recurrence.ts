// Recurrences: the steps of the body, run over and over with a slice of each sequence.
import { offsetsOf, recurrenceBody, streamWithin, type Instruction, type Program, type Recurrence } from '@trammel/program';
import { present } from '@trammel/tensor';
import { countElements, runsOf, wholeBuffer, type Access } from './access.js';
import { acquire, release } from './buffers.js';
import { copyBetween } from './copy.js';
import type { Kernel, Step } from './kernel.js';
import { accessOf, nextStream, sharedPlace, type Plan, type Results } from './plan.js';
import { numberOf, shapeOf } from './sizes.js';

type Scan = Extract<Instruction, { readonly op: 'scan' }>;

/** Where one result lies. The recurrence is compiled once, though several values are results of it. */
export function recurrenceResult(instruction: Scan, plan: Plan, compile: (program: Program, plan: Plan) => void): Access {
  const { recurrence, result, index } = instruction;
  const results = plan.recurrences.get(recurrence) ?? compileRecurrence(recurrence, plan, compile);
  plan.recurrences.set(recurrence, results);
  const list = result === 'state' ? results.states : results.outputs;
  return sharedPlace(
    plan,
    present(list[index], () => 'a recurrence has the result that is asked for'),
  );
}

/** A copy of one slice, at each step another. */
interface Slice {
  readonly source: Access;
  readonly stride: number;
  readonly place: Access;
}

/** Results stay in their places to the end of the plan: which of them are read is not known here. */
function compileRecurrence(recurrence: Recurrence, plan: Plan, compile: (program: Program, plan: Plan) => void): Results {
  const { sizing, buffers } = plan;
  const ordinal = nextStream(plan);
  const length = numberOf(sizing, recurrence.length);
  const place = (shape: readonly number[]): Access => wholeBuffer(acquire(buffers, countElements(shape)), shape);
  const body: Plan = { ...plan, steps: [], accesses: new Map(), recurrences: new Map(), streams: { count: 0 } };
  const states = recurrence.states.map((part) => place(shapeOf(sizing, part.placeholder.shape)));
  const starts = recurrence.states.map((part, index) => copyBetween(accessOf(plan, part.initial), states[index] ?? place([])));
  for (const [index, part] of recurrence.states.entries())
    body.accesses.set(part.placeholder, sharedPlace(plan, states[index] ?? place([])));
  const slices = recurrence.sequences.map((part): Slice => {
    const source = accessOf(plan, part.source);
    const at = part.source.shape.findIndex(({ name }) => name === recurrence.axis);
    const without = <T>(list: readonly T[]): readonly T[] => list.filter((_, axis) => axis !== at);
    const own = place(without(source.shape));
    body.accesses.set(part.placeholder, own);
    return {
      source: { ...source, shape: without(source.shape), strides: without(source.strides) },
      stride: source.strides[at] ?? 0,
      place: own,
    };
  });
  for (const part of recurrence.captured) body.accesses.set(part.placeholder, sharedPlace(plan, accessOf(plan, part.source)));
  // What the loop reads again at its next step must not be overwritten within a step.
  const placeholders = [...recurrence.states, ...recurrence.sequences, ...recurrence.captured].map((part) => part.placeholder);
  for (const placeholder of placeholders) sharedPlace(plan, accessOf(body, placeholder));
  const outputs = recurrence.outputs.map((output) => place([length, ...shapeOf(sizing, output.shape)]));
  const program = recurrenceBody(recurrence);
  compile(program, body);
  if (sizing.problem !== undefined) return { states, outputs };
  const results = program.outputs.map((value) => accessOf(body, value));
  // A state may be the next value of another: all are put aside before any is replaced.
  const aside = states.map((state) => place(state.shape));
  const next = aside.flatMap((spare, index) => [copyBetween(results[index] ?? spare, spare)]);
  const replaced = aside.map((spare, index) => copyBetween(spare, states[index] ?? spare));
  const stacked = outputs.map((output, index): Slice => {
    const own = results[states.length + index] ?? output;
    const { shape, strides } = output;
    return { source: { ...output, shape: shape.slice(1), strides: strides.slice(1) }, stride: strides[0] ?? 0, place: own };
  });
  plan.steps.push(
    loop({ ordinal, length, isForward: recurrence.direction === 'forward', starts, slices, body: body.steps, stacked, next, replaced }),
  );
  for (const spare of aside) release(buffers, spare.buffer);
  for (const placeholder of placeholders) release(buffers, accessOf(body, placeholder).buffer);
  return { states, outputs };
}

interface Loop {
  readonly ordinal: number;
  readonly length: number;
  readonly isForward: boolean;
  readonly starts: readonly Step[];
  readonly slices: readonly Slice[];
  readonly body: readonly Step[];
  readonly stacked: readonly Slice[];
  readonly next: readonly Step[];
  readonly replaced: readonly Step[];
}

function loop(parts: Loop): Step {
  return (memory) => {
    const bound = (steps: readonly Step[]): readonly Kernel[] => steps.map((step) => step(memory));
    const [starts, body, next, replaced] = [bound(parts.starts), bound(parts.body), bound(parts.next), bound(parts.replaced)];
    const reads = parts.slices.map((slice) => mover(slice, memory.buffer, 'read'));
    const writes = parts.stacked.map((slice) => mover(slice, memory.buffer, 'write'));
    return (stream) => {
      const own = streamWithin(stream, parts.ordinal);
      for (const kernel of starts) kernel(own);
      for (let count = 0; count < parts.length; count += 1) {
        const step = parts.isForward ? count : parts.length - 1 - count;
        const inner = streamWithin(own, step);
        for (const read of reads) read(step);
        for (const kernel of body) kernel(inner);
        for (const write of writes) write(step);
        for (const kernel of next) kernel(inner);
        for (const kernel of replaced) kernel(inner);
      }
    };
  };
}

/** Brings one slice to its place, or from its place to where it is stacked. */
function mover({ source, stride, place }: Slice, buffer: (id: number) => Float64Array, way: 'read' | 'write'): (step: number) => void {
  const [outside, inside] = [offsetsOf(runsOf(source), source.offset), offsetsOf(runsOf(place), place.offset)];
  const [far, near] = [buffer(source.buffer), buffer(place.buffer)];
  if (way === 'read') {
    return (step) => {
      for (let at = 0; at < inside.length; at += 1) near[inside[at] ?? 0] = far[(outside[at] ?? 0) + step * stride] ?? 0;
    };
  }
  return (step) => {
    for (let at = 0; at < inside.length; at += 1) far[(outside[at] ?? 0) + step * stride] = near[inside[at] ?? 0] ?? 0;
  };
}
