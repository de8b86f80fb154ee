// On what a network runs: the graphics device where there is one that gives the same numbers, the processor otherwise. Not how they do it.
import { batchOf, elementsOf, type ExampleSet } from '@trammel/datasets';
import type { DeviceWish } from '../protocol.js';
import type { Machine } from './machine.js';
import type { Prepared } from './prepared.js';
import { processorOf } from './processor.js';

/** A machine, and why it is not the one that was to be expected. */
export interface ChosenMachine {
  readonly machine: Machine;
  readonly note: string | undefined;
}

/** How far the losses of two machines may lie apart: 32-bit numbers beside 64-bit ones. */
const tolerance = 1e-3;

/** Undefined `note` where what was wished for runs. */
export async function chosenMachine(
  prepared: Prepared,
  set: ExampleSet,
  wish: DeviceWish,
): Promise<ChosenMachine | { readonly why: string }> {
  const processor = processorOf(prepared);
  if (wish === 'processor') return withNote(processor, undefined);
  const { webGpuOf } = await import('./webgpu.js');
  const graphics = await webGpuOf(prepared, wish === 'webgpu' ? 'any' : 'graphics');
  if ('why' in graphics) return withNote(processor, graphics.why);
  if ('why' in processor) return { machine: graphics.machine, note: undefined };
  // Before it is trusted it does what the processor does, on the examples of the first step.
  const examples = batchOf(set, { size: prepared.batch, step: 0, seed: prepared.seed });
  const inputs = elementsOf(set, prepared.fit, examples);
  const [exact, told] = [await processor.machine.evaluate(inputs, prepared.batch), await checked(graphics.machine, inputs, prepared.batch)];
  if (told === undefined || Math.abs(told - exact.loss) > tolerance * Math.max(1, Math.abs(exact.loss))) {
    graphics.machine.dispose();
    return withNote(processor, `WebGPU gave ${told === undefined ? 'no loss' : `a loss of ${told}`} where ${exact.loss} was right`);
  }
  processor.machine.dispose();
  return { machine: graphics.machine, note: undefined };
}

async function checked(machine: Machine, inputs: Parameters<Machine['evaluate']>[0], count: number): Promise<number | undefined> {
  try {
    return (await machine.evaluate(inputs, count)).loss;
  } catch {
    return undefined;
  }
}

function withNote(made: ReturnType<typeof processorOf>, note: string | undefined): ChosenMachine | { readonly why: string } {
  return 'why' in made ? made : { machine: made.machine, note };
}
