// Blocks that both networks have with the same arguments and costs, and that one of them runs more often.
import type { Frame, Region } from '@trammel/graph';
import type { Analysis } from '../analysis.js';
import { layerCostsOf } from './layer-costs.js';
import { identity } from './parts.js';

/** A block of both, with the same arguments and costs, which one network runs more often. */
export interface RepeatedBlock {
  readonly block: Frame;
  readonly left: number;
  readonly right: number;
  /** How many more layers that makes, by their identity. */
  readonly layers: ReadonlyMap<string, number>;
}

/** A block with what one run of it costs. */
interface Block {
  readonly frames: readonly Frame[];
  readonly runs: number;
  readonly parameters: number;
  readonly multiplications: number;
  /** Of all runs together. */
  readonly layers: ReadonlyMap<string, number>;
}

/** The outermost such blocks: of blocks in each other only one is told. */
export function repeatedBlocks(left: Analysis, right: Analysis): readonly RepeatedBlock[] {
  const [a, b] = [blocksOf(left), blocksOf(right)];
  const candidates = [...a].flatMap(([key, block]): readonly Candidate[] => {
    const other = b.get(key);
    const [first] = block.frames;
    if (other === undefined || first === undefined || other.runs === block.runs) return [];
    const more = Math.abs(other.runs - block.runs);
    const layers = new Map([...block.layers].map(([layer, copies]) => [layer, (copies / block.runs) * more]));
    const found: RepeatedBlock = { block: first, left: block.runs, right: other.runs, layers };
    return [{ found, size: more * (block.parameters + block.multiplications), frames: [...block.frames, ...other.frames] }];
  });
  const told: Candidate[] = [];
  for (const candidate of candidates.sort((x, y) => y.size - x.size)) {
    if (!told.some((other) => areNested(other.frames, candidate.frames))) told.push(candidate);
  }
  return told.map(({ found }) => found);
}

interface Candidate {
  readonly found: RepeatedBlock;
  /** What the further runs cost. */
  readonly size: number;
  readonly frames: readonly Frame[];
}

/** The blocks of a network, by their name, their arguments and what one run costs. */
function blocksOf(analysis: Analysis): ReadonlyMap<string, Block> {
  const counts = new Map<string, number>();
  countRepeats(analysis.graph.body, counts);
  const sums = new Map<Frame, Sum>();
  for (const layer of layerCostsOf(analysis)) {
    for (let frame: Frame | undefined = layer.node.frame; frame !== undefined; frame = frame.parent) {
      if (frame.kind !== 'block') continue;
      const sum = sums.get(frame) ?? { parameters: 0, multiplications: 0, layers: new Map<string, number>() };
      sum.parameters += layer.copies * layer.parameters;
      sum.multiplications += layer.copies * layer.multiplications;
      sum.layers.set(identity(layer), (sum.layers.get(identity(layer)) ?? 0) + layer.copies);
      sums.set(frame, sum);
    }
  }
  const blocks = new Map<string, Block>();
  for (const [frame, sum] of sums) {
    const runs = runsOf(frame, counts);
    const [parameters, multiplications] = [sum.parameters / runs, sum.multiplications / runs];
    const key = `${frame.name}(${frame.arguments}) ${parameters} ${multiplications}`;
    const known = blocks.get(key) ?? { frames: [], runs: 0, parameters, multiplications, layers: new Map<string, number>() };
    const layers = new Map(known.layers);
    for (const [layer, copies] of sum.layers) layers.set(layer, (layers.get(layer) ?? 0) + copies);
    blocks.set(key, { ...known, frames: [...known.frames, frame], runs: known.runs + runs, layers });
  }
  return blocks;
}

interface Sum {
  parameters: number;
  multiplications: number;
  readonly layers: Map<string, number>;
}

function countRepeats({ items }: Region, counts: Map<string, number>): void {
  for (const item of items) {
    if (item.kind === 'node') continue;
    counts.set(item.id, item.count);
    countRepeats(item.body, counts);
  }
}

function runsOf(frame: Frame, counts: ReadonlyMap<string, number>): number {
  let runs = 1;
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) runs *= counts.get(at.id) ?? 1;
  return runs;
}

function areNested(some: readonly Frame[], others: readonly Frame[]): boolean {
  const within = (inner: Frame, outer: ReadonlySet<Frame>): boolean => {
    for (let at: Frame | undefined = inner; at !== undefined; at = at.parent) if (outer.has(at)) return true;
    return false;
  };
  const [a, b] = [new Set(some), new Set(others)];
  return some.some((frame) => within(frame, b)) || others.some((frame) => within(frame, a));
}
