/// <reference types="@webgpu/types" />
// WebGPU kernels against the interpreter: every operator, forward on all cases and backward on some.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { operatorNames, type Mode } from '@trammel/operators';
import type { Program } from '@trammel/program';
import { openDevice } from '@trammel/wgsl-device';
import { beforeAll, describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';
import { drawNumbers, rangeFor } from './execution.js';
import { differenceOnDevice } from './wgsl-executed.js';

let device: GPUDevice;
beforeAll(async () => {
  ({ device } = await openDevice());
});

/** 32-bit floats: what the issue of the kernels asks for. */
const [forwardLimit, backwardLimit] = [1e-5, 1e-4];

/** Derivatives are of the same primitives on every case; two of each operator are enough. */
const backwardCases = 2;

function backward({ site }: Case, mode: Mode): Program {
  const forward = site.program(mode);
  const variables = [...forward.inputs, ...forward.parameters].filter((value) => value.elementType === 'f32');
  return differentiateWithOutputs(forward, { withRespectTo: variables });
}

async function farFrom(one: Case, program: Program, mode: Mode, limit: number): Promise<readonly string[]> {
  const forward = one.site.program(mode);
  const numbers = new Map([...drawNumbers(program, 'signed'), ...drawNumbers(forward, rangeFor(forward))]);
  const found = await differenceOnDevice(device, program, { inputs: numbers, parameters: numbers, random: { seed: 3 } });
  return found <= limit ? [] : [`${one.text} (${mode}): ${found}`];
}

describe.each(operatorNames)('%s', (operator) => {
  const { cases } = trialsOf(operator);

  test('gives the numbers of the interpreter', async () => {
    const far: string[] = [];
    for (const one of cases) {
      far.push(...(await farFrom(one, one.site.program('inference'), 'inference', forwardLimit)));
    }
    expect(far).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
  });

  test('gives its gradients', async () => {
    const far: string[] = [];
    for (const one of cases.filter((_, at) => at % Math.ceil(cases.length / backwardCases) === 0)) {
      far.push(...(await farFrom(one, backward(one, 'training'), 'training', backwardLimit)));
    }
    expect(far).toEqual([]);
  });
});
