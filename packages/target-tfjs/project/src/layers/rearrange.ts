// Axes taken apart, put together, ordered, dropped and added by a pattern, after einops.
import * as tf from '@tensorflow/tfjs';
import { product, repeated } from './axes.js';
import { CoreLayer, sole, type Shape } from './layer.js';

export interface RearrangeSettings {
  /** `N T (h d) -> N h T d`: axes by position; a group is one axis made of several, the first the slowest; `1` has size 1. */
  readonly pattern: string;
  /** Sizes that do not follow from the input; an axis that is new repeats the tensor. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** The same elements under other axes. */
export class Rearrange extends CoreLayer<RearrangeSettings> {
  static readonly className = 'Rearrange';

  protected override compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const x = sole(inputs);
    const { from, to } = parse(this.settings.pattern);
    const sizes = bind(from, x.shape, this.settings.sizes);
    const known = (names: readonly string[]): number[] => names.map((name) => sizes.get(name) ?? 1);
    const names = from.flat();
    const wanted = to.flat();
    const kept = wanted.filter((name) => names.includes(name));
    // What is left out has size 1.
    const apart = x.reshape(known(names.filter((name) => kept.includes(name))));
    const present = names.filter((name) => kept.includes(name));
    const ordered = apart.transpose(kept.map((name) => present.indexOf(name)));
    const placed = ordered.reshape(wanted.map((name) => (kept.includes(name) ? (sizes.get(name) ?? 1) : 1)));
    const whole = kept.length === wanted.length ? placed : repeated(placed, known(wanted));
    return whole.reshape(to.map((group) => product(known(group)) ?? 1));
  }

  protected override shapeOf([shape = []]: readonly Shape[]): Shape {
    const { from, to } = parse(this.settings.pattern);
    const sizes = bind(from, shape, this.settings.sizes);
    return to.map((group) => product(group.map((name) => sizes.get(name) ?? null)));
  }
}
tf.serialization.registerClass(Rearrange);

type Side = readonly (readonly string[])[];

/** The axes of both sides, each with the names of its members. */
function parse(pattern: string): { readonly from: Side; readonly to: Side } {
  const [from = '', to = ''] = pattern.split('->');
  const side = (text: string): Side =>
    [...text.matchAll(/\(([^)]*)\)|(\S+)/g)].map(([, group, single]) =>
      (group ?? single ?? '').split(/\s+/).filter((name) => !/^1?$/.test(name)),
    );
  return { from: side(from), to: side(to) };
}

/** The size of each name: as given, as found, or what is left of a group. */
function bind<Size extends number | null>(
  from: Side,
  shape: readonly Size[],
  given: RearrangeSettings['sizes'] = {},
): ReadonlyMap<string, Size | number> {
  const sizes = new Map<string, Size | number>(Object.entries(given));
  for (const [index, group] of from.entries()) {
    const size = shape[index];
    const open = group.filter((name) => !sizes.has(name));
    const [name] = open;
    if (name === undefined || size === undefined) continue;
    if (open.length > 1) throw new Error(`the sizes of ${open.join(' and ')} do not follow from ${size}`);
    const others = group.reduce((total, member) => total * (member === name ? 1 : (sizes.get(member) ?? 1)), 1);
    sizes.set(name, size === null ? size : size / others);
  }
  return sizes;
}
