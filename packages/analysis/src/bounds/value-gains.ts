// By how much a gradient can grow on its way from a value to each of its operands: the 2-norm of the adjoint of its primitive.
import type { Instruction, Value } from '@trammel/program';
import { matrixNorm } from './contraction.js';
import { slopesOf, type FactOf } from './elementwise.js';
import { countAlong, countOf } from './fact.js';
import { magnitude } from './interval.js';
import { ofNumber, one, root, times, type LogBound } from './log-bound.js';
import type { Setting } from './setting.js';
import { structureGains } from './structure-bounds.js';

/** An operand, and what || gradient at the operand || / || gradient at the value || does not exceed, as far as it comes through the value. */
export type Gain = readonly [Value, LogBound];

/** One gain for each operand of real numbers; an operand may be met twice, and its gains then add up. */
export function gainsOf(value: Value, known: FactOf, setting: Setting): readonly Gain[] {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota':
    case 'random':
    case 'scan':
      return [];
    case 'map': {
      const structure = setting.structure(value);
      return structure === undefined ? [...slopesOf(instruction, known, setting)] : structureGains(structure, known, setting);
    }
    case 'view':
    case 'accumulate':
      // What is read several times gets as many parts of the gradient, and the reverse.
      return [[instruction.operand, root(ofNumber(setting.counts(value).mostReads))]];
    case 'reduce':
      return [[instruction.operand, gainOfReduce(instruction, known, setting)]];
    case 'contract':
      return [
        [instruction.left, matrixNorm(instruction, 'right', known(instruction.right), setting)],
        [instruction.right, matrixNorm(instruction, 'left', known(instruction.left), setting)],
      ];
    case 'gather':
      return [[instruction.table, root(ofNumber(countOf(instruction.indices.shape, setting.sizes)))]];
    case 'scatterAdd':
      return [[instruction.updates, root(ofNumber(countOf(instruction.indices.shape, setting.sizes)))]];
  }
}

function gainOfReduce(
  { reducer, operand, axes }: Extract<Instruction, { readonly op: 'reduce' }>,
  known: FactOf,
  setting: Setting,
): LogBound {
  const terms = countAlong(operand.shape, axes, setting.sizes);
  switch (reducer) {
    case 'sum':
      return root(ofNumber(terms));
    case 'maximum':
    case 'minimum':
      // One element of each takes it all.
      return one;
    case 'product': {
      const others = Math.max(magnitude(known(operand).range), Number.MIN_VALUE) ** Math.max(terms - 1, 0);
      return times(root(ofNumber(terms)), ofNumber(others * (1 + 2 ** -40)));
    }
  }
}
