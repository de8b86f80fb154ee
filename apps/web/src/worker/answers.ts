// The answer to each call: understanding a text, and showing it as views. Computes nothing that packages do not.
import { compare, devices } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { completionsAt, definitionAt, hoverAt, renameAt } from '@trammel/language-service';
import { comparisonView, costView, sectionsOf, type LayoutEngine, type Sources } from '@trammel/page';
import { layerTree, withAlikeRounds } from '@trammel/report';
import { format } from '@trammel/syntax';
import type { GeneratedFile } from 'trammel';
import { checkedOf } from './checked.js';
import type { Runner } from '../run/worker/runner.js';
import { drawnGraph } from './drawn-graph.js';
import { findingOf, findingsOf, stretchOf } from './finding.js';
import { textPath, type AnswerOf, type Asked, type AskOf, type CallName, type GeneratedText, type Request } from './protocol.js';
import type { Understanding } from './understanding.js';

/** What answers are made with. */
export interface Means {
  readonly understand: (asked: Asked) => Understanding;
  readonly engine: LayoutEngine;
  /** Loaded when something is first run. */
  readonly runner: () => Promise<Runner>;
}

type Answers = { readonly [N in CallName]: (ask: AskOf<N>, means: Means) => AnswerOf<N> | Promise<AnswerOf<N>> };

/** Answers one call. */
export async function answerCall(call: Pick<Request, 'name' | 'ask'>, means: Means): Promise<unknown> {
  return dispatch(call.name, call.ask, means);
}

/** What comes from files of the library leads nowhere in the text. */
function generatedText({ path, text, origins = [] }: GeneratedFile): GeneratedText {
  const own = origins.filter(({ span }) => span.source.path === textPath);
  return { path, text, origins: own.map(({ line, span }) => ({ line, ...stretchOf(span) })) };
}

/** The messages of the page are its own, and typed where they are sent. */
function dispatch<N extends CallName>(name: N, ask: AskOf<N>, means: Means): AnswerOf<N> | Promise<AnswerOf<N>> {
  return answers[name](ask, means);
}

/** Rows and layers lead to their lines by `#line-7`, where they are of the text. */
const sources: Sources = {
  views: [],
  hrefOf: ({ source, start }) => (source.path === textPath ? `#at-${start}` : undefined),
};

const answers: Answers = {
  check: ({ asked, folding }, { understand }) => checkedOf(understand(asked), { folding, sources }),
  graph: ({ asked, folding }, { understand, engine }) => {
    const { analysis } = understand(asked);
    return analysis === undefined ? undefined : drawnGraph(analysis, folding, engine);
  },
  begun: ({ asked, folding }, { understand, engine }) => {
    const { begun } = understand(asked);
    return begun === undefined ? undefined : drawnGraph(begun, folding, engine);
  },
  costs: (asked, { understand }) => {
    const { analysis } = understand(asked);
    if (analysis === undefined) return undefined;
    return costView(analysis, withAlikeRounds(layerTree(analysis), { analysis, toldOf: undefined }), sources, 'costs');
  },
  sections: ({ asked, keys }, { understand }) => {
    const { analysis } = understand(asked);
    if (analysis === undefined) return [];
    const tree = withAlikeRounds(layerTree(analysis), { analysis, toldOf: undefined });
    return sectionsOf({ analysis, findings: [], sampled: [] }, { id: 'panel', device: devices.a100, tree }, keys);
  },
  findings: (asked, { understand }) => {
    const { analysis, diagnostics } = understand(asked);
    return findingsOf(analysis === undefined ? diagnostics : [...diagnostics, ...analysis.gradient.findings]);
  },
  compare: ({ left, right }, { understand }) => {
    const [one, other] = [understand(left).analysis, understand(right).analysis];
    if (one === undefined) return { why: 'The text has a mistake, and cannot be compared yet.' };
    if (other === undefined) return { why: 'The other text has no network that can be built.' };
    return comparisonView(compare(other, one));
  },
  generate: async ({ asked, target }, { understand }) => {
    const { analysis } = understand(asked);
    if (analysis === undefined) return { why: 'The text has a mistake: code is generated once it is mended.' };
    const { isTargetName, targets } = await import('./generation.js');
    if (!isTargetName(target)) return { why: `There is no target ${target}.` };
    const { files, diagnostics } = targets[target].generate(analysis.graph);
    return { files: files.map(generatedText), findings: diagnostics.map(findingOf) };
  },
  export: async ({ asked, form }, { understand, engine }) => {
    const understanding = understand(asked);
    if (understanding.analysis === undefined) return { why: 'The text has a mistake: there is something to take away once it is mended.' };
    const { exported } = await import('./exported.js');
    return exported(form, { ...understanding, analysis: understanding.analysis, parameters: asked.parameters }, engine);
  },
  advise: async (asked, { understand }) => {
    const { analysis } = understand(asked);
    if (analysis === undefined) return { why: 'The text has a mistake: advice is given once it is mended.' };
    const { adviceOn } = await import('./advised.js');
    return adviceOn(analysis, asked);
  },
  unit: async ({ asked, unit, base }, { understand }) => {
    const { analysis } = understand(asked);
    if (analysis === undefined) return { why: 'The text has a mistake: it is told once that is mended.' };
    const { unitAnswer } = await import('./told-text.js');
    return unitAnswer(analysis, unit, base);
  },
  momentum: async ({ asked, steps }, { understand }) => {
    const { analysis } = understand(asked);
    if (analysis === undefined) return { why: 'The text has a mistake: it is run once that is mended.' };
    const { momentumAnswer } = await import('./told-text.js');
    return momentumAnswer(analysis, steps);
  },
  complete: ({ asked, offset }, { understand }) => {
    const { from, to, items } = completionsAt(understand(asked).document, offset);
    return { from, to, items };
  },
  hover: ({ asked, offset }, { understand }) => {
    const { document, analysis } = understand(asked);
    const told = hoverAt(document, offset, analysis);
    if (told === undefined) return undefined;
    const { title, paragraphs, facts, span } = told;
    return { title, paragraphs, facts, from: span.start, to: span.end };
  },
  define: ({ asked, offset }, { understand }) => {
    const span = definitionAt(understand(asked).document, offset);
    return span === undefined ? undefined : stretchOf(span);
  },
  rename: ({ asked, offset, name }, { understand }) => {
    const result = renameAt(understand(asked).document, offset, name);
    return 'why' in result ? result : { edits: result.edits.map(({ span, text }) => ({ ...stretchOf(span), text })) };
  },
  runOffers: async (ask, { runner }) => (await runner()).offers(ask),
  runBegin: async (ask, { runner }) => (await runner()).begin(ask),
  runClassify: async (ask, { runner }) => (await runner()).classify(ask),
  runAdvance: async (ask, { runner }) => (await runner()).advance(ask),
  format: ({ text }) => {
    const { text: formatted, diagnostics } = format(sourceFile(textPath, text));
    const [wrong] = diagnostics.filter(({ severity }) => severity === 'error');
    return wrong === undefined ? { text: formatted } : { why: `It is not formatted while it cannot be read: ${wrong.message}` };
  },
};
