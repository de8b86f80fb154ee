// A gradient that vanishes or explodes: one finding a network, at the layer where it is worst, with the reason and what helps.
import { at, diagnosticMaker, type Diagnostic } from '@trammel/diagnostics';
import { printAttenuation, printDecades } from '../../attenuation/decades.js';
import { routeTo, type Route } from '../../attenuation/route.js';
import { problems } from '../../problems.js';
import type { Attenuation } from '../result.js';
import { causeOf } from './cause.js';
import { layersOf, nameOf, placesIn, type GradientFacts, type Layer } from './facts.js';
import { goodDecades, mendingsOf } from './mending.js';

const report = diagnosticMaker(problems);

/** A layer whose gradient is known and not zero. */
interface KnownLayer extends Layer {
  readonly attenuation: Attenuation;
}

/** The two ends: at most one finding for each. */
export function attenuatedLayers(facts: GradientFacts): readonly Diagnostic[] {
  const known = layersOf(facts.attenuations).flatMap((layer): readonly KnownLayer[] => {
    const [attenuation] = layer.of.outputs;
    return attenuation === undefined || attenuation.rms === -Infinity ? [] : [{ ...layer, attenuation }];
  });
  // Of equals the first of the source, which the gradient reaches last.
  const least = known.reduce<KnownLayer | undefined>(
    (a, b) => (a !== undefined && a.attenuation.rms <= b.attenuation.rms ? a : b),
    undefined,
  );
  const most = known.reduce<KnownLayer | undefined>(
    (a, b) => (a !== undefined && a.attenuation.rms >= b.attenuation.rms ? a : b),
    undefined,
  );
  return [
    ...(least !== undefined && least.attenuation.rms < -goodDecades ? [finding(least, -1, facts)] : []),
    ...(most !== undefined && most.attenuation.rms > goodDecades ? [finding(most, 1, facts)] : []),
  ];
}

function finding(layer: KnownLayer, sign: -1 | 1, facts: GradientFacts): Diagnostic {
  const { node, attenuation, place } = layer;
  const code = sign < 0 ? 'vanishing-gradient' : 'exploding-gradient';
  const route = routeTo(place, facts.attenuations, placesIn(facts));
  const cause = causeOf(route, sign);
  const message = `the gradient at ${nameOf(layer)} is ${printAttenuation(10 ** attenuation.rms)} of that at the output`;
  const isLost = layersOf(facts.attenuations).some(({ of }) => of.outputs[0] === undefined);
  const notes = [
    ...(cause === '' ? [] : [`on the way back ${cause}`]),
    `nine of ten initialisations: ${printDecades(attenuation.low)} to ${printDecades(attenuation.high)} decades; this is told from ${sign * goodDecades} on, a ${sign < 0 ? 'thousandth' : 'thousandfold'}`,
    ...(isLost ? ['there are layers at which it is not known, or too small or too large to compute with'] : []),
  ];
  const help = [...mendingsOf(place, facts, new Set([node, ...changeableNodes(route)]))];
  return report(code, at(node.span, sign < 0 ? 'here it is smallest' : 'here it is largest'), message, { notes, help });
}

/** The nodes through which it comes, without what makes the output alone: how that begins is another question. */
export function changeableNodes({ steps }: Route): ReadonlySet<Layer['node']> {
  const [first] = steps;
  const others = new Set(steps.slice(1).map(({ node }) => node));
  return others.size > 0 || first === undefined ? others : new Set([first.node]);
}
