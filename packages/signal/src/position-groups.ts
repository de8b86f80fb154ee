// Which axes of a tensor that nothing is known of are positions and examples, and which are units. By the roles of their names.
import { featureAxis, roleOf } from '@trammel/tensor';
import type { PositionGroup, SignalAxis } from './moments.js';

/** The feature axis holds units; axes of space are one group of positions, every other axis one by itself. */
export function positionGroups(axes: readonly SignalAxis[]): readonly PositionGroup[] {
  const feature = featureAxis(axes)?.name;
  const positions = axes.filter(({ name, size }) => name !== feature && size > 1);
  const space = positions.filter(({ name }) => roleOf(name) === 'space');
  const groups: PositionGroup[] = [];
  for (const { name, size } of positions) {
    if (roleOf(name) !== 'space') groups.push({ axes: [name], size });
    else if (space[0]?.name === name)
      groups.push({ axes: space.map((axis) => axis.name), size: space.reduce((product, axis) => product * axis.size, 1) });
  }
  return groups;
}
