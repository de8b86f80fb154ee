// Which parts of a network a count mostly comes from, for the message of a budget that is exceeded.
import { framesOf, type Frame, type Graph, type MeasureName } from '@trammel/graph';
import { addSizes, approximateSize, isKnown, printInteger, substituteSize, type Size, type SymbolValues } from '@trammel/tensor';
import type { Cost } from './cost.js';
import type { Figures } from './figures.js';

/** The figure that a measure sums over nodes; a peak of memory is no sum. */
const figureOf: Partial<Readonly<Record<MeasureName, (figures: Figures) => Size>>> = {
  params: (figures) => figures.parameters,
  buffers: (figures) => figures.buffers,
  macs: (figures) => figures.macs,
  flops: (figures) => figures.flops,
  multiplications: (figures) => figures.multiplications,
  additions: (figures) => figures.additions,
  activations: (figures) => figures.activations,
  parameter_memory: (figures) => figures.parameterBytes,
};

/** The three dearest parts as `name count (share)`: blocks, or nodes that stand in no block. */
export function largestParts(
  measure: MeasureName,
  { cost, sizes }: { readonly graph: Graph; readonly cost: Cost; readonly sizes: SymbolValues },
): readonly string[] {
  const figure = figureOf[measure];
  if (figure === undefined) return [];
  const parts = new Map<string, Size>();
  for (const { node, figures } of cost.rows) {
    const outermost: Frame | undefined = framesOf(node.frame)[1];
    const name = outermost === undefined ? node.id : outermost.id;
    parts.set(name, addSizes(parts.get(name) ?? 0, substituteSize(figure(figures), sizes)));
  }
  const total = approximateSize(substituteSize(figure(cost.totals), sizes));
  const ordered = [...parts].sort(([, a], [, b]) => approximateSize(b) - approximateSize(a)).slice(0, 3);
  return ordered.flatMap(([name, size]) =>
    isKnown(size) && size !== 0 ? [`${name} ${printInteger(size)} (${((100 * Number(size)) / total).toFixed(1)} %)`] : [],
  );
}
