/** `with conv(bias=false), bn(eps=1e-5)`: defaults to the end of the body, and in the blocks that are called there. */
import { operators, readAttributes, type OperatorName } from '@trammel/operators';
import { type Call, type WithStatement } from '@trammel/syntax';
import { argumentOf } from './argument-of.js';
import { calleeOf, noStep } from './apply.js';
import { type BlockCallable, type NamedDefaults, type Place } from './elaboration.js';
import { reportFault } from './faults-of-operators.js';
import { unknownCallee, unsuitable } from './faults-of-values.js';
import { guess } from './guess.js';
import { gather } from './gather.js';
import { planFor } from './operator-plan.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { lookUp } from './scope.js';

/** Adds to the defaults of the place. What was said before, outside, gives way. */
export function runWith(statement: WithStatement, place: Place): void {
  for (const call of statement.calls) {
    const [name] = call.path;
    const callable = call.path.length === 1 ? calleeOf(name.text, place) : undefined;
    if (callable === undefined) {
      const bound = lookUp(place.scope, name.text)?.value;
      if (bound === undefined) unknownCallee(name, place);
      else noStep(call, bound, place);
      continue;
    }
    const positional = call.arguments?.find((argument) => argument.name === undefined);
    if (positional !== undefined) {
      const message = '`with` gives arguments by name only';
      report(place, { code: 'too-many-arguments', span: positional.span, message, notes: [`as in \`with ${name.text}(name=value)\``] });
    }
    const { defaults } = place;
    if (callable.kind === 'operator') {
      const given = new Map([...(defaults.operators.get(callable.name) ?? []), ...operatorDefaults(callable.name, call, place)]);
      place.defaults = { ...defaults, operators: new Map([...defaults.operators, [callable.name, given]]) };
    } else {
      const given = new Map([...(defaults.blocks.get(callable) ?? []), ...blockDefaults(callable, call, place)]);
      place.defaults = { ...defaults, blocks: new Map([...defaults.blocks, [callable, given]]) };
    }
  }
}

function operatorDefaults(operator: OperatorName, call: Call, place: Place): NamedDefaults {
  const plan = planFor(operator);
  const gathered = gather(call, plan, place);
  const defaults = new Map<string, { value: (typeof gathered.given)[number]['value']; span: typeof call.span }>();
  for (const { argument, value } of gathered.given) {
    if (argument.name === undefined || value.kind === 'wrong') continue;
    const read = argumentOf(value);
    if (read === undefined) {
      unsuitable(argument.value, value, { place, needed: 'a value' });
      continue;
    }
    const named = new Map([[argument.name.text, read]]);
    const result = readAttributes<unknown>(
      operators[operator].attributes,
      { positional: [], named, inputPatterns: [], resultPattern: undefined },
      operator,
    );
    // What is missing may come from the calls themselves.
    if (result.ok || result.fault.code === 'missing-argument') defaults.set(argument.name.text, { value, span: argument.span });
    else reportFault(result.fault, { span: call.span, call, plan, gathered, inputs: [], defaults: undefined }, place);
  }
  return defaults;
}

function blockDefaults(block: BlockCallable, call: Call, place: Place): NamedDefaults {
  const names = block.declaration.parameters.map((parameter) => parameter.name.text);
  const defaults = new Map<string, { value: ReturnType<typeof evaluate>; span: typeof call.span }>();
  for (const { name, value, span } of call.arguments ?? []) {
    if (name === undefined) continue;
    if (names.includes(name.text)) {
      defaults.set(name.text, { value: evaluate(value, place), span });
      continue;
    }
    report(place, {
      code: 'unknown-argument',
      span: name.span,
      message: `\`${block.name}\` has no argument \`${name.text}\``,
      secondary: [{ span: block.declaration.name.span, message: names.length === 0 ? 'it has none' : `it has ${names.join(', ')}` }],
      help: guess(name, names),
    });
  }
  return defaults;
}
