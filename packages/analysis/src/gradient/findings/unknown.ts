// What the pass cannot tell: operators without a rule, activations that do not hold still, numbers that overflow.
import { at, diagnosticMaker, type Diagnostic } from '@trammel/diagnostics';
import type { Node } from '@trammel/graph';
import { meanSquare, type Moments } from '@trammel/signal';
import { routeTo } from '../../attenuation/route.js';
import { problems } from '../../problems.js';
import { stepOf, type Event } from '../flow.js';
import { occurrenceIn, type Passage } from '../passages.js';
import { largestForwardVariance } from '../limits.js';
import { changeableNodes } from './attenuated.js';
import { callOf, layersOf, nameOf, placesIn, type GradientFacts, type Layer } from './facts.js';
import { mendingsOf } from './mending.js';

const report = diagnosticMaker(problems);

/** All three. */
export function unknownGradients(facts: GradientFacts): readonly Diagnostic[] {
  const stopped = facts.passages.filter(
    ({ event: { step, inputs } }) => step === undefined && inputs.every(({ isNumeric, moments }) => !isNumeric || moments !== undefined),
  );
  const overflows = new Set(stopped.filter(({ event }) => overflowsAt(event)));
  const ruleless = stopped.flatMap((passage) => (overflows.has(passage) || passage.event.node.inputs.length === 0 ? [] : [passage.event]));
  return [...withoutRule(ruleless), ...overflowing(facts, [...overflows]), ...restless(facts)];
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
function overflowing(facts: GradientFacts, stopped: readonly Passage[]): readonly Diagnostic[] {
  const isLarge = ({ event }: Passage): boolean =>
    event.outputs.some(({ moments }) => moments !== undefined && meanSquare(moments) > largestNumber ** 2);
  const found = facts.passages.find(isLarge) ?? stopped[0];
  if (found === undefined) return [];
  const { first: copy, event } = found;
  const { node } = event;
  const where = copy === 0 ? '' : ` in copy ${copy + 1}`;
  const notes = ['32-bit floats end at 3.4e38', ...(stopped.length > 0 ? ['gradients are not known'] : [])];
  const [tensor] = node.outputs;
  const nodes = new Set(facts.passages.map((passage) => passage.event.node));
  const help = tensor === undefined ? [] : [...mendingsOf({ tensor, copy }, facts, nodes)];
  return [report('overflowing-activations', at(node.span), `numbers overflow in ${callOf(node)}${where}`, { notes, help })];
}

/** The layer whose estimate is the poorest, where small changes of the activations grow. */
function restless(facts: GradientFacts): readonly Diagnostic[] {
  let [layer, variance]: readonly [Layer | undefined, number] = [undefined, largestForwardVariance];
  for (const each of layersOf(facts.attenuations)) {
    const passage = facts.passageAt(each.node, each.copy);
    const own = passage === undefined ? 0 : facts.forwardVariance(occurrenceIn(passage, each.copy));
    if (own > variance) [layer, variance] = [each, own];
  }
  if (layer === undefined) return [];
  const route = routeTo(layer.place, facts.attenuations, placesIn(facts));
  const nodes = new Set([
    layer.node,
    ...changeableNodes(route),
    ...facts.passages.flatMap(({ event }) => (grows(event) ? [event.node] : [])),
  ]);
  const notes = [
    ...growthOf(facts.passages),
    `the square of the gradient there varies by factors of e^${Math.sqrt(variance).toFixed(1)} by that alone: a mean says nothing, and none is told`,
  ];
  // A gradient of weights goes with the size of what they read, which varies where that of the tensor behind them may not.
  const what = layer.of.outputs[0] === undefined ? 'gradient at' : 'gradient of the weights of';
  const message = `the activations do not hold still, and so the ${what} ${nameOf(layer)} cannot be told`;
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
function growthOf(passages: readonly Passage[]): readonly string[] {
  const sorts = new Map<string, { readonly count: number; readonly product: number }>();
  for (const { event, count } of passages) {
    if (!event.node.site.isActivation) continue;
    const response = responseOf(event);
    if (response <= 1 + 1e-6) continue;
    const before = sorts.get(event.node.site.text) ?? { count: 0, product: 1 };
    sorts.set(event.node.site.text, { count: before.count + count, product: before.product * response ** count });
  }
  return [...sorts].map(([text, { count, product }]) => {
    const each = count === 1 ? `\`${text}\` makes` : `${count} \`${text}\` in a row make`;
    return `${each} an input of 1 % more power into ${product.toFixed(product < 10 ? 1 : 0)} % more`;
  });
}
