// Layers with what could stand in their place, and the calls that make them. Not which edit that comes to.
import { windowsBehindCuts, type Analysis } from '@trammel/analysis';
import type { SourceFile } from '@trammel/diagnostics';
import type { Node } from '@trammel/graph';
import { ideas, type Alternative } from '@trammel/operators';
import { approximateSize, featureAxis, substituteSize, type Size } from '@trammel/tensor';
import { levelsOf, type Files, type Level } from './levels.js';
import { placeKey, writtenFile, type WrittenFile } from './written-file.js';

/** A layer with what could stand in its place. */
export interface Work {
  readonly node: Node;
  readonly copies: number;
  /** Multiplications and weights of all copies together. */
  readonly cost: number;
  readonly alternatives: readonly Alternative[];
  /** How many features come in; NaN where that is open. */
  readonly incoming: number;
  /** The calls that make it, innermost first. */
  readonly levels: readonly Level[];
}

/** The layers that cost something or could cost less. */
export function worksOf(analysis: Analysis): readonly Work[] {
  const { cost, sizes } = analysis;
  const known = new Map<SourceFile, WrittenFile>();
  const files: Files = (source) => {
    const file = known.get(source) ?? writtenFile(source);
    known.set(source, file);
    return file;
  };
  const size = (of: Size): number => approximateSize(substituteSize(of, sizes));
  const cut = windowsBehindCuts(analysis);
  return cost.rows.flatMap(({ node, copies, figures }): readonly Work[] => {
    // What stands behind a cut is not cut again: fewer channels would be written at the first cut.
    const alternatives = node.site.alternatives(size).filter(({ idea }) => !(ideas[idea].isCut && cut.has(node)));
    if (!(size(figures.macs) > 0) && alternatives.length === 0) return [];
    return [
      {
        node,
        copies,
        cost: size(figures.multiplications) + size(figures.parameters),
        alternatives,
        incoming: size(featureAxis(node.inputs[0]?.type.shape ?? [])?.size ?? Number.NaN),
        levels: levelsOf(node, files),
      },
    ];
  });
}

/** Where calls stand that bend what they are given. */
export function activationPlaces({ cost, graph }: Analysis): ReadonlySet<string> {
  return new Set(
    cost.rows.flatMap(({ node }) => (node.site.isActivation && node.span.source.path === graph.file ? [placeKey(node.span)] : [])),
  );
}
