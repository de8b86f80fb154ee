// The page: every part put into the templates, with the style, the script and a policy that lets nothing else in.
import type { Device } from '@trammel/analysis';
import { harmless, type Diagnostic } from '@trammel/diagnostics';
import { assets } from './assets.generated.js';
import type { ComparedPage } from './comparison-view.js';
import { comparisonView } from './comparison-view.js';
import type { LayoutEngine } from './drawing/layout.js';
import { findingView } from './finding-view.js';
import { networkView } from './network-view.js';
import type { ReportedNetwork } from './reported-network.js';
import { renderPage } from './render.js';
import { sourcesOf } from './source-view.js';
import type { NetworkView, OverviewRow, PageView } from './views.js';

/** What a page tells of. */
export interface PageContent {
  readonly networks: readonly ReportedNetwork[];
  /** What belongs to no network, such as what is wrong with a file. */
  readonly findings: readonly Diagnostic[];
  /** Where exactly two networks are set side by side. */
  readonly comparison: ComparedPage | undefined;
  /** Whose limits the rooflines are drawn with. */
  readonly device: Device;
  /** What places boxes that stand beside each other. */
  readonly engine: LayoutEngine;
}

/** Up to so many layers a page is laid out at once. */
const mostRowsAtOnce = 1500;

/** One self-contained file: no network, no other file, and the same bytes for the same content. */
export async function reportPage({ networks, findings, comparison, device, engine }: PageContent): Promise<string> {
  const all = [...findings, ...networks.flatMap((network) => network.findings)];
  const sources = sourcesOf(
    networks.map(({ analysis }) => analysis),
    all,
  );
  const views: NetworkView[] = [];
  for (const [index, network] of networks.entries()) views.push(await networkView(network, `n${index}`, { sources, device, engine }));
  const names = views.map(({ shortName }) => shortName);
  const title =
    comparison === undefined
      ? names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')
      : names.join(' and ');
  return renderPage(
    harmlessTexts<PageView>({
      title: title === '' ? 'Trammel' : title,
      policy: assets.policy,
      style: assets.style,
      script: assets.script,
      generator: 'Trammel',
      networks: views,
      isList: views.length > 1,
      isLarge: views.reduce((sum, { cost }) => sum + (cost?.rows.length ?? 0), 0) > mostRowsAtOnce,
      overview: views.map(overviewRow),
      comparison: comparison === undefined ? undefined : comparisonView(comparison),
      sources: sources.views,
      findings: findings.filter(({ severity }) => severity !== 'hint').map((finding) => findingView(finding, sources)),
      hints: findings.filter(({ severity }) => severity === 'hint').map((finding) => findingView(finding, sources)),
    }),
  );
}

function overviewRow({ id, shortName, figures, assertions }: NetworkView): OverviewRow {
  const [parameters, macs, inference, training] = figures.map(({ value }) => value);
  const held = assertions.filter(({ verdict }) => verdict === 'holds').length;
  return {
    id,
    name: shortName,
    parameters: parameters ?? '',
    macs: macs ?? '',
    inference: inference ?? '',
    training: training ?? '',
    assertions: assertions.length === 0 ? '' : `${held} of ${assertions.length} hold`,
  };
}

/** Finished markup, in which all text was made harmless when it was made. */
const markupKeys = new Set(['policy', 'style', 'script', 'html', 'drawing', 'wide', 'narrow', 'frame', 'edited', 'bar', 'prose', 'data']);

/** A view with nothing left in its texts that could move, hide or reorder what is around them. */
function harmlessTexts<T>(view: T): T;
function harmlessTexts(view: unknown): unknown {
  if (typeof view === 'string') return harmless(view);
  if (Array.isArray(view)) return view.map((each: unknown) => harmlessTexts(each));
  if (typeof view !== 'object' || view === null) return view;
  return Object.fromEntries(
    Object.entries(view).map(([key, value]: [string, unknown]) => [key, markupKeys.has(key) ? value : harmlessTexts(value)]),
  );
}
