/// <reference types="@webgpu/types" />
// Every way to compute contractions on a device, against the interpreter: operators that have them, forward and backward.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { operatorNames, type Mode } from '@trammel/operators';
import type { Program } from '@trammel/program';
import { registerStrategy, workgroupStrategy, type Strategy } from '@trammel/target-wgsl';
import { compiled, openDevice } from '@trammel/wgsl-device';
import { beforeAll, describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';
import { drawNumbers, rangeFor } from './execution.js';
import { differenceOnDevice } from './wgsl-executed.js';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});

/** All contractions in one way, however small they are. */
function always(strategy: Strategy): Strategy {
  const last = strategy.tiles.at(-1);
  return { ...strategy, tiles: last === undefined ? [] : [last] };
}

const strategies = { 'large tiles in registers': always(registerStrategy), 'workgroup memory': always(workgroupStrategy) };

/** Whether a kernel of the program has workgroup memory for parts of operands: short sums are worked out where they are read. */
function hasBlocks(program: Program): boolean {
  return compiled(program, strategies['workgroup memory']).data.shaders.some(({ code }) => code.includes('var<workgroup> rowPart'));
}

/** The first such case of each operator. */
const cases = operatorNames.flatMap((operator): readonly { readonly operator: string; readonly one: Case }[] => {
  const one = trialsOf(operator).cases.find(({ site }) => hasBlocks(site.program('inference')));
  return one === undefined ? [] : [{ operator, one }];
});

test('workgroup memory is used for several operators', () => {
  expect(cases.map(({ operator }) => operator)).toEqual(expect.arrayContaining(['conv', 'conv_transpose', 'einsum', 'attention', 'lstm']));
});

describe.each(Object.entries(strategies))('%s', (_, strategy) => {
  test.each(cases)('$operator', async ({ one }) => {
    const far = async (mode: Mode, program: Program): Promise<number> => {
      const forward = one.site.program(mode);
      const numbers = new Map([...drawNumbers(program, 'signed'), ...drawNumbers(forward, rangeFor(forward))]);
      return differenceOnDevice(device, program, { inputs: numbers, parameters: numbers, random: { seed: 3 } }, strategy);
    };
    expect(await far('inference', one.site.program('inference'))).toBeLessThanOrEqual(1e-5);
    const forward = one.site.program('training');
    const variables = [...forward.inputs, ...forward.parameters].filter((value) => value.elementType === 'f32');
    expect(await far('training', differentiateWithOutputs(forward, { withRespectTo: variables }))).toBeLessThanOrEqual(1e-4);
  });
});
