// The list of passes: what is computed of every network, in this order.
import { costOf, type Cost } from './cost.js';
import type { PassContext } from './context.js';
import { gradientOf } from './gradient/gradient.js';
import { memoryOf } from './memory.js';
import { receptiveFieldsOf } from './receptive-field.js';

export const passes = {
  cost: ({ graph }: PassContext) => costOf(graph),
  receptiveFields: ({ graph, sizes }: PassContext) => receptiveFieldsOf(graph, sizes),
  gradient: ({ graph, sizes, inputs }: PassContext) => gradientOf(graph, sizes, { inputs }),
  memory: ({ graph, sizes }: PassContext, { cost }: { readonly cost: Cost }) => memoryOf(graph, cost, sizes),
};

/** The names of the passes. */
export type PassName = keyof typeof passes;

/** What each pass finds. */
export type PassResults = { readonly [P in PassName]: ReturnType<(typeof passes)[P]> };
