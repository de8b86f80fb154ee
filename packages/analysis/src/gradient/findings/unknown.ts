// What the pass cannot tell: operators without a rule, activations that do not hold still, numbers that overflow.
import { at, diagnosticMaker, type Diagnostic } from '@trammel/diagnostics';
import type { Node } from '@trammel/graph';
import { meanSquare, type Moments } from '@trammel/signal';
import { routeTo } from '../../attenuation/route.js';
import { problems } from '../../problems.js';
import { stepOf, type Event } from '../flow.js';
import { largestForwardVariance } from '../limits.js';
import { changeableNodes } from './attenuated.js';
import { callOf, layersOf, nameOf, placesIn, type GradientFacts } from './facts.js';
import { mendingsOf } from './mending.js';

const report = diagnosticMaker(problems);

/** All three. */
export function unknownGradients(facts: GradientFacts): readonly Diagnostic[] {
  const stopped = facts.events.filter(
    ({ step, inputs }) => step === undefined && inputs.every(({ isNumeric, moments }) => !isNumeric || moments !== undefined),
  );
  const overflows = stopped.filter(overflowsAt);
  const ruleless = stopped.filter((event) => !overflows.includes(event) && event.node.inputs.length > 0);
  return [...withoutRule(ruleless), ...overflowing(facts, overflows), ...restless(facts)];
}

/** Whether its rule comes to numbers that are too large, and not to none; quotients of two such numbers are no numbers at all. */
function overflowsAt({ node, inputs, context }: Event): boolean {
  const step = node.site.signal({ ...context, moments: inputs.map(({ moments }) => moments) });
  return step?.outputs.some(({ pairs }) => !pairs.every(Number.isFinite)) === true;
}

/** One finding for each operator that has no rule. */
function withoutRule(events: readonly Event[]): readonly Diagnostic[] {
  const sorts = new Map<string, Node[]>();
  for (const { node } of events) {
    const known = sorts.get(node.operator) ?? [];
    sorts.set(node.operator, known.includes(node) ? known : [...known, node]);
  }
  return [...sorts.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const message = `how gradients pass through ${callOf(first)} is not known`;
    const notes = ['gradients of everything before it are not known either, unless they come on another way'];
    return [
      report('unknown-gradient', at(first.span, 'no rule'), message, { notes, secondary: others.map(({ span }) => at(span, 'and here')) }),
    ];
  });
}

/** The largest 32-bit float. */
const largestNumber = 3.4e38;

/** The first node whose numbers are too large to compute with. */
function overflowing(facts: GradientFacts, stopped: readonly Event[]): readonly Diagnostic[] {
  const isLarge = ({ outputs }: Event): boolean =>
    outputs.some(({ moments }) => moments !== undefined && meanSquare(moments) > largestNumber ** 2);
  const first = facts.events.find(isLarge) ?? stopped[0];
  if (first === undefined) return [];
  const { node, copy } = first;
  const where = copy === 0 ? '' : ` in copy ${copy + 1}`;
  const notes = ['32-bit floats end at 3.4e38', ...(stopped.length > 0 ? ['gradients are not known'] : [])];
  const [tensor] = node.outputs;
  const nodes = new Set(facts.events.map((event) => event.node));
  const help = tensor === undefined ? [] : [...mendingsOf({ tensor, copy }, facts, nodes)];
  return [report('overflowing-activations', at(node.span), `numbers overflow in ${callOf(node)}${where}`, { notes, help })];
}

/** The layer whose estimate is the poorest, where small changes of the activations grow. */
function restless(facts: GradientFacts): readonly Diagnostic[] {
  const layers = new Map(layersOf(facts.attenuations).map((layer) => [`${layer.node.id} ${layer.copy}`, layer]));
  let [worst, variance]: readonly [Event | undefined, number] = [undefined, largestForwardVariance];
  for (const event of facts.events) {
    const own = facts.forwardVariance(event);
    if (layers.has(`${event.node.id} ${event.copy}`) && own > variance) [worst, variance] = [event, own];
  }
  const layer = worst === undefined ? undefined : layers.get(`${worst.node.id} ${worst.copy}`);
  if (layer === undefined) return [];
  const route = routeTo(layer.place, facts.attenuations, placesIn(facts));
  const nodes = new Set([layer.node, ...changeableNodes(route), ...facts.events.filter(grows).map(({ node }) => node)]);
  const notes = [
    ...growthOf(facts.events),
    `the square of the gradient there varies by factors of e^${Math.sqrt(variance).toFixed(1)} by that alone: a mean says nothing, and none is told`,
  ];
  const message = `the activations do not hold still, and so the gradient at ${nameOf(layer)} cannot be told`;
  return [report('unstable-forward', at(layer.node.span), message, { notes, help: [...mendingsOf(layer.place, facts, nodes)] })];
}

const nudge = 1e-3;

/** d ln E y^2 / d ln E x^2 of an activation. */
function responseOf({ node, inputs, step, context }: Event): number {
  const [output] = step?.outputs ?? [];
  const grown = stepOf(
    node,
    inputs.map((input) => ({ ...input, moments: scaled(input.moments) })),
    context,
  )?.outputs[0];
  if (output === undefined || grown === undefined || meanSquare(output) <= 0) return 1;
  return Math.log(meanSquare(grown) / meanSquare(output)) / Math.log1p(nudge);
}

function scaled(moments: Moments | undefined): Moments | undefined {
  if (moments === undefined) return undefined;
  const times = (field: Moments['square'], factor: number): Moments['square'] => ({
    ...field,
    values: field.values.map((value) => value * factor),
  });
  return {
    ...moments,
    mean: times(moments.mean, Math.sqrt(1 + nudge)),
    square: times(moments.square, 1 + nudge),
    pairs: moments.pairs.map((pair) => pair * (1 + nudge)),
    density: undefined,
  };
}

const grows = (event: Event): boolean => event.node.site.isActivation && responseOf(event) > 1 + 1e-6;

/** "30 `gelu` each make 1 % more into 1.12 % more" */
function growthOf(events: readonly Event[]): readonly string[] {
  const sorts = new Map<string, number[]>();
  for (const event of events) {
    if (!event.node.site.isActivation) continue;
    const response = responseOf(event);
    if (response > 1 + 1e-6) sorts.set(event.node.site.text, [...(sorts.get(event.node.site.text) ?? []), response]);
  }
  return [...sorts].map(([text, responses]) => {
    const product = responses.reduce((all, response) => all * response, 1);
    const each = responses.length === 1 ? `\`${text}\` makes` : `${responses.length} \`${text}\` in a row make`;
    return `${each} an input of 1 % more power into ${product.toFixed(product < 10 ? 1 : 0)} % more`;
  });
}
