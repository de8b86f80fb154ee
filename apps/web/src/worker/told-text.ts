// What is told as text, as on a command line: units and what they read, the two forms of momentum. Loaded when asked for.
import type { Analysis } from '@trammel/analysis';
import { equivalenceText, unitText, type TableStyle } from '@trammel/report';
import { compareMomentumForms, readUnit } from 'trammel';
import type { TextAnswer } from './protocol.js';

const asItIs = (text: string): string => text;
/** Text without colours. */
const style: TableStyle = { heading: asItIs, group: asItIs, total: asItIs, faint: asItIs, good: asItIs, bad: asItIs };
/** Columns that fit beside the editor. */
const layout = { width: 92, style };
/** A few examples are enough to see whether two rules take the same steps. */
const fewExamples = 4;

/** The inputs that `y2[k, 3, 5]` reads. */
export function unitAnswer(analysis: Analysis, unit: string, base: 0 | 1): TextAnswer {
  const result = readUnit(analysis, unit, base);
  return 'why' in result ? result : { text: unitText(result.reading, { base, ...layout }) };
}

/** Both forms on the network, side by side. */
export function momentumAnswer({ graph }: Analysis, steps: number): TextAnswer {
  const result = compareMomentumForms(graph, { sizes: new Map(), batch: fewExamples, steps, seed: undefined });
  if ('equivalence' in result) return { text: equivalenceText(result.equivalence, layout) };
  return { why: 'problem' in result ? result.problem.message : result.why };
}
