// Which axis of a tensor holds its channels, for receptive fields: units are told apart by place and by channel.
import { featureAxis, roleOf, type Shape } from '@trammel/tensor';

/** The position of the feature axis; undefined where that is an axis of time or the batch, as of a sequence of tokens. */
export function channelAxis(shape: Shape): number | undefined {
  const feature = featureAxis(shape);
  if (feature === undefined || roleOf(feature.name) === 'time' || roleOf(feature.name) === 'batch') return undefined;
  return shape.indexOf(feature);
}
