// Blocks that both networks have with the same arguments and costs, and that one of them runs more often.
import type { Frame, Region } from '@trammel/graph';
import type { Analysis } from '../analysis.js';
import { numberAt, type CostDifference } from './layers.js';

/** A block of both, with the same arguments and costs, which one network runs more often. */
export interface RepeatReason {
  readonly kind: 'repeats';
  readonly difference: CostDifference;
  readonly block: Frame;
  readonly left: number;
  readonly right: number;
}

/** A block with what one run of it costs. */
interface Block {
  readonly frames: readonly Frame[];
  readonly runs: number;
  readonly parameters: number;
  readonly multiplications: number;
}

/** The outermost such blocks: of blocks in each other only one is told. */
export function repeatedBlocks(left: Analysis, right: Analysis): readonly RepeatReason[] {
  const [a, b] = [blocksOf(left), blocksOf(right)];
  const candidates = [...a].flatMap(([key, block]): readonly Candidate[] => {
    const other = b.get(key);
    const [first] = block.frames;
    if (other === undefined || first === undefined || other.runs === block.runs) return [];
    const more = other.runs - block.runs;
    const difference = { parameters: more * block.parameters, multiplications: more * block.multiplications };
    const reason: RepeatReason = { kind: 'repeats', block: first, left: block.runs, right: other.runs, difference };
    return [{ reason, frames: [...block.frames, ...other.frames] }];
  });
  const size = ({ reason }: Candidate): number => Math.abs(reason.difference.parameters) + Math.abs(reason.difference.multiplications);
  const told: Candidate[] = [];
  for (const candidate of candidates.sort((x, y) => size(y) - size(x))) {
    if (!told.some((other) => areNested(other.frames, candidate.frames))) told.push(candidate);
  }
  return told.map(({ reason }) => reason);
}

interface Candidate {
  readonly reason: RepeatReason;
  readonly frames: readonly Frame[];
}

/** The blocks of a network, by their name, their arguments and what one run costs. */
function blocksOf({ cost, graph, sizes }: Analysis): ReadonlyMap<string, Block> {
  const counts = new Map<string, number>();
  countRepeats(graph.body, counts);
  const sums = new Map<Frame, { parameters: number; multiplications: number }>();
  for (const { node, figures } of cost.rows) {
    for (let frame: Frame | undefined = node.frame; frame !== undefined; frame = frame.parent) {
      if (frame.kind !== 'block') continue;
      const sum = sums.get(frame) ?? { parameters: 0, multiplications: 0 };
      sum.parameters += numberAt(figures.parameters, sizes);
      sum.multiplications += numberAt(figures.multiplications, sizes);
      sums.set(frame, sum);
    }
  }
  const blocks = new Map<string, Block>();
  for (const [frame, sum] of sums) {
    const runs = runsOf(frame, counts);
    const [parameters, multiplications] = [sum.parameters / runs, sum.multiplications / runs];
    const key = `${frame.name}(${frame.arguments}) ${parameters} ${multiplications}`;
    const known = blocks.get(key) ?? { frames: [], runs: 0, parameters, multiplications };
    blocks.set(key, { ...known, frames: [...known.frames, frame], runs: known.runs + runs });
  }
  return blocks;
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
