// An activation that reads numbers far from 0, so that its slope is small: a bias, or a mean of what comes before it.
import { at, diagnosticMaker, help, type Diagnostic, type Help } from '@trammel/diagnostics';
import type { Node } from '@trammel/graph';
import { printDecades } from '../../attenuation/decades.js';
import { attenuationAt } from '../../attenuation/tensor-attenuation.js';
import { problems } from '../../problems.js';
import { callOf, placesIn, type GradientFacts } from './facts.js';
import { initialAttributes, isVector } from './initial-attribute.js';
import { everyEdit, withArgument } from './written-call.js';

const report = diagnosticMaker(problems);

/** From so many decades by an offset alone it is told: two thirds of the gradient lost at one layer. */
const leastOffset = -0.5;

interface Saturated {
  readonly node: Node;
  readonly copy: number;
  readonly copies: number;
  readonly offset: number;
}

/** One finding for each activation in the source, at the copy where it is worst. */
export function saturatedActivations(facts: GradientFacts): readonly Diagnostic[] {
  return [...facts.attenuations.nodes.values()].flatMap(({ node, copies, at: copyAt, stretches }) => {
    const all = stretches.map(({ first: copy }): Saturated => ({
      node,
      copy,
      copies,
      offset: copyAt(copy).local?.offsetSaturation ?? 0,
    }));
    const worst = all.reduce<Saturated | undefined>((a, b) => (a !== undefined && a.offset <= b.offset ? a : b), undefined);
    return worst === undefined || worst.offset > leastOffset ? [] : [finding(worst, facts)];
  });
}

function finding({ node, copy, copies, offset }: Saturated, facts: GradientFacts): Diagnostic {
  const places = placesIn(facts);
  const read = places.readBy({ node, copy, input: 0 });
  const before = read === undefined ? undefined : attenuationAt(read, facts.attenuations, places);
  const maker = before === undefined ? undefined : places.makerOf(before.place.tensor)?.node;
  const forward = before?.of?.forward;
  const where = copies === 1 ? '' : ` in copy ${copy + 1} of ${copies}`;
  const notes =
    forward === undefined
      ? []
      : [
          `what it reads has mean ${number(forward.mean)} and standard deviation ${number(Math.sqrt(forward.variance))}${maker === undefined ? '' : `, from ${callOf(maker)}`}`,
        ];
  return report(
    'saturated-activation',
    at(node.span, `its slope is ${number(10 ** offset)} of that around 0`),
    `${callOf(node)}${where} costs the gradient ${printDecades(-offset)} decades by the offset of what it reads`,
    { notes, help: maker === undefined ? [] : helpFor({ node, copy, copies, offset }, maker, facts) },
  );
}

const number = (value: number): string => String(Number(value.toPrecision(3)));

/** A bias that begins at zero, where that helps. */
function helpFor({ node, copy, offset }: Saturated, maker: Node, facts: GradientFacts): readonly Help[] {
  const named = initialAttributes(maker, isVector);
  if (named.length === 0) return [];
  const mended = facts.analyse(
    {
      begin: {
        of: (asked) =>
          asked === maker ? (parameter, initial) => (isVector(parameter) ? { ...initial, mean: 0, variance: 0 } : initial) : undefined,
      },
    },
    'rms',
  );
  const after = mended.nodes.get(node)?.at(copy).local?.offsetSaturation;
  if (after === undefined || after < offset / 2) return [];
  const words = named.map((name) => `\`${name}=zeros\``).join(', ');
  const edits = everyEdit(
    facts.graph,
    named.map((name) => withArgument(maker, name, 'zeros')),
  );
  return [help(`with ${words}: ${printDecades(after)} decades by offset instead of ${printDecades(offset)}`, ...edits)];
}
