// From the values of a program to steps, one after the other. Not views and not recurrences, which have files of their own.
import { operandsOf, streamWithin, uniform, type Instruction, type Program, type Value } from '@trammel/program';
import { countElements, rowMajor, wholeBuffer, type Access } from './access.js';
import { hold } from './buffers.js';
import { contractStep } from './contraction.js';
import { accumulateThrough } from './copy.js';
import { knownIndexMap } from './index-map.js';
import type { Step } from './kernel.js';
import { mapStep } from './map.js';
import { gatherStep, scatterAddStep, type Picking } from './pick.js';
import { accessOf, fixedNumber, letGo, nextStream, placeFor, type Plan } from './plan.js';
import { recurrenceResult } from './recurrence.js';
import { reduceStep } from './reduce.js';
import { numberOf, shapeOf } from './sizes.js';
import { viewAccess } from './view.js';

/** Writes a step for each value that needs one. Inputs and parameters have their places already; outputs keep theirs. */
export function compileValues(program: Program, plan: Plan): void {
  const readers = countReaders(program);
  for (const value of program.values) {
    if (!plan.accesses.has(value)) plan.accesses.set(value, compileValue(value, plan));
    if (plan.sizing.problem !== undefined) return;
    for (const operand of operandsOf(value)) {
      const left = (readers.get(operand) ?? 0) - 1;
      readers.set(operand, left);
      if (left === 0) letGo(plan, operand);
    }
  }
}

/** How often each value is still to be read. */
function countReaders(program: Program): Map<Value, number> {
  const readers = new Map<Value, number>();
  for (const value of [...program.values.flatMap((reader) => operandsOf(reader)), ...program.outputs]) {
    readers.set(value, (readers.get(value) ?? 0) + 1);
  }
  return readers;
}

function compileValue(value: Value, plan: Plan): Access {
  const { instruction } = value;
  switch (instruction.op) {
    case 'constant':
      return fixedNumber(plan, instruction.value);
    case 'size':
      return fixedNumber(plan, numberOf(plan.sizing, instruction.size));
    case 'iota': {
      const shape = shapeOf(plan.sizing, value.shape);
      return wholeBuffer(
        hold(
          plan.buffers,
          Float64Array.from({ length: countElements(shape) }, (_, index) => index),
        ),
        shape,
      );
    }
    case 'view':
      return viewAccess(value, instruction, plan);
    case 'scan':
      return recurrenceResult(instruction, plan, compileValues);
    case 'input':
    case 'parameter':
    case 'random':
    case 'map':
    case 'accumulate':
    case 'reduce':
    case 'contract':
    case 'gather':
    case 'scatterAdd': {
      const place = placeFor(plan, value);
      plan.steps.push(stepFor(value, instruction, place, plan));
      return place;
    }
  }
}

type Computed = Exclude<Instruction, { readonly op: 'constant' | 'size' | 'iota' | 'view' | 'scan' }>;

function stepFor(value: Value, instruction: Computed, place: Access, plan: Plan): Step {
  const at = (operand: Value): Access => accessOf(plan, operand);
  switch (instruction.op) {
    // A placeholder of a recurrence, or an argument, that nobody gave a place: it is zeros.
    case 'input':
    case 'parameter':
      return ({ buffer }) => {
        const array = buffer(place.buffer);
        return () => array.fill(0);
      };
    case 'random':
      return randomStep(place, nextStream(plan));
    case 'map':
      return mapStep(instruction.expression, instruction.operands.map(at), place, plan.sizing);
    case 'accumulate': {
      const operand = at(instruction.operand);
      const map = knownIndexMap(plan.sizing, instruction, operand.shape, place);
      return accumulateThrough(map, operand, countElements(place.shape));
    }
    case 'reduce': {
      const operand = at(instruction.operand);
      const isCombined = instruction.operand.shape.map(({ name }) => instruction.axes.includes(name));
      const [kept, combined] = [false, true].map((which) => part(operand, (axis) => isCombined[axis] === which));
      return reduceStep({ reducer: instruction.reducer, kept: kept ?? operand, combined: combined ?? operand }, place);
    }
    case 'contract': {
      const named = (operand: Value) => ({ access: at(operand), axes: operand.shape });
      return contractStep(named(instruction.left), named(instruction.right), { access: place, axes: value.shape });
    }
    case 'gather': {
      const { table, indices, axis } = instruction;
      return gatherStep(pickingOf(at(table), { value, table, indices, axis }, at(indices)), place);
    }
    case 'scatterAdd': {
      const { updates, indices, axis } = instruction;
      const picking = pickingOf(place, { value: updates, table: value, indices, axis }, at(indices));
      return scatterAddStep(picking, at(updates), countElements(place.shape));
    }
  }
}

/** Some of the axes alone. */
function part({ buffer, offset, shape, strides }: Access, isIn: (axis: number) => boolean): Access {
  const axes = shape.flatMap((_, axis) => (isIn(axis) ? [axis] : []));
  return { buffer, offset, shape: axes.map((axis) => shape[axis] ?? 1), strides: axes.map((axis) => strides[axis] ?? 0) };
}

interface Pick {
  /** What is run through. */
  readonly value: Value;
  readonly table: Value;
  readonly indices: Value;
  readonly axis: string;
}

/** How the table and the indices lie along the axes of the value. */
function pickingOf(tableAccess: Access, { value, table, indices, axis }: Pick, indexAccess: Access): Picking {
  const shape = value.shape.map(({ name }) => {
    const [inIndices, inTable] = [indices, table].map((operand) => operand.shape.findIndex((own) => own.name === name));
    return (inIndices === -1 ? tableAccess.shape[inTable ?? -1] : indexAccess.shape[inIndices ?? -1]) ?? 1;
  });
  const along = (access: Access, axes: Value['shape'], except?: string): Access => ({
    buffer: access.buffer,
    offset: access.offset,
    shape,
    strides: value.shape.map(({ name }) => (name === except ? 0 : (access.strides[axes.findIndex((own) => own.name === name)] ?? 0))),
  });
  const at = table.shape.findIndex(({ name }) => name === axis);
  return {
    table: along(tableAccess, table.shape, axis),
    indices: along(indexAccess, indices.shape),
    axis: { size: tableAccess.shape[at] ?? 0, stride: tableAccess.strides[at] ?? rowMajor(tableAccess.shape)[at] ?? 0 },
  };
}

function randomStep(place: Access, ordinal: number): Step {
  const count = countElements(place.shape);
  return ({ buffer }) => {
    const to = buffer(place.buffer);
    return (stream) => {
      const own = streamWithin(stream, ordinal);
      for (let index = 0; index < count; index += 1) to[index] = uniform(own, index);
    };
  };
}
