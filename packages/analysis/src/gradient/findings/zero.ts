// Gradients that are exactly zero: parameters that can never learn, and layers that cannot begin to.
import { at, diagnosticMaker, help, type Diagnostic, type Help } from '@trammel/diagnostics';
import type { Node } from '@trammel/graph';
import type { Parameter } from '@trammel/operators';
import { meanSquare } from '@trammel/signal';
import { printDecades } from '../../attenuation/decades.js';
import { attenuationAt } from '../../attenuation/tensor-attenuation.js';
import { problems } from '../../problems.js';
import type { Event, Instance } from '../flow.js';
import { lastOf } from '../passages.js';
import type { Attenuations } from '../result.js';
import { callOf, countOf, layersOf, nameOf, placesIn, type GradientFacts, type Layer } from './facts.js';
import { argumentsOf, initialAttributes, isMatrix } from './initial-attribute.js';
import { decadesAt, mendingsOf } from './mending.js';
import { everyEdit, nodesOfSameCalls, withArgument } from './written-call.js';

const report = diagnosticMaker(problems);

/** Batches that are larger than one. */
const batch = 32;
const few = 4;

/** Both sorts: what stays zero whatever the weights are, and what is zero since something begins as zero. */
export function zeroGradients(facts: GradientFacts): readonly Diagnostic[] {
  const layers = layersOf(facts.attenuations);
  const silent = layers.filter(({ of }) => of.outputs[0]?.rms === -Infinity);
  const idle = layers
    .filter(({ node, copy }) => facts.passageAt(node, copy)?.event.inputs.some(isFed) === true)
    .flatMap((layer) => zeroParameters(layer).map((parameter) => ({ layer, parameter })));
  if (silent.length === 0 && idle.length === 0) return [];
  // Weights that begin as something, and several examples: what is zero then is zero by construction.
  const generic = facts.analyse(
    {
      sizes: new Map([...facts.sizes].map(([name, size]) => [name, size === 1 ? few : size])),
      begin: {
        of: () => (parameter, initial) =>
          isMatrix(parameter) && isNothing(initial) ? { ...initial, variance: fanVariance(parameter) } : initial,
      },
    },
    'rms',
  );
  const stays = idle.filter(({ layer, parameter }) => staysZero(generic, layer, parameter));
  return [...deadParameters(stays, facts), ...silentLayers(silent, facts)];
}

const isNothing = ({ mean, variance }: { readonly mean: number; readonly variance: number }): boolean => mean === 0 && variance === 0;
/** Whether anything comes in: weights that multiply zeros have no gradient, whatever they are. */
const isFed = ({ moments }: Instance): boolean => moments !== undefined && meanSquare(moments) > 0;
const fanVariance = ({ fans }: Parameter): number => 1 / (fans?.in ?? 1);

/** The parameters of a layer that have no gradient where its output has one. */
function zeroParameters({ node, of }: Layer): readonly Parameter[] {
  const [output] = of.outputs;
  if (output === undefined || output.rms === -Infinity || !of.isReliable) return [];
  return (node.weights?.parameters ?? []).filter(({ name }) => of.parameters.get(name)?.rms === -Infinity);
}

function staysZero({ nodes }: Attenuations, { node, copy }: Layer, { name }: Parameter): boolean {
  const of = nodes.get(node)?.at(copy);
  return of?.outputs[0] !== undefined && of.outputs[0].rms > -Infinity && of.parameters.get(name)?.rms === -Infinity;
}

interface DeadParameter {
  readonly layer: Layer;
  readonly parameter: Parameter;
}

/** One finding for all parameters of a name in all calls of an operator. */
function deadParameters(dead: readonly DeadParameter[], facts: GradientFacts): readonly Diagnostic[] {
  const sorts = new Map<string, DeadParameter[]>();
  for (const each of dead) {
    const key = `${each.layer.node.operator} ${each.parameter.name}`;
    sorts.set(key, [...(sorts.get(key) ?? []), each]);
  }
  return [...sorts.values()].flatMap((all) => deadParameter(all, facts));
}

function deadParameter(all: readonly DeadParameter[], facts: GradientFacts): readonly Diagnostic[] {
  const [first] = all;
  if (first === undefined) return [];
  const { layer, parameter } = first;
  const nodes = [...new Set(all.map(({ layer: { node } }) => node))];
  const count = countOf(all.map((each) => each.layer));
  const copies = count === 1 ? '' : `, here and in ${count - 1} more`;
  const message = `the ${parameter.name.replaceAll('_', ' ')} of ${callOf(layer.node)}${copies} never gets a gradient`;
  const notes = [
    'the gradients at its output cancel exactly, whatever the weights are: what follows takes away any constant that is added here',
  ];
  const others = [...new Map(nodes.slice(1).map(({ span }) => [`${span.start}`, at(span, 'and here')])).values()].filter(
    ({ span }) => span.start !== layer.node.span.start,
  );
  return [report('dead-parameter', at(layer.node.span), message, { notes, secondary: others, help: helpFor(first, nodes, facts) })];
}

/** Without the parameter, where an argument of its name says so and nothing else changes. */
function helpFor({ layer, parameter: { name } }: DeadParameter, nodes: readonly Node[], facts: GradientFacts): readonly Help[] {
  const { node, place } = layer;
  if (!argumentsOf(node).some(([key, value]) => key === name && value === true)) return [];
  const meant = new Set(nodes);
  // A call of a block that is dead here may be alive elsewhere.
  if (nodesOfSameCalls(facts.graph, meant).size > meant.size) return [];
  const without = decadesAt(place, facts, {
    begin: {
      of: (asked) =>
        meant.has(asked) ? (parameter, initial) => (parameter.name === name ? { ...initial, mean: 0, variance: 0 } : initial) : undefined,
    },
  });
  const before = layer.of.outputs[0]?.rms;
  if (without === undefined || before === undefined) return [];
  const edits = everyEdit(
    facts.graph,
    nodes.map((each) => withArgument(each, name, 'false')),
  );
  const said =
    Math.abs(without - before) < 1e-3
      ? `nothing changes but that it is smaller`
      : `${printDecades(without)} decades at its output instead of ${printDecades(before)}`;
  return [help(`with \`${name}=false\`: ${said}`, ...edits)];
}

/** Layers that nothing reaches: one finding, at the one nearest to the output, and where the gradient stops. */
function silentLayers(silent: readonly Layer[], facts: GradientFacts): readonly Diagnostic[] {
  const last = silent.at(-1);
  if (last === undefined) return [];
  const stop = whereItStops(facts);
  // A zero without a reason is a theory that is not exact enough to tell.
  if (stop === undefined) return [];
  const count = countOf(silent);
  const others = count === 1 ? '' : ` and at ${count - 1} more layer${count === 2 ? '' : 's'}`;
  const nodes = new Set([...silent.map(({ node }) => node), ...facts.attenuations.nodes.keys()].filter((node) => begins(node, 0)));
  const first = nodes.size === 0 ? undefined : mendingsOf(last.place, facts, nodes).next().value;
  return [
    report('zero-gradient', at(last.node.span, 'no gradient comes here'), `the gradient at ${nameOf(last)}${others} is exactly zero`, {
      secondary: stop.node.span.start === last.node.span.start ? [] : [at(stop.node.span, 'here it stops')],
      notes: [stop.why],
      help: [...batchHelp(last, facts), ...(first === undefined ? [] : [first])],
    }),
  ];
}

/** Whether the matrices of a node begin as this number. */
function begins(node: Node, number: number): boolean {
  const matrices = (node.weights?.parameters ?? []).filter(isMatrix);
  return (
    initialAttributes(node, isMatrix).length > 0 &&
    matrices.some(({ initializer }) => initializer.kind === 'constant' && initializer.value === number)
  );
}

interface Stop {
  readonly node: Node;
  readonly why: string;
}

/** The last node to run that has a gradient and hands none on. */
function whereItStops(facts: GradientFacts): Stop | undefined {
  const places = placesIn(facts);
  const gradient = facts.attenuations;
  for (const passage of [...facts.passages].reverse()) {
    const { node, inputs } = passage.event;
    const copy = lastOf(passage);
    const of = gradient.nodes.get(node)?.at(copy);
    if (of?.outputs[0] === undefined || of.outputs[0].rms === -Infinity) continue;
    const stops = node.inputs.some((tensor, input) => {
      const place = places.readBy({ node, copy, input });
      return (
        tensor.type.elementType === 'f32' && place !== undefined && attenuationAt(place, gradient, places).attenuation?.rms === -Infinity
      );
    });
    if (!stops) continue;
    const why = of.doubts[0] ?? reasonAt({ node, inputs });
    return why === undefined ? undefined : { node, why: `${callOf(node)} hands no gradient on: ${why}` };
  }
  return undefined;
}

/** Why a node hands nothing on, as far as it can be seen from it. */
function reasonAt({ node, inputs }: Pick<Event, 'node' | 'inputs'>): string | undefined {
  if (begins(node, 0)) return 'its weights begin as zeros';
  if (node.site.isActivation) return 'its slope is zero at what it reads';
  return inputs.some(({ moments }) => moments !== undefined && meanSquare(moments) === 0) ? 'something that it reads is zero' : undefined;
}

/** A batch of more than one example, where that helps. */
function batchHelp({ place }: Layer, { graph, sizes, ...facts }: GradientFacts): readonly Help[] {
  return graph.symbols.flatMap(({ name }) => {
    if (sizes.get(name) !== 1) return [];
    const decades = decadesAt(place, { graph, sizes, ...facts }, { sizes: new Map([...sizes, [name, batch]]) });
    return decades === undefined
      ? []
      : [help(`with more than one example, as with \`--at ${name}=${batch}\`: ${printDecades(decades)} decades there`)];
  });
}
