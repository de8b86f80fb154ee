/** The weights of nodes: of their own, or shared by the uses of a `layer`. */
import { type Span } from '@trammel/diagnostics';
import { type Parameter, type Site } from '@trammel/operators';
import { printShape, sameShape } from '@trammel/tensor';
import { type DraftWeights, type Place, type Region, type WeightStore } from './elaboration.js';
import { report } from './report.js';

/** Weights that are shared, and under which key. */
export interface SharedKey {
  readonly store: WeightStore;
  readonly key: string;
  /** The use of the layer that leads to the node. */
  readonly use: Span;
}

/** The weights for a node of that id; undefined for an operator without parameters. */
export function weightsFor(
  node: { readonly id: string; readonly site: Site },
  shared: SharedKey | undefined,
  place: Place,
): DraftWeights | undefined {
  const { id, site } = node;
  if (site.parameters.length === 0) return undefined;
  if (shared === undefined) return newWeights(id, site.parameters, { place, region: place.region });
  const { store, key, use } = shared;
  const known = store.weights.get(key);
  if (known === undefined) {
    const weights = newWeights(`${store.id}${key}`, site.parameters, { place, region: store.region });
    store.weights.set(key, { weights, span: use });
    return weights;
  }
  const odd = known.weights.parameters.find((parameter, index) => !fits(parameter, site.parameters[index]));
  if (odd !== undefined) conflict(odd, { site, span: use, first: known.span, key }, place);
  return known.weights;
}

function newWeights(
  id: string,
  parameters: readonly Parameter[],
  { place, region }: { readonly place: Place; readonly region: Region },
): DraftWeights {
  const weights: DraftWeights = { id, parameters, copies: 1 };
  place.build.weights.push(weights);
  region.weights.push(weights);
  return weights;
}

/** Axes may have other names where the weights are used again; their sizes may not. */
function fits(first: Parameter, again: Parameter | undefined): boolean {
  if (again?.name !== first.name || again.shape.length !== first.shape.length) return false;
  return sameShape(
    first.shape,
    again.shape.map((axis, index) => ({ name: first.shape[index]?.name ?? '', size: axis.size })),
  );
}

function conflict(
  odd: Parameter,
  where: { readonly site: Site; readonly span: Span; readonly first: Span; readonly key: string },
  place: Place,
): void {
  const name = `\`${where.key === '' ? '' : `${where.key.slice(1)}.`}${odd.name}\``;
  const again = where.site.parameters.find((parameter) => parameter.name === odd.name);
  report(place, {
    code: 'layer-conflict',
    span: where.span,
    label: again === undefined ? `has no ${name}` : `${name} would be ${printShape(again.shape)}`,
    message: 'a layer that is used again must have the same weights each time',
    secondary: [{ span: where.first, message: `${name} is ${printShape(odd.shape)}` }],
    notes: ['its weights follow from what it was first used on; declare a second `layer`, or bring the tensor to the same size'],
  });
}
