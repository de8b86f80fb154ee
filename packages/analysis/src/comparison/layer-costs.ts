// Every layer that costs anything, with its costs taken apart as far as they follow from its form.
import type { Node } from '@trammel/graph';
import { elementCount, featureAxis } from '@trammel/tensor';
import type { Analysis } from '../analysis.js';
import { categoryOf, layersOf, numberAt, type Grouping } from './layers.js';
import { rolesOf, type LayerRole } from './roles.js';

/** What layers have in common that are told together. */
export interface LayerForm {
  readonly operator: string;
  readonly category: string;
  /** `[3, 3]`; empty where nothing slides. */
  readonly window: readonly number[];
  readonly grouping: Grouping;
  readonly role: LayerRole;
}

/** One copy of a layer; numbers are NaN while a size is open. */
export interface LayerCost {
  readonly node: Node;
  readonly form: LayerForm;
  readonly copies: number;
  /** Elements of the result besides its features. */
  readonly positions: number;
  readonly features: number;
  /** What an element of the result sums over besides a window; 0 for a layer that contracts nothing. */
  readonly channels: number;
  readonly macs: number;
  /** Multiplications besides. */
  readonly others: number;
  /** Elements of trainable parameters with several axes, and of those with one; shared or not. */
  readonly matrix: number;
  readonly vector: number;
  /** What it adds to the totals, so that shared weights count once. */
  readonly parameters: number;
  readonly multiplications: number;
}

/** The layers with parameters or multiplications, in the order of the source. */
export function layerCostsOf(analysis: Analysis): readonly LayerCost[] {
  const { cost, sizes } = analysis;
  const contracting = new Map(layersOf(analysis).map((layer) => [layer.node, layer]));
  const roles = rolesOf(analysis);
  return cost.rows.flatMap(({ node, copies, figures }): readonly LayerCost[] => {
    const layer = contracting.get(node);
    const elements = (isMeant: (axes: number) => boolean): number =>
      node.site.parameters
        .filter(({ isTrainable, shape }) => isTrainable && isMeant(shape.length))
        .reduce((sum, { shape }) => sum + numberAt(elementCount(shape), sizes), 0);
    const [matrix, vector] = [elements((axes) => axes > 1), elements((axes) => axes <= 1)];
    const [macs, multiplications] = [numberAt(figures.macs, sizes) / copies, numberAt(figures.multiplications, sizes) / copies];
    if (matrix + vector === 0 && multiplications === 0) return [];
    const [output] = node.site.outputs;
    const features = output === undefined ? 1 : numberAt(featureAxis(output.shape)?.size ?? 1, sizes);
    return [
      {
        node,
        form: {
          operator: node.operator,
          category: categoryOf(node),
          window: layer?.profile.window ?? [],
          grouping: layer?.grouping ?? 'full',
          role: roles.get(node) ?? 'plain',
        },
        copies,
        positions: output === undefined ? 1 : numberAt(elementCount(output.shape), sizes) / features,
        features,
        channels: layer?.profile.contracted ?? 0,
        macs,
        others: multiplications - macs,
        matrix,
        vector,
        parameters: numberAt(figures.parameters, sizes) / copies,
        multiplications,
      },
    ];
  });
}
