// Advice on a network as views: what to do, what it measures, the lines that change. Loaded when asked for; others find it.
import type { Analysis } from '@trammel/analysis';
import { numbersOf } from '@trammel/page';
import { adviceCosts, adviceDiff, adviceTable, adviceWords } from '@trammel/report';
import { adviceFor } from 'trammel';
import { stretchOf } from './finding.js';
import type { Advised, Asked } from './protocol.js';
import { noFiles } from './understanding.js';

/** The best first; empty where nothing pays. */
export function adviceOn(analysis: Analysis, { parameters }: Pick<Asked, 'parameters'>): readonly Advised[] {
  const overrides = new Map(Object.entries(parameters));
  return adviceFor({ analysis, provider: noFiles, overrides }).map((advice) => ({
    ...adviceWords(advice),
    table: numbersOf(adviceTable(advice)),
    costs: adviceCosts(advice),
    hunks: adviceDiff(advice),
    edits: advice.edits.map(({ span, text }) => ({ ...stretchOf(span), text })),
  }));
}
