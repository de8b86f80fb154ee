/** Names of layers as other frameworks write them, and what they are called here. */
import { didYouMean, help, replace } from '@trammel/diagnostics';
import { operatorHabit, operatorNames, type OperatorName } from '@trammel/operators';
import { callName, type Call } from '@trammel/syntax';
import { type Finding } from './report.js';

const modules: ReadonlySet<string> = new Set([
  'nn',
  'torch',
  'tf',
  'keras',
  'layers',
  'functional',
  'F',
  'self',
  'jnp',
  'np',
  'flax',
  'linen',
]);

/** Without capitals, underscores and the rank: `MaxPool2d` and `max_pool` are `maxpool`. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('_', '')
    .replace(/[123]d/, '');

const namesakes: ReadonlyMap<string, OperatorName> = new Map(operatorNames.map((name) => [plain(name), name]));

/** What a name of another framework is called here. */
export function foreignOperator(name: string): string | undefined {
  return operatorHabit(name) ?? namesakes.get(plain(name));
}

/** `nn.init.kaiming_normal_`, `keras.initializers.HeNormal`: the argument that is given one knows what it is called here. */
export function isForeignInitializer({ path }: Call): boolean {
  return path.slice(0, -1).some(({ text }) => text === 'init' || text === 'initializers');
}

/** What holds layers together elsewhere. */
const containers: ReadonlySet<string> = new Set(['sequential', 'modulelist', 'module']);

/** What to say to somebody who writes a call as in another framework; undefined where it is no known habit. */
export function habitOf(call: Call): Finding | undefined {
  const parts = call.path.map((name) => name.text);
  const last = call.path.at(-1);
  const [first = ''] = parts;
  const isQualified = parts.length > 1 && modules.has(first);
  if (last === undefined || (parts.length > 1 && !isQualified)) return undefined;
  if (containers.has(last.text.toLowerCase())) {
    const message = `\`${callName(call)}\` has nothing to hold here: steps follow each other`;
    return { code: 'foreign-name', span: call.span, message, help: [help('write `a -> b -> c`, or a step on each line')] };
  }
  const here = foreignOperator(last.text) ?? (isQualified ? didYouMean(last.text.toLowerCase(), operatorNames) : undefined);
  if (first === 'self') {
    const advice = here === undefined ? 'write the step itself, or declare a `layer` to use its weights again' : `write \`${here}\``;
    return { code: 'foreign-name', span: call.span, message: 'there is no `self`: a net is a chain of steps', help: [help(advice)] };
  }
  if (here === undefined) return undefined;
  const span = { ...call.path[0].span, end: last.span.end };
  return {
    code: 'foreign-name',
    span,
    message: `\`${callName(call)}\` is called \`${here}\` here`,
    notes: ['operators are written in lower case; input sizes follow from what flows in, and are never written'],
    help: [help(`write \`${here}\``, replace(span, here))],
  };
}
