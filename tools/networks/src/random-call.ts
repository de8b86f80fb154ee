// A call of an operator that it takes, with arguments by chance, and how it is written. Not what it is called on.
import {
  createSite,
  noArguments,
  operators,
  printArguments,
  printPattern,
  type Arguments,
  type Attribute,
  type OperatorName,
  type Site,
} from '@trammel/operators';
import type { TensorType } from '@trammel/tensor';
import { candidateArguments, withArgument } from './candidate-arguments.js';
import type { Choice } from './choice.js';

/** A call that the operator takes. */
export interface RandomCall {
  readonly operator: OperatorName;
  readonly args: Arguments;
  readonly site: Site;
}

/** How often other arguments are tried before an operator is held not to fit. */
const attempts = 8;

/** How likely an argument is given that could be left out. */
const givenShare = 0.45;

/** A call on inputs of those types; undefined where none is found. */
export function randomCall(operator: OperatorName, inputs: readonly TensorType[], choice: Choice): RandomCall | undefined {
  const schema = Object.entries<Attribute<unknown>>(operators[operator].attributes);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    let args: Arguments = { ...noArguments, inputPatterns: inputs.map(() => undefined) };
    for (const [name, attribute] of schema) {
      if (attribute.fallback !== undefined && !choice.happens(givenShare)) continue;
      const argument = choice.of(candidateArguments(attribute, inputs));
      if (argument !== undefined) args = withArgument(args, name, attribute, argument);
    }
    const site = createSite(operator, args, inputs);
    if (site.ok) return { operator, args, site: site.value };
  }
  return undefined;
}

/** The call where the first tensor flows in, or, with shapes behind its tensors, with all of them between its parentheses. */
export function printCall({ operator, args }: Omit<RandomCall, 'site'>, [first, ...others]: readonly string[]): string {
  const given = printArguments({ ...args, inputPatterns: [], resultPattern: undefined });
  const call = (...parts: readonly string[]): string => {
    const text = [...parts, given].filter((part) => part !== '').join(', ');
    return text === '' ? operator : `${operator}(${text})`;
  };
  if (args.resultPattern === undefined) return first === undefined ? call() : `${first} -> ${call(...others)}`;
  const patterned = [first ?? '', ...others].map((name, index) => {
    const pattern = args.inputPatterns[index];
    return pattern === undefined ? name : `${name}${printPattern(pattern)}`;
  });
  return call(`${patterned.join(', ')} => ${printPattern(args.resultPattern)}`);
}
