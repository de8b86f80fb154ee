// Rotary position embedding: pairs of features turned by angles that grow with the position. Not an operator; attention uses it.
import { flip, iota, map, merge, scalar, split, type Value } from '@trammel/program';
import { divideSizesExactly, present, type Axis, type Size } from '@trammel/tensor';

/** What features are turned by: cosines and signed sines over positions, pairs and the two halves of the features. */
export interface Rotation {
  readonly cosine: Value;
  readonly sine: Value;
  readonly unit: Axis;
  readonly half: Axis;
  readonly pair: Axis;
}

/** How many pairs `size` features make; undefined where it is odd. */
export const pairsOf = (size: Size): Size | undefined => divideSizesExactly(size, 2);

/**
 * angle(t, i) = t * base^(-2i/d) for pair i of d features at position t (Su et al. 2021, RoFormer, equation 15). Feature i
 * makes a pair with feature i + d/2, as in GPT-NeoX and LLaMA.
 */
export function rotation(position: Axis, unit: Axis, base: number): Rotation {
  const half: Axis = { name: `${unit.name}.half`, size: 2 };
  const pair: Axis = { name: `${unit.name}.pair`, size: present(pairsOf(unit.size), () => 'rotated features come in pairs') };
  const [t, i] = [scalar.argument(0), scalar.argument(1)];
  const exponent = scalar.divide(scalar.multiply(scalar.number(-2), i), scalar.ofSize(unit.size));
  const angle = scalar.multiply(t, scalar.power(scalar.number(base), exponent));
  const positions = [iota(position.name, position.size), iota(pair.name, pair.size)];
  const cosine = map(scalar.activation(scalar.cosine(angle)), positions);
  const sine = map(scalar.activation(scalar.sine(angle)), positions);
  // The first half of the features takes minus its partner, the second half plus its partner.
  const signed = map(scalar.select(t, i, scalar.negate(i)), [iota(half.name, half.size), sine]);
  return { cosine, sine: signed, unit, half, pair };
}

/** The angles by which the pairs of `size` features turn from one position to the next. */
export function frequencies(size: number, base: number): readonly number[] {
  return Array.from({ length: Math.floor(size / 2) }, (_, pair) => base ** ((-2 * pair) / size));
}

/** y_i = x_i cos - x_{i+d/2} sin and y_{i+d/2} = x_{i+d/2} cos + x_i sin, over the axis `unit`. */
export function rotate(operand: Value, { cosine, sine, unit, half, pair }: Rotation): Value {
  const halves = split(operand, unit.name, [half, pair]);
  const [x, partner, c, s] = [scalar.argument(0), scalar.argument(1), scalar.argument(2), scalar.argument(3)];
  const turned = scalar.add(scalar.multiply(x, c), scalar.multiply(partner, s));
  return merge(map(turned, [halves, flip(halves, half.name), cosine, sine]), [half.name, pair.name], unit.name);
}
