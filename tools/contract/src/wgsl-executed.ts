/// <reference types="@webgpu/types" />
// Kernels on a device beside the interpreter on one program. Not which programs.
import { run, type RunOptions } from '@trammel/interpreter';
import type { Program } from '@trammel/program';
import type { Strategy } from '@trammel/target-wgsl';
import { compiled, runOnDevice, testStrategy } from '@trammel/wgsl-device';

/** How small an output may be beside the largest of a program and still be held to its own size: below that it is what rounding left. */
const smallestOwnScale = 1e-2;

/**
 * The largest difference between kernels and interpreter, relative to the largest element of the output. NaN and infinities
 * must be where the interpreter has them.
 */
export async function differenceOnDevice(
  device: GPUDevice,
  program: Program,
  options: RunOptions,
  strategy: Strategy = testStrategy,
): Promise<number> {
  const compilation = compiled(program, strategy);
  // Draws are numbered in the program that the kernels are made from.
  const expected = run(compilation.schedule.program, options);
  if ('problem' in expected) return Number.NaN;
  const found = await runOnDevice(device, compilation, options);
  const scales = expected.outputs.map(({ data }) => data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0));
  const floor = smallestOwnScale * Math.max(0, ...scales);
  let worst = 0;
  for (const [at, { data }] of expected.outputs.entries()) {
    const own = found[at]?.data ?? [];
    if (own.length !== data.length) return Number.POSITIVE_INFINITY;
    const scale = Math.max(scales[at] ?? 0, floor) || 1;
    for (const [index, x] of data.entries()) {
      const y = own[index] ?? Number.NaN;
      if (Object.is(x + 0, y + 0)) continue;
      worst = Math.max(worst, Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) / scale : Number.POSITIVE_INFINITY);
    }
  }
  return worst;
}
