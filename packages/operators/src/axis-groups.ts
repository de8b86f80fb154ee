// Axes made of several others: taken apart and put together, each with one view and nothing computed.
import { coordinate, positionOf, view, type Value } from '@trammel/program';
import { elementCount, present, printShape, sameShape, type Shape } from '@trammel/tensor';

/** An axis and what it is made of, the first of them the slowest; of nothing if its size is 1. */
export interface AxisGroup {
  readonly name: string;
  readonly members: Shape;
}

/**
 * The value with each of its axes as the axes that it is made of; `groups` has one entry for each axis of the value.
 * An axis that occurs again runs in step with itself: [T, T] is the diagonal.
 */
export function takeApart(value: Value, groups: readonly Shape[]): Value {
  const members = groups.flat();
  const shape = members.filter((axis, index) => members.findIndex((other) => other.name === axis.name) === index);
  if (sameShape(shape, value.shape) && members.length === shape.length) return value;
  const coordinates = groups.map((group) =>
    // The index of the whole: each member counts as many elements as the members after it have together.
    coordinate(group.map(({ name }, index) => ({ axis: positionOf(shape, name), coefficient: elementCount(group.slice(index + 1)) }))),
  );
  return view(value, shape, coordinates);
}

/** The value with its axes put together; it is repeated along members that it lacks, and every axis of it is a member. */
export function putTogether(value: Value, groups: readonly AxisGroup[]): Value {
  const shape = groups.map(({ name, members }) => ({ name, size: elementCount(members) }));
  if (sameShape(shape, value.shape) && groups.every(({ name, members }) => members.length === 1 && members[0]?.name === name)) return value;
  const coordinates = value.shape.map((axis) => {
    const at = groups.findIndex(({ members }) => members.some((member) => member.name === axis.name));
    const { members } = present(groups[at], () => `${printShape(value.shape)} has an axis ${axis.name} that has no place`);
    if (members.length === 1) return coordinate([{ axis: at, coefficient: 1 }]);
    const index = members.findIndex((member) => member.name === axis.name);
    const divisor = elementCount(members.slice(index + 1));
    // The slowest index needs no modulus: it stays below its size by itself.
    return coordinate([{ axis: at, coefficient: 1 }], { divisor, rounding: 'floor', modulus: index === 0 ? undefined : axis.size });
  });
  return view(value, shape, coordinates);
}
