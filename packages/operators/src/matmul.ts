// The matrix product of two tensors. Not a layer with weights, which is dense, and not any pattern, which is einsum.
import { contraction, createTape, rearrangement, type SignalStep } from '@trammel/signal';
import { knownMoments, outputAxes, type SignalCall } from './signal.js';
import { contract } from '@trammel/program';
import { axisNamed, present, printShape, printSize, sameSize, type Axis, type Shape } from '@trammel/tensor';
import { rename } from '@trammel/program';
import type { Fault } from './fault.js';
import { operator, type Call, type NoAttributes } from './operator.js';

/** How two tensors are multiplied: over which axis of each. */
interface Meeting {
  readonly a: Shape;
  readonly b: Shape;
  readonly last: Axis | undefined;
  readonly partner: Axis | undefined;
}

/** The last axis of a meets the axis of b with the same name, else the last but one of b, or its only one. */
function meetingOf({ inputs: [left, right] }: Call<NoAttributes>): Meeting {
  const [a, b] = [present(left, () => 'matmul has two inputs').shape, present(right, () => 'matmul has two inputs').shape];
  const last = a.at(-1);
  const partner = last === undefined ? undefined : (axisNamed(b, last.name) ?? (b.length === 1 ? b[0] : b.at(-2)));
  return { a, b, last, partner };
}

export const matmul = operator<NoAttributes>({
  category: 'linear',
  summary: 'The matrix product of two tensors; axes of the same name that both have run in step.',
  formulas: [
    'y = sum over the last axis of a; it meets the axis of b with the same name, else the last but one of b',
    'multiplications = MACs = output elements * size of that axis',
    'additions = output elements * (size of that axis - 1)',
  ],
  example: 'net Example {\n  input a: [N, T, C=16], b: [N, C=16, S=8]\n  matmul(a, b)\n}\n',
  inputs: [
    { name: 'a', elementType: 'any', arity: 'one' },
    { name: 'b', elementType: 'any', arity: 'one' },
  ],
  attributes: {},
  check: (call) => {
    const { a, b, last, partner } = meetingOf(call);
    if (last === undefined || partner === undefined) {
      return [{ code: 'bad-input', message: `\`matmul\` needs axes to sum over, and is given ${printShape(a)} and ${printShape(b)}` }];
    }
    return checkMeeting({ a, b, last, partner });
  },
  signal: matmulSignal,
  meaning: (call) => {
    const { last, partner } = meetingOf(call);
    const [a, b] = call.values;
    const axis = present(last, () => 'matmul has an axis to sum over').name;
    const other = present(partner, () => 'matmul has an axis to sum over').name;
    const right = rename(
      present(b, () => 'matmul has two inputs'),
      { [other]: axis },
    );
    const [rows, columns] = [call.inputs[0]?.shape ?? [], right.shape.filter(({ name }) => name !== axis)];
    const step = columns.filter(({ name }) => axisNamed(rows, name) !== undefined).map(({ name }) => name);
    const names = [...rows.filter(({ name }) => name !== axis), ...columns.filter(({ name }) => !step.includes(name))].map(
      ({ name }) => name,
    );
    return [
      contract(
        present(a, () => 'matmul has two inputs'),
        right,
        [axis],
        names,
      ),
    ];
  },
});

function checkMeeting({ a, b, last, partner }: Meeting & { readonly last: Axis; readonly partner: Axis }): readonly Fault[] {
  const place = { at: { kind: 'input', index: 1 }, against: { kind: 'input', index: 0 } } as const;
  const notes = [`a is ${printShape(a)}, b is ${printShape(b)}`];
  const help = [{ text: 'write which axes are summed with `einsum(a[T, c], b[c, S] => [T, S])`' }];
  const fault = (message: string): Fault => ({ code: 'shape-mismatch', ...place, message, notes, help });
  if (!sameSize(last.size, partner.size)) {
    const which = last.name === partner.name ? `axis ${last.name}` : `the axes ${last.name} and ${partner.name} that meet`;
    return [fault(`\`matmul\` sums over ${which}, but the sizes are ${printSize(last.size)} in a and ${printSize(partner.size)} in b`)];
  }
  const rest = b.filter((axis) => axis !== partner);
  const odd = rest.find((axis) => !sameSize(axis.size, axisNamed(a, axis.name)?.size ?? axis.size));
  if (odd !== undefined) {
    const size = axisNamed(a, odd.name)?.size ?? 1;
    return [fault(`axis ${odd.name} is ${printSize(size)} in a and ${printSize(odd.size)} in b`)];
  }
  // Matrices run in step over what stands before their rows and columns; one of those in both is no batch.
  const matrixAxes = [a.at(-2), rest.at(-1)].filter((axis) => axis !== undefined);
  const shared = matrixAxes.find((axis) => axisNamed(a, axis.name) !== undefined && axisNamed(rest, axis.name) !== undefined);
  if (shared === undefined) return [];
  return [fault(`axis ${shared.name} is in both, so it is not plain whether the result has it once or twice`)];
}

/** The second tensor under the name of the axis that it is summed over. */
function matmulSignal(call: SignalCall<NoAttributes>): SignalStep | undefined {
  const { last, partner } = meetingOf(call);
  const { tape, inputs } = createTape(knownMoments(call));
  const [a, b] = inputs;
  if (a === undefined || b === undefined || last === undefined || partner === undefined) return undefined;
  const axes = b.moments.axes.map(({ name, size }) => ({
    name: name === partner.name ? last.name : name,
    size,
    from: [name],
    isPosition: b.moments.groups.some((group) => group.axes.includes(name)),
  }));
  const right = tape.apply([b], rearrangement(b.moments, axes));
  return tape.finish(tape.apply([a, right], contraction(a.moments, right.moments, outputAxes(call))));
}
