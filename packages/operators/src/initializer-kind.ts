// The kind of attribute that says how parameters begin: words, distributions with numbers of their own, a number. Not their drawing.
import { wordOf, type Argument } from './argument.js';
import type { AttributeKind } from './attribute.js';
import { initializerHint } from './initializer-habits.js';
import type { Initializer } from './initializer.js';
import { initializerForms, namedInitializers } from './initializer-names.js';
import { realNumber } from './kinds.js';

/** `he_normal`, `normal(0.02)`, `normal(std=0.02, mean=1)`, `uniform(0.05)`, `constant(0)`, a number. */
export const initializer: AttributeKind<Initializer> = {
  expects: 'an initialiser such as `he_normal`, `normal(0.02)`, `uniform(0.05)` or a number',
  bareName: 'value',
  words: [...namedInitializers.keys()],
  read: (argument) => {
    const name = wordOf(argument);
    if (name !== undefined) return namedInitializers.get(name);
    const value = realNumber().read(argument);
    if (value !== undefined) return { kind: 'constant', value };
    return argument.kind === 'call' ? readCall(argument) : undefined;
  },
  hint: initializerHint,
};

/** The first number may stand without its name. The others may not: elsewhere they come in another order. */
function readCall({ name, positional, named }: Extract<Argument, { readonly kind: 'call' }>): Initializer | undefined {
  if (positional.length === 0 && named.size === 0 && namedInitializers.has(name)) return namedInitializers.get(name);
  const form = initializerForms.get(name);
  if (form === undefined) return undefined;
  const [first] = form.numbers;
  const given = [...positional.map((argument, index) => [index === 0 ? first : undefined, argument] as const), ...named];
  const read = given.flatMap(([key, argument]) => {
    const value = key === undefined || !form.numbers.includes(key) ? undefined : numberOf(key).read(argument);
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  const values = new Map(read);
  const isWhole = read.length === given.length && values.size === given.length;
  return isWhole ? form.begin(...form.numbers.map((key) => values.get(key))) : undefined;
}

/** What tells how wide a distribution is has no sign; where it lies has one. */
const numberOf = (key: string): AttributeKind<number> => (key === 'mean' || key === 'value' ? realNumber() : realNumber(0));
