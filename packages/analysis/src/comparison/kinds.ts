// The costs of two networks by kind of layer: operator, window, grouping. Nothing is left out, so kinds sum to totals.
import type { Analysis } from '../analysis.js';
import { categoryOf, layersOf, numberAt, type ComparedLayer, type Grouping } from './layers.js';

/** What the layers of one kind cost. */
export interface KindCost {
  readonly layers: number;
  readonly parameters: number;
  readonly multiplications: number;
}

/** Layers of one operator with one window in both networks. */
export interface ComparedKind {
  readonly operator: string;
  readonly category: string;
  /** `[3, 3]`; empty where nothing slides. */
  readonly window: readonly number[];
  readonly grouping: Grouping;
  readonly left: KindCost;
  readonly right: KindCost;
}

type Kind = Omit<ComparedKind, 'left' | 'right'>;
type Sums = ReadonlyMap<string, { readonly kind: Kind; readonly cost: KindCost }>;

const nothing: KindCost = { layers: 0, parameters: 0, multiplications: 0 };

/** All kinds, those whose multiplications differ most first, then by their parameters. */
export function comparedKinds(left: Analysis, right: Analysis): readonly ComparedKind[] {
  const [a, b] = [sumsOf(left), sumsOf(right)];
  const kinds = new Map([...a, ...b].map(([key, { kind }]) => [key, kind]));
  const compared = [...kinds].map(([key, kind]) => ({ ...kind, left: a.get(key)?.cost ?? nothing, right: b.get(key)?.cost ?? nothing }));
  const gap = (kind: ComparedKind, figure: 'parameters' | 'multiplications'): number => Math.abs(kind.right[figure] - kind.left[figure]);
  return compared.sort((x, y) => gap(y, 'multiplications') - gap(x, 'multiplications') || gap(y, 'parameters') - gap(x, 'parameters'));
}

function sumsOf(analysis: Analysis): Sums {
  const { cost, sizes } = analysis;
  const contracting = new Map(layersOf(analysis).map((layer) => [layer.node, layer]));
  const sums = new Map<string, { readonly kind: Kind; readonly cost: KindCost }>();
  for (const { node, copies, figures } of cost.rows) {
    const parameters = numberAt(figures.parameters, sizes);
    const multiplications = numberAt(figures.multiplications, sizes);
    if (parameters === 0 && multiplications === 0) continue;
    const kind: Kind = { operator: node.operator, category: categoryOf(node), ...formOf(contracting.get(node)) };
    const key = `${kind.operator} ${kind.window.join('x')} ${kind.grouping}`;
    const before = sums.get(key)?.cost ?? nothing;
    const cost = {
      layers: before.layers + copies,
      parameters: before.parameters + parameters,
      multiplications: before.multiplications + multiplications,
    };
    sums.set(key, { kind, cost });
  }
  return sums;
}

const formOf = (layer: ComparedLayer | undefined): Pick<Kind, 'window' | 'grouping'> => ({
  window: layer?.profile.window ?? [],
  grouping: layer?.grouping ?? 'full',
});
