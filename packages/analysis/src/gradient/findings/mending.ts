// Ways to mend a gradient, each tried on the network before it is offered: initialisers, another activation, a way around a repeat.
import { help, insert, type Edit, type Help } from '@trammel/diagnostics';
import { nodesOf, type Graph, type Node, type Repeat } from '@trammel/graph';
import { initialMoments, scalingInitializers, steadyActivation, steadyInitializer } from '@trammel/operators';
import { approximateSize, substituteSize, type Size } from '@trammel/tensor';
import { attenuationAt } from '../../attenuation/tensor-attenuation.js';
import { printDecades } from '../../attenuation/decades.js';
import type { Place } from '../../attenuation/places.js';
import type { FlowOptions } from '../flow.js';
import type { Attenuation, Attenuations } from '../result.js';
import { layersOf, placesIn, type Change, type GradientFacts } from './facts.js';
import { initialAttributes, isMatrix, type NamedInitializer } from './initial-attribute.js';
import { plainSite, withResiduals, withSites } from './rewriting.js';
import { everyEdit, nodesOfSameCalls, renamed, withArgument } from './written-call.js';

/** What could be done. */
interface Candidate {
  /** As what to do: "with ...". */
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly change: Change;
}

/** Gradients within so many decades need no help. */
export const goodDecades = 3;

/** What keeps all gradients within so many decades ends the search. */
const enough = 0.25;

/** Networks of more layers, copies counted, are not gone through again and again: what is tried may not come to rest. */
const mostCopies = 4000;

/** What helps the gradient at a place, the best of each sort, with the decades that it comes to. Each is tried when it is asked for. */
export function* mendingsOf(place: Place, facts: GradientFacts, chosen: ReadonlySet<Node>): Generator<Help, void> {
  const nodes = nodesOfSameCalls(facts.graph, chosen);
  if (facts.passages.reduce((sum, { count }) => sum + count, 0) > mostCopies) return;
  const { attenuation: told, reliability } = attenuationAt(place, facts.attenuations, placesIn(facts));
  const before = decadesOf(told);
  const isSound = before !== undefined && reliability?.isReliable !== false;
  const inits = [...scalingInitializers].map((init) => initialCandidate(init, facts, nodes));
  for (const candidates of [inits, activationCandidates(facts, nodes), residualCandidates(facts, nodes)]) {
    const first = bestOf(candidates, place, facts);
    // The whole pass, which looks whether activations hold still, is for what would be told.
    if (first === undefined || !isBetter(first, before)) continue;
    const whole = triedOf(first.candidate, place, { facts, detail: 'whole' });
    if (whole === undefined || !isBetter(whole, before)) continue;
    const { text, edits } = whole.candidate;
    const instead = !isSound ? '' : ` instead of ${printDecades(before)}`;
    yield help(`${text}: ${printDecades(whole.decades)} decades there${instead}`, ...edits);
  }
}

/** Whether it helps at the place, and makes nothing worse anywhere. */
function isBetter({ decades, worst }: Tried, before: number | undefined): boolean {
  if (before === undefined) return worst <= goodDecades;
  return Math.abs(decades) <= Math.max(1, Math.abs(before) / 2) && worst < Math.abs(before);
}

function bestOf(candidates: readonly Candidate[], place: Place, facts: GradientFacts): Tried | undefined {
  const tried: Tried[] = [];
  for (const candidate of candidates) {
    const made = triedOf(candidate, place, { facts, detail: 'rms' });
    if (made !== undefined) tried.push(made);
    if (made !== undefined && made.worst <= enough) break;
  }
  return tried.sort((a, b) => rounded(a.worst) - rounded(b.worst) || rounded(a.decades) - rounded(b.decades))[0];
}

interface Tried {
  readonly candidate: Candidate;
  /** At the place. */
  readonly decades: number;
  /** The largest of any layer, whatever its sign. */
  readonly worst: number;
}

interface Trial {
  readonly facts: GradientFacts;
  readonly detail: 'whole' | 'rms';
}

const rounded = (decades: number): number => Math.round(20 * Math.abs(decades));

function triedOf(candidate: Candidate, place: Place, { facts, detail }: Trial): Tried | undefined {
  const made = facts.analyse(candidate.change, detail);
  const decades = rmsAt(place, candidate.change.graph ?? facts.graph, made);
  if (decades === undefined) return undefined;
  const all = layersOf(made).map(({ of }) => of.outputs[0]?.rms);
  // What is not known afterwards is no help.
  const worst = all.some((rms) => rms === undefined) ? Number.POSITIVE_INFINITY : Math.max(0, ...all.map((rms) => Math.abs(rms ?? 0)));
  return Number.isFinite(worst) ? { candidate, decades, worst } : undefined;
}

/** The rms at a place of the changed network; undefined where it is not known. */
export function decadesAt(place: Place, facts: GradientFacts, change: Change): number | undefined {
  return rmsAt(place, change.graph ?? facts.graph, facts.analyse(change, 'whole'));
}

function rmsAt(place: Place, graph: Graph, attenuations: Attenuations): number | undefined {
  return decadesOf(attenuationAt(place, attenuations, placesIn({ graph })).attenuation);
}

const decadesOf = (told: Attenuation | undefined): number | undefined =>
  told !== undefined && Number.isFinite(told.rms) ? told.rms : undefined;

/** How the matrices of some nodes begin, as by this initialiser. */
function beginningWith(
  [, initializer]: NamedInitializer,
  nodes: ReadonlySet<Node>,
  facts: Pick<GradientFacts, 'sizes'>,
): NonNullable<FlowOptions['begin']> {
  const size = (of: Size): number => approximateSize(substituteSize(of, facts.sizes));
  // A node of a rewritten graph is another object with the same id.
  const meant = new Set([...nodes].filter(takesInitializer).map(({ id }) => id));
  return {
    of: ({ id }) =>
      meant.has(id)
        ? (parameter, initial) => (isMatrix(parameter) ? initialMoments({ ...parameter, initializer }, size) : initial)
        : undefined,
  };
}

const takesInitializer = (node: Node): boolean => initialAttributes(node, isMatrix).length > 0;

function initialCandidate(init: NamedInitializer, facts: GradientFacts, nodes: ReadonlySet<Node>): Candidate {
  const [name] = init;
  const written = [...nodes].flatMap((node) => initialAttributes(node, isMatrix).map((attribute) => ({ node, attribute })));
  const words = [...new Set(written.map(({ attribute }) => `\`${attribute}=${name}\``))].join(', ');
  return {
    text: `with ${words}`,
    edits: everyEdit(
      facts.graph,
      written.map(({ node, attribute }) => withArgument(node, attribute, name)),
    ),
    change: { begin: beginningWith(init, nodes, facts) },
  };
}

/** Activations that saturate make room for one that does not, with the initialiser that suits it. */
function activationCandidates(facts: GradientFacts, nodes: ReadonlySet<Node>): readonly Candidate[] {
  const bent = [...nodes].filter(({ site, operator }) => site.isActivation && operator !== steadyActivation);
  if (bent.length === 0) return [];
  const ids = new Set(bent.map(({ id }) => id));
  const graph = withSites(facts.graph, ({ id, site }) => (ids.has(id) ? plainSite(steadyActivation, site.inputs) : undefined));
  const edits = bent.map((node) => renamed(node, steadyActivation));
  const names = [...new Set(bent.map(({ site }) => `\`${site.text}\``))].join(', ');
  return [...scalingInitializers]
    .filter(([name]) => name === steadyInitializer)
    .map((init): Candidate => {
      const begins = initialCandidate(init, facts, nodes);
      const isWritten = begins.edits.length > 0 && edits.every((edit) => edit !== undefined);
      return {
        text: `${begins.text} and \`${steadyActivation}\` for ${names}`,
        edits: isWritten ? everyEdit(facts.graph, [...edits, ...begins.edits]) : [],
        change: { ...begins.change, graph },
      };
    });
}

/** Every repeat on the way, with a way around its body. */
function residualCandidates(facts: GradientFacts, nodes: ReadonlySet<Node>): readonly Candidate[] {
  const repeats = repeatsOf(facts.graph).filter(({ body }) => nodesOf(body).some(({ node }) => nodes.has(node)));
  if (repeats.length === 0) return [];
  return [
    {
      text: 'with `residual { ... }` around what is repeated',
      edits: everyEdit(facts.graph, repeats.flatMap(residualEdits)),
      change: { graph: withResiduals(facts.graph, new Set(repeats)) },
    },
  ];
}

/** Innermost repeats alone. */
function repeatsOf({ body }: Graph): readonly Repeat[] {
  const found: Repeat[] = [];
  const pending = [...body.items];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (item.kind === 'node') continue;
    if (item.body.items.every((inner) => inner.kind === 'node')) found.push(item);
    else pending.push(...item.body.items);
  }
  return found;
}

/** `repeat 3 { ... }` becomes `repeat 3 { residual { ... } }`. */
function residualEdits({ span: { source, start, end } }: Repeat): readonly (Edit | undefined)[] {
  const text = source.text.slice(start, end);
  const brace = text.indexOf('{');
  if (brace < 0 || !text.endsWith('}')) return [undefined];
  return [insert(source, start + brace + 1, ' residual {'), insert(source, end - 1, '} ')];
}
