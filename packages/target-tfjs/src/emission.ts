// How operators write generated code: layers applied one after the other, tensors brought into the order of axes that they need.
import type { Literal } from '@trammel/emit';
import type { Node } from '@trammel/graph';
import type { Parameter } from '@trammel/operators';
import { isKnown, printSize, type Size } from '@trammel/tensor';
import { permutation, sameOrder } from './layout.js';
import { renamed, type Layer, type Local, type Settings, type Variable } from './statement.js';

/** What an operator cannot express, in a sentence, and what to do instead. */
export interface Refusal {
  readonly message: string;
  readonly help: string;
}

/** A layer as an operator asks for it. */
export interface WantedLayer {
  readonly from: 'api' | 'own';
  readonly name: string;
  readonly settings?: Settings;
  readonly defaults?: Settings;
  readonly variables?: readonly Variable[];
  /** The setting `activation` by which a layer before it can do the same. */
  readonly asActivation?: string;
  /** Whether it has that setting. */
  readonly takesActivation?: true;
}

/** The place where a node is written. */
export interface Emission {
  readonly node: Node | undefined;
  /** The result of a layer, with these axes. */
  readonly apply: (layer: WantedLayer, inputs: readonly Local[], axes: readonly string[]) => Local;
  /** The results of a layer that has several. */
  readonly applyToMany: (layer: WantedLayer, inputs: readonly Local[], axes: readonly (readonly string[])[]) => readonly Local[];
  /** Says that this cannot be; whatever is given in its place is never written. */
  readonly refuse: (refusal: Refusal) => void;
  /** The value that a table shared with other operators is, undefined where the weights are those of a layer. */
  readonly table: () => Local | undefined;
  /** An open size as a scalar of the model. */
  readonly sizeOf: (symbol: string) => Local | undefined;
  /**
   * What the call before this one of the same weights gave, where this one does not follow from it: a model runs its layers in an order that
   * follows from its outputs, unless one reads what the other gives.
   */
  readonly before: (inputs: readonly Local[]) => readonly Local[];
  /** Any tensor that is there: for layers that read none. */
  readonly anchor: Local;
}

/** A layer of the Layers API. */
export const api = (name: string, settings: Settings = {}, defaults: Settings = {}): WantedLayer => ({
  from: 'api',
  name,
  settings,
  defaults,
});

/** A layer of our own. */
export const own = (name: string, settings: Settings = {}, defaults: Settings = {}): WantedLayer => ({
  from: 'own',
  name,
  settings,
  defaults,
});

/** A node of any operator, as far as its parameters are asked for. */
interface Weighted {
  readonly site: { readonly parameters: readonly Parameter[] };
}

/** The same layer with weights whose variables hold these parameters, as they are unless an order is given. */
export function withWeights(layer: WantedLayer, variables: readonly (Variable | string)[], node: Weighted): WantedLayer {
  const ranks = new Map(node.site.parameters.map(({ name, shape }) => [name, shape.length]));
  const whole = (parameter: string): Variable => ({
    parameter,
    order: Array.from({ length: ranks.get(parameter) ?? 0 }, (_, axis) => axis),
  });
  return { ...layer, variables: variables.map((variable) => (typeof variable === 'string' ? whole(variable) : variable)) };
}

/** The tensor with exactly these axes, in this order; an axis that it lacks has size 1. */
export function aligned(x: Local, axes: readonly string[], { apply }: Emission): Local {
  if (sameOrder(x.axes, axes)) return x;
  const isPermuted = x.axes.length === axes.length && x.axes.every((axis) => axes.includes(axis));
  if (isPermuted && x.axes[0] === axes[0] && axes.length > 1) {
    const dims = permutation(x.axes, axes).slice(1);
    return apply(api('permute', { dims }), [x], axes);
  }
  const target = axes.map((axis) => (x.axes.includes(axis) ? axis : '1'));
  const lost = x.axes.filter((axis) => !axes.includes(axis));
  return apply(
    own('Rearrange', { pattern: `${patternOf(x.axes)} -> ${[...target].join(' ')}` }),
    [x],
    [...axes, ...lost].slice(0, axes.length),
  );
}

/** Names of axes as a pattern. */
export const patternOf = (axes: readonly (string | readonly string[])[]): string =>
  axes.map((axis) => (typeof axis === 'string' ? axis : axis.length === 1 ? (axis[0] ?? '1') : `(${axis.join(' ')})`)).join(' ');

/** The tensor under a pattern of groups, with the sizes that do not follow from it. */
export function rearranged(
  x: Local,
  by: {
    readonly from: readonly (readonly string[])[];
    readonly to: readonly (readonly string[])[];
    readonly axes: readonly string[];
    readonly sizes?: ReadonlyMap<string, Size>;
  },
  emission: Emission,
): Local {
  const { from, to, axes, sizes = new Map<string, Size>() } = by;
  const text = `${patternOf(from)} -> ${patternOf(to)}`;
  if (patternOf(from) === patternOf(to)) return renamed(x, axes);
  const isPermuted = [...from, ...to].every((group) => group.length === 1) && from.length === to.length && from[0]?.[0] === to[0]?.[0];
  const names = from.flat();
  if (isPermuted && names.every((name) => to.flat().includes(name))) {
    const dims = permutation(names, to.flat()).slice(1);
    return emission.apply(api('permute', { dims }), [x], axes);
  }
  const given = neededSizes(from, to, sizes, emission);
  return emission.apply(own('Rearrange', { pattern: text, ...(Object.keys(given).length === 0 ? {} : { sizes: given }) }), [x], axes);
}

/** Of each group all sizes but one, which follows, and those of new axes. */
function neededSizes(
  from: readonly (readonly string[])[],
  to: readonly (readonly string[])[],
  sizes: ReadonlyMap<string, Size>,
  emission: Emission,
): Readonly<Record<string, number>> {
  const singles = new Set(from.filter((group) => group.length === 1).flat());
  const needed: Record<string, number> = {};
  for (const group of from.filter(({ length }) => length > 1)) {
    const open = group.filter((name) => !singles.has(name));
    const unknown = open.filter((name) => known(sizes.get(name)) === undefined);
    if (unknown.length > 1) refuseOpen(unknown, emission);
    const follows = unknown[0] ?? open.at(-1);
    for (const name of open) if (name !== follows) needed[name] = known(sizes.get(name)) ?? 1;
  }
  for (const name of to.flat().filter((each) => !from.flat().includes(each))) {
    const size = known(sizes.get(name));
    if (size === undefined) refuseOpen([name], emission);
    needed[name] = size ?? 1;
  }
  return needed;
}

function refuseOpen(names: readonly string[], { refuse }: Emission): void {
  refuse({
    message: `the sizes of ${names.join(' and ')} are open together, and do not follow from the tensor`,
    help: 'give all of them but one a number',
  });
}

/** The number that a size is, undefined while it is open. */
export const known = (size: Size | undefined): number | undefined => (size !== undefined && isKnown(size) ? Number(size) : undefined);

/** The number that a size must be; 1 where it is open, which is refused. */
export function needed(size: Size, what: string, { refuse }: Pick<Emission, 'refuse'>): number {
  const value = known(size);
  if (value === undefined)
    refuse({ message: `${what} must be known when the model is made, and is ${printSize(size)}`, help: 'write a number for it' });
  return value ?? 1;
}

/** A list as the number that all its entries are, where they are all the same. */
export function concise(list: readonly number[]): Literal {
  const [first] = list;
  return first !== undefined && list.every((entry) => entry === first) ? first : list;
}

/** What is around each axis: one number for both sides of an axis, and for all axes, where they are the same. */
export function concisePadding(sides: readonly ('same' | readonly number[])[]): Literal {
  const each = sides.map((side) => (typeof side !== 'string' && side[0] === side[1] ? (side[0] ?? 0) : side));
  const [first] = each;
  const isPlain = typeof first === 'number' || typeof first === 'string';
  return isPlain && each.every((side) => side === first) ? first : each;
}

/** The layer that an operator asks for, at its node. */
export function layerOf(wanted: WantedLayer, node: Node | undefined): Layer {
  const weights = node?.weights;
  return {
    from: wanted.from,
    name: wanted.name,
    settings: wanted.settings ?? {},
    defaults: wanted.defaults ?? {},
    weights: wanted.variables === undefined || weights === undefined ? undefined : { of: weights, variables: wanted.variables },
    asActivation: wanted.asActivation,
    takesActivation: wanted.takesActivation === true,
  };
}
