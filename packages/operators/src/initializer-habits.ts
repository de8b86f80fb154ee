// How initialisers are written in other frameworks, and how they are written here. Nothing is guessed where numbers would change.
import { didYouMean } from '@trammel/diagnostics';
import { printArgument, wordOf, type Argument } from './argument.js';
import type { FaultHelp } from './fault.js';
import { initializerForms, namedInitializers } from './initializer-names.js';
import { realNumber } from './kinds.js';

type InitializerCall = Extract<Argument, { readonly kind: 'call' }>;

/** Without what stands before a dot, capitals, underscores and endings: `nn.init.kaiming_normal_` and `KaimingNormal` are `kaimingnormal`. */
const plain = (name: string): string =>
  name
    .slice(name.lastIndexOf('.') + 1)
    .toLowerCase()
    .replaceAll('_', '')
    .replace(/(.)initializer$/, '$1');

const knownNames: readonly string[] = [...namedInitializers.keys(), ...initializerForms.keys()];

/** Plain names elsewhere, and the names here. One without a distribution is the one that papers mean by it. */
const namesElsewhere: ReadonlyMap<string, string> = new Map([
  ...knownNames.map((name) => [plain(name), name] as const),
  ['he', 'he_normal'],
  ['kaiming', 'kaiming_normal'],
  ['msra', 'he_normal'],
  ['xavier', 'xavier_uniform'],
  ['glorot', 'glorot_uniform'],
  ['lecun', 'lecun_normal'],
  ['zero', 'zeros'],
  ['one', 'ones'],
  ['gaussian', 'normal'],
  ['randomnormal', 'normal'],
  ['randomuniform', 'uniform'],
  ['truncnormal', 'truncated_normal'],
  ['fill', 'constant'],
  ['ortho', 'orthogonal'],
]);

/** Names of numbers elsewhere, and those here, the first that the distribution has. */
const numbersElsewhere: ReadonlyMap<string, readonly string[]> = new Map([
  ['stddev', ['std']],
  ['sd', ['std']],
  ['sigma', ['std']],
  ['scale', ['std', 'gain']],
  ['mu', ['mean']],
  ['loc', ['mean']],
  ['val', ['value']],
  ['bound', ['limit']],
]);

/** The ends of a range elsewhere. */
const lowest: ReadonlySet<string> = new Set(['minval', 'min', 'low', 'minimum', 'a']);
const highest: ReadonlySet<string> = new Set(['maxval', 'max', 'high', 'maximum', 'b']);

/** What to say to somebody who wrote an initialiser otherwise; undefined where nothing is known of it. */
export function initializerHint(argument: Argument): FaultHelp | undefined {
  if (argument.kind === 'call') return hintForCall(argument);
  const written = wordOf(argument);
  const name = written === undefined ? undefined : nameHere(written);
  if (written === undefined || name === undefined) return undefined;
  const form = namedInitializers.has(name) ? undefined : initializerForms.get(name);
  if (form !== undefined) return { text: `\`${name}\` has a number behind it: \`${form.example}\``, replacement: form.example };
  return plain(written) === plain(name) ? writtenHere(name) : { text: `did you mean \`${name}\`?`, replacement: name };
}

const writtenHere = (text: string): FaultHelp => ({ text: `it is written \`${text}\` here`, replacement: text });

const nameHere = (written: string): string | undefined =>
  namesElsewhere.get(plain(written)) ?? didYouMean(written.slice(written.lastIndexOf('.') + 1), knownNames);

function hintForCall(call: InitializerCall): FaultHelp | undefined {
  const name = nameHere(call.name);
  const form = name === undefined ? undefined : initializerForms.get(name);
  if (name === undefined) return undefined;
  if (form === undefined) return hintForScaling(name, call);
  if (name === 'uniform') return hintForRange(call);
  const numbers = numbersOf(call, form.numbers);
  if (numbers === undefined) {
    return { text: `\`${name}\` takes ${form.numbers.map((number) => `\`${number}\``).join(' and ')}: \`${form.example}\`` };
  }
  const [first = '', ...others] = form.numbers;
  // A mean of zero is what it is anyway.
  const said = others.flatMap((key) => {
    const argument = numbers.get(key);
    return argument === undefined || realNumber().read(argument) === 0 ? [] : [`${key}=${printArgument(argument)}`];
  });
  const width = numbers.get(first);
  if (width === undefined) return writtenHere(said.length === 0 ? form.example : `${name}(${said.join(', ')})`);
  if (realNumber().read(width) === undefined || (first !== 'value' && realNumber(0).read(width) === undefined)) {
    return { text: `\`${first}\` is a number${first === 'value' ? '' : ' of at least 0'}: \`${form.example}\`` };
  }
  const text = printArgument(width);
  return writtenHere(said.length === 0 ? `${name}(${text})` : `${name}(${first}=${text}, ${said.join(', ')})`);
}

/** The numbers by their names here. Two without names are a mean and a spread, in this order elsewhere; undefined where one is not known. */
function numbersOf({ positional, named }: InitializerCall, names: readonly string[]): ReadonlyMap<string, Argument> | undefined {
  const [first, second] = positional;
  const [main = '', other] = names;
  const numbers = new Map<string, Argument>();
  if (positional.length > names.length) return undefined;
  if (first !== undefined && second !== undefined && other !== undefined) {
    const isSpreadFirst = realNumber().read(second) === 0;
    numbers.set(main, isSpreadFirst ? first : second).set(other, isSpreadFirst ? second : first);
  } else if (first !== undefined) numbers.set(main, first);
  for (const [written, argument] of named) {
    const key = names.includes(written)
      ? written
      : (numbersElsewhere.get(written)?.find((name) => names.includes(name)) ?? didYouMean(written, names));
    if (key === undefined || numbers.has(key)) return undefined;
    numbers.set(key, argument);
  }
  return numbers;
}

/** `uniform(-0.05, 0.05)`: here it is said by its limit, for both sides. */
function hintForRange({ positional, named }: InitializerCall): FaultHelp {
  const ends = [
    ...positional,
    ...[...named].flatMap(([name, argument]) => (lowest.has(name) ? [argument] : [])),
    ...[...named].flatMap(([name, argument]) => (highest.has(name) || name === 'limit' ? [argument] : [])),
  ].map((argument) => realNumber().read(argument));
  const [low, high] = [ends.length === 1 ? 0 : ends[0], ends.at(-1)];
  const isWhole = ends.length === positional.length + named.size && ends.length <= 2 && ends.length > 0;
  if (isWhole && low !== undefined && high !== undefined && high > 0 && (low === -high || ends.length === 1)) {
    return writtenHere(`uniform(${high})`);
  }
  return { text: '`uniform(0.05)` is from -0.05 to 0.05: its one number is the limit on both sides' };
}

/** `kaiming_normal_(mode="fan_out")`: the size of the weights is all that these look at. */
function hintForScaling(name: string, { positional, named }: InitializerCall): FaultHelp {
  const isHe = name.startsWith('he_') || name.startsWith('kaiming_');
  const says = (key: string, word: string): boolean => {
    const argument = named.get(key);
    return argument === undefined || wordOf(argument) === word;
  };
  const slope = named.get('a') ?? positional[0];
  const negativeSlope = slope === undefined ? 0 : (realNumber().read(slope) ?? 0);
  // PyTorch's layers begin with kaiming_uniform_(a=sqrt(5)).
  if (isHe && name.endsWith('_uniform') && Math.abs(negativeSlope ** 2 - 5) < 0.05) return writtenHere('torch_default');
  const isKnown = isHe && positional.length === 0 && [...named.keys()].every((key) => key === 'nonlinearity' || key === 'mode');
  const isPlain = named.size + positional.length === 0;
  if (isPlain || (isKnown && says('nonlinearity', 'relu') && says('mode', 'fan_in'))) return writtenHere(name);
  if (isKnown && says('nonlinearity', 'relu') && says('mode', 'fan_out') && name.endsWith('_normal'))
    return writtenHere('he_normal_fan_out');
  return { text: `\`${name}\` has no numbers of its own; a spread of your own is \`normal(0.02)\`` };
}
