/** The arguments of a call as operators read them: values of the call, and what `with` adds to them. */
import { type Argument, type Arguments } from '@trammel/operators';
import { argumentOf } from './argument-of.js';
import { type NamedDefaults, type Place } from './elaboration.js';
import { type FaultyCall } from './faults-of-operators.js';
import { unsuitable } from './faults-of-values.js';
import { type CallPlan } from './operator-plan.js';
import { report } from './report.js';

/** The arguments as the operator reads them; undefined, and reported, where a value is none. */
export function argumentsOf({ gathered, plan, inputs, defaults }: FaultyCall, place: Place): Arguments | undefined {
  const positional: Argument[] = [];
  const named = new Map<string, Argument>();
  let isWrong = false;
  for (const { argument, value } of gathered.given) {
    if (value.kind === 'tensor') continue;
    const read = argumentOf(value);
    if (read === undefined) {
      unsuitable(argument.value, value, { place, needed: 'a value' });
      isWrong = true;
    } else if (argument.name === undefined) {
      positional.push(read);
    } else if (named.has(argument.name.text)) {
      report(place, { code: 'too-many-arguments', span: argument.name.span, message: `\`${argument.name.text}\` is given twice` });
      isWrong = true;
    } else {
      named.set(argument.name.text, read);
    }
  }
  addDefaults(named, { plan, positional: positional.length, defaults });
  return isWrong ? undefined : { positional, named, inputPatterns: inputs.map(({ pattern }) => pattern), resultPattern: gathered.result };
}

/** What `with` says holds where the call itself says nothing. */
function addDefaults(
  named: Map<string, Argument>,
  call: { readonly plan: CallPlan; readonly positional: number; readonly defaults: NamedDefaults | undefined },
): void {
  for (const [name, { value }] of call.defaults ?? []) {
    const slot = call.plan.slots.indexOf(name);
    const read = argumentOf(value);
    if (read !== undefined && !named.has(name) && (slot < 0 || slot >= call.positional)) named.set(name, read);
  }
}
