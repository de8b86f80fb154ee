/** What operators find wrong with a call, brought to the place in the source that is to blame. */
import { help, replace, type Help, type Label, type Span } from '@trammel/diagnostics';
import { type Fault, type FaultPlace } from '@trammel/operators';
import { type Call, type Expression } from '@trammel/syntax';
import { printType } from '@trammel/tensor';
import { type Evaluated, type Gathered, type NamedDefaults, type Place, type WrongValue } from './elaboration.js';
import { originsOf, unknownCallee, unknownName } from './faults-of-values.js';
import { type InputTensor } from './inputs-of-call.js';
import { type CallPlan } from './operator-plan.js';
import { projectionOf } from './projection.js';
import { report } from './report.js';

/** All that a fault can point at. */
export interface FaultyCall {
  readonly span: Span;
  /** Undefined for a sign such as `+`. */
  readonly call: Call | undefined;
  readonly plan: CallPlan;
  readonly gathered: Gathered;
  readonly inputs: readonly InputTensor[];
  readonly defaults: NamedDefaults | undefined;
}

/** Reports a fault of a call. */
export function reportFault(fault: Fault, faulty: FaultyCall, place: Place): WrongValue {
  const spot = spotOf(fault.at, faulty);
  const stray = fault.code === 'bad-argument' ? strayWord(spot, faulty) : undefined;
  if (stray?.expression.kind === 'call' && stray.value.kind === 'word' && stray.value.name === stray.expression.path[0].text) {
    return unknownName(stray.expression.path[0], place);
  }
  if (stray?.expression.kind === 'call' && stray.value.kind === 'call') return unknownCallee(stray.expression.path[0], place);
  const against = fault.against === undefined ? undefined : spotOf(fault.against, faulty);
  const isLabelled = spot.label !== '' && against !== undefined && against.label !== '';
  return report(place, {
    code: fault.code,
    span: against?.isFirst === true ? against.span : spot.span,
    label: against?.isFirst === true ? against.label : spot.label,
    message: isLabelled && spot.isPath ? fault.message.replace(' in one and ', ' in one path and ') : fault.message,
    secondary: [
      ...(against === undefined ? [] : [against.isFirst ? labelOf(spot) : labelOf(against)]),
      ...originsOf(spot.expression === undefined ? [] : [spot.expression], place),
      ...defaultLabel(fault, faulty),
    ],
    notes: isLabelled ? [] : fault.notes,
    help: projectionOf(fault, faulty) ?? helpOf(fault, spot),
  });
}

/** The argument at fault, where it is a word that nothing knows, and words mean nothing there. */
function strayWord({ expression, attribute }: Spot, { gathered, plan }: FaultyCall): Evaluated | undefined {
  const given = gathered.given.find(({ argument }) => argument.value === expression);
  const isWelcome = attribute === undefined || (plan.attributes.get(attribute)?.kind.words.length ?? 0) > 0;
  return given === undefined || isWelcome ? undefined : { expression: given.argument.value, value: given.value };
}

/** A place in the source that a fault speaks of. */
interface Spot {
  readonly span: Span;
  readonly label: string;
  readonly expression: Expression | undefined;
  readonly attribute: string | undefined;
  readonly isPath: boolean;
  /** Whether it stands first where two things do not fit each other: it is then shown first. */
  readonly isFirst: boolean;
}

const labelOf = ({ span, label }: Spot): Label => ({ span, message: label });

function spotOf(at: FaultPlace | undefined, faulty: FaultyCall): Spot {
  const whole: Spot = { span: faulty.span, label: '', expression: undefined, attribute: undefined, isPath: false, isFirst: false };
  if (at === undefined) return whole;
  if (at.kind === 'input') return inputSpot(faulty.inputs[at.index], whole);
  const positional = faulty.gathered.given.filter(({ argument, value }) => argument.name === undefined && value.kind !== 'tensor');
  const attribute = at.kind === 'positional' ? faulty.plan.slots[at.index] : at.name;
  const index =
    at.kind === 'positional' ? at.index : at.name === faulty.plan.rest ? faulty.plan.slots.length : faulty.plan.slots.indexOf(at.name);
  const named = at.kind === 'positional' ? undefined : faulty.gathered.given.find(({ argument }) => argument.name?.text === at.name);
  const argument = (named ?? positional[index])?.argument;
  if (argument === undefined) return { ...whole, attribute };
  if (at.kind === 'name') return { ...whole, attribute, span: argument.name?.span ?? argument.span };
  return { ...whole, attribute, span: argument.value.span, expression: argument.value };
}

function inputSpot(input: InputTensor | undefined, whole: Spot): Spot {
  if (input === undefined) return whole;
  const { kind, span, remark } = input.origin;
  const type = printType(input.tensor.type);
  if (kind === 'chain') return { ...whole, span, label: `is given ${type}` };
  return {
    ...whole,
    span,
    label: `${kind === 'path' ? 'gives' : 'is'} ${type}${remark}`,
    isPath: kind === 'path',
    isFirst: kind === 'path',
  };
}

/** Where `with` gave an argument that the call itself does not have. */
function defaultLabel({ at }: Fault, { gathered, defaults }: FaultyCall): readonly Label[] {
  if (at?.kind !== 'argument') return [];
  const isGiven = gathered.given.some(({ argument }) => argument.name?.text === at.name);
  const origin = isGiven ? undefined : defaults?.get(at.name);
  return origin === undefined ? [] : [{ span: origin.span, message: `\`${at.name}\` comes from here` }];
}

function helpOf(fault: Fault, spot: Spot): readonly Help[] {
  return (fault.help ?? []).map(({ text, replacement }) => {
    const isExact = replacement !== undefined && (spot.expression !== undefined || fault.at?.kind === 'name');
    return isExact ? help(text, replace(spot.span, replacement)) : help(text);
  });
}
