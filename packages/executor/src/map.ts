// Maps: a scalar expression over the elements of tensors of one shape, block by block.
import type { Scalar } from '@trammel/program';
import { countElements, isContiguous, type Access } from './access.js';
import { binaryBlocks, selectBlock, unaryBlocks, type Block } from './block-functions.js';
import { rowRuns } from './copy.js';
import type { Kernel, Memory, Step } from './kernel.js';
import { scalarCode, type Operation } from './scalar-code.js';
import type { Sizing } from './sizes.js';

/** How many elements are worked on at once: few enough that all registers stay in the cache next to the processor. */
const blockLength = 1024;

/** Does its part for the elements from `start` on. */
type Stage = (start: number, count: number) => void;

/** result[i] = expression(operands[i]...); the result fills a buffer of its own. */
export function mapStep(expression: Scalar, operands: readonly Access[], result: Access, sizing: Sizing): Step {
  const code = scalarCode(expression, sizing);
  const total = countElements(result.shape);
  return (memory) => {
    const blocks: Block[] = [];
    const stages: Stage[] = [];
    const target: Block = { array: memory.buffer(result.buffer), offset: result.offset };
    for (const [number, register] of code.registers.entries()) {
      const isResult = number === code.result;
      const own: Block = isResult ? target : { array: memory.scratch(`register${number}`, blockLength), offset: 0 };
      if (isResult) stages.push((start) => (own.offset = result.offset + start));
      if (register.kind === 'operation') {
        blocks.push(own);
        stages.push(operationStage(register.operation, blocks, own));
      } else if (register.kind === 'number') {
        blocks.push(own);
        const { value } = register;
        // Other kernels write into the same array between two runs.
        stages.push((start, count) => (isResult || start === 0) && own.array.fill(value, own.offset, own.offset + count));
      } else {
        const loaded = loadStage(operands[register.index], memory, isResult ? own : undefined, `register${number}`);
        blocks.push(loaded.block);
        stages.push(loaded.stage);
      }
    }
    return inBlocks(stages, total);
  };
}

function inBlocks(stages: readonly Stage[], total: number): Kernel {
  return () => {
    for (let start = 0; start < total; start += blockLength) {
      const count = Math.min(blockLength, total - start);
      for (const stage of stages) stage(start, count);
    }
  };
}

function operationStage(operation: Operation, blocks: readonly Block[], to: Block): Stage {
  const none: Block = { array: new Float64Array(0), offset: 0 };
  const [x = none, y = none, z = none] = operation.operands.map((number) => blocks[number] ?? none);
  switch (operation.kind) {
    case 'unary': {
      const loop = unaryBlocks[operation.function];
      return (_, count) => loop(x, to, count);
    }
    case 'binary': {
      const loop = binaryBlocks[operation.function];
      return (_, count) => loop(x, y, to, count);
    }
    case 'select': {
      const sides = [y, z] as const;
      return (_, count) => selectBlock(x, sides, to, count);
    }
  }
}

/** The elements of an operand: where they lie if they lie in a row, else in a block of their own. */
function loadStage(
  access: Access | undefined,
  memory: Memory,
  into: Block | undefined,
  slot: string,
): { readonly block: Block; readonly stage: Stage } {
  if (access === undefined) return { block: { array: new Float64Array(blockLength), offset: 0 }, stage: () => undefined };
  const from = memory.buffer(access.buffer);
  if (into === undefined && isContiguous(access)) {
    const block: Block = { array: from, offset: 0 };
    return { block, stage: (start) => (block.offset = access.offset + start) };
  }
  const block = into ?? { array: memory.scratch(slot, blockLength), offset: 0 };
  const { outer, size, stride } = rowRuns(access);
  const stage: Stage = (start, count) => {
    const to = block.array;
    let row = Math.floor(start / size);
    let index = start - row * size;
    let at = block.offset;
    const end = at + count;
    while (at < end) {
      const run = Math.min(size - index, end - at);
      const base = (outer[row] ?? 0) + index * stride;
      if (stride === 0) for (let i = 0; i < run; i += 1) to[at + i] = from[base] ?? 0;
      else for (let i = 0; i < run; i += 1) to[at + i] = from[base + i * stride] ?? 0;
      at += run;
      row += 1;
      index = 0;
    }
  };
  return { block, stage };
}
