// The text of a body: statements as lines, values under names, a variable used again where what it held is not read any more.
import {
  call as callOf,
  documentation,
  expressionOf,
  identifier,
  lineComments,
  lineWidth,
  list,
  literal,
  propertyName,
  record,
  statement as statementLines,
  stringLiteral,
  type CallExpression,
  type Expression,
  type Literal,
  type NameScope,
} from '@trammel/emit';
import type { Span } from '@trammel/diagnostics';
import { present } from '@trammel/tensor';
import { argumentsOf, type BlockFunction, type BlockFunctions, type BlockParameter } from './blocks.js';
import { safeStart } from './layer-name.js';
import { marked, type MarkedSources } from './origins.js';
import { originOf, readsOfStatement, type Call, type Layer, type Local, type Loop, type Statement } from './statement.js';

/** What a body is printed with. */
export interface Printing {
  readonly functions: BlockFunctions;
  readonly scope: NameScope;
  /** What the source calls values. */
  readonly names: ReadonlyMap<Local, string>;
  /** The text by which each value is read. */
  readonly texts: Map<Local, string>;
  /** What names of layers begin with: text within a template, and the id that it stands for. */
  readonly prefix: Prefix;
  /** The parameter that stands in the next slot, if any. */
  readonly nextSlot: () => BlockParameter | undefined;
  /** What the module needs besides: layers of our own, and functions that apply layers. */
  readonly imports: Set<string>;
  /** The files that the statements come from. */
  readonly sources: MarkedSources;
  /** How deep the loops are. */
  readonly depth: number;
  /** The name that counts the rounds of the loops at each depth: loops that stand one after the other share it. */
  readonly rounds: Map<number, string>;
}

export interface Prefix {
  readonly text: string;
  readonly id: string;
}

/** A statement that gives a variable a value; whether it is declared there, and as what, shows when all are known. */
interface Assignment {
  readonly kind: 'assign';
  readonly variable: Variable;
  readonly isFirst: boolean;
  readonly value: Expression;
  readonly span?: Span | undefined;
}

/** A statement of one expression: `const x = `, and what it is. */
interface Plain {
  readonly kind: 'plain';
  readonly before: string;
  readonly value: Expression;
  /** What it was written for. */
  readonly span?: Span | undefined;
}

/** A loop around statements. */
interface Rounds {
  readonly kind: 'rounds';
  readonly head: string;
  readonly body: readonly Line[];
}

interface Variable {
  readonly name: string;
  assignments: number;
  holds: Local | undefined;
}

/** A comment as it stands, or a statement that is not laid out yet. */
export type Line = string | Assignment | Plain | Rounds;

/** The lines of the statements; `live` is what is read after them, and `carried` the variable that a loop hands on. */
export function printBody(
  statements: readonly Statement[],
  live: readonly Local[],
  printing: Printing,
  carried?: Variable,
): readonly Line[] {
  const variables: Variable[] = carried === undefined ? [] : [carried];
  return statements.flatMap((statement, index): readonly Line[] => {
    const later = new Set([...statements.slice(index + 1).flatMap(readsOfStatement), ...live].map(originOf));
    return printStatement(statement, { later, variables, printing }).map((line) => withSpan(line, spanOf(statement)));
  });
}

const spanOf = (statement: Statement): Span | undefined =>
  statement.kind === 'call' ? statement.frame.span : statement.kind === 'loop' ? undefined : statement.span;

/** What is inside of a loop has its own. */
const withSpan = (line: Line, span: Span | undefined): Line =>
  typeof line === 'string' || line.kind === 'rounds' ? line : { ...line, span: line.span ?? span };

/** How lines are laid out: indented by as many characters, which are not in them. */
export interface LineLayout {
  readonly indent: number;
  readonly sources: MarkedSources;
}

/** The lines as text, with marks that say what they were written for. */
export function layOutLines(lines: readonly Line[], { indent, sources }: LineLayout): readonly string[] {
  return lines.flatMap((line) => {
    if (typeof line === 'string') return [line];
    switch (line.kind) {
      case 'plain':
        return marked(statementLines(line.before, line.value, { indent }), line.span, sources);
      case 'assign':
        return marked(statementLines(`${keywordOf(line)}${line.variable.name} = `, line.value, { indent }), line.span, sources);
      case 'rounds':
        return [line.head, ...layOutLines(line.body, { indent: indent + 2, sources }).map((inner) => `  ${inner}`), '}'];
    }
  });
}

const keywordOf = ({ variable, isFirst }: Assignment): string => (!isFirst ? '' : variable.assignments > 1 ? 'let ' : 'const ');

interface Place {
  readonly later: ReadonlySet<Local>;
  readonly variables: Variable[];
  readonly printing: Printing;
}

function printStatement(statement: Statement, place: Place): readonly Line[] {
  const { printing } = place;
  switch (statement.kind) {
    case 'declare': {
      const name = printing.scope.claim(printing.names.get(statement.output) ?? statement.output.hint);
      printing.texts.set(statement.output, name);
      return [{ kind: 'plain', before: `const ${name} = `, value: layerOf(statement.layer, printing) }];
    }
    case 'apply': {
      const { layer, inputs, outputs, doc } = statement;
      const made = 'kind' in layer ? textOf(layer, printing) : layerOf(layer, printing);
      const read = inputs.map((input) => textOf(input, printing));
      const argument = read.length === 1 ? (read[0] ?? '') : list(read);
      return [...(doc === undefined ? [] : lineComments(doc)), ...results(outputs, { made, argument }, place)];
    }
    case 'call':
      return assign(statement.outputs, blockCall(statement, printing), place);
    case 'loop':
      return loopLines(statement, place);
  }
}

/** A layer applied, for as many results as it has. */
function results(
  outputs: readonly Local[],
  { made, argument }: { readonly made: Expression; readonly argument: Expression },
  place: Place,
): readonly Line[] {
  const { printing } = place;
  if (outputs.length === 1) {
    printing.imports.add('apply');
    return assign(outputs, callOf('apply', [made, argument]), place);
  }
  printing.imports.add('applyToMany');
  const whole = callOf('applyToMany', [made, argument, String(outputs.length)]);
  if (outputs.length <= 8) return assign(outputs, whole, place);
  printing.imports.add('resultAt');
  const parts = printing.scope.claim('parts');
  const each = outputs.flatMap((output, index) => assign([output], `resultAt(${parts}, ${index})`, place));
  return [{ kind: 'plain', before: `const ${parts} = `, value: whole }, ...each];
}

/** What variables are called that one value after the other has. */
const variableNames = ['x', 'y', 'z'];

/** A value under a name: its own, or that of a variable whose value is not read any more. */
function assign(outputs: readonly Local[], value: Expression, place: Place): readonly Line[] {
  const { printing, later, variables } = place;
  const [output] = outputs;
  if (output === undefined || outputs.length > 1) {
    const names = outputs.map((each) => claim(each, printing));
    return [{ kind: 'plain', before: `const [${names.join(', ')}] = `, value }];
  }
  if (printing.names.has(output)) return [{ kind: 'plain', before: `const ${claim(output, printing)} = `, value }];
  const free = variables.find(({ holds }) => holds === undefined || !later.has(holds));
  const variable = free ?? {
    name: printing.scope.claim(variableNames[variables.length] ?? hintOf(output)),
    assignments: 0,
    holds: undefined,
  };
  if (free === undefined) variables.push(variable);
  const isFirst = variable.assignments === 0;
  variable.assignments += 1;
  variable.holds = output;
  printing.texts.set(output, variable.name);
  return [{ kind: 'assign', variable, isFirst, value }];
}

function claim(local: Local, { names, scope, texts }: Printing): string {
  const name = scope.claim(names.get(local) ?? hintOf(local));
  texts.set(local, name);
  return name;
}

const hintOf = ({ hint }: Local): string => identifier(hint.replace(/\d+d$/i, ''));

const textOf = (local: Local, { texts }: Printing): string =>
  present(texts.get(originOf(local)), () => `a value (${local.hint}) is written before it is read`);

function layerOf(layer: Layer, printing: Printing): CallExpression {
  const { from, name, settings, defaults, weights } = layer;
  if (from === 'own') printing.imports.add(name);
  const entries = Object.entries(settings).flatMap(([key, value]): readonly Entry[] => {
    const parameter = printing.nextSlot();
    if (parameter !== undefined) return [[key, parameter.name]];
    const fallback = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    return fallback !== undefined && literal(fallback) === literal(value) ? [] : [[key, expressionOf(value)]];
  });
  const named: readonly Entry[] = weights === undefined ? [] : [['name', nameText(weights.of.id, printing.prefix)]];
  const all = [...named, ...entries];
  // Layers of our own, and global pools, want settings even where there are none.
  const isNeeded = all.length > 0 || from === 'own' || name.startsWith('global');
  return callOf(`${from === 'api' ? 'tf.layers.' : 'new '}${name}`, isNeeded ? [record(all)] : []);
}

type Entry = readonly [key: string, value: Expression];

/** The name of a layer or of what stands before it: text, or a template over the name that the function is given. */
export function nameText(id: string, prefix: Prefix): string {
  const inner = prefix.id !== '' && id.startsWith(`${prefix.id}.`) ? id.slice(prefix.id.length) : undefined;
  if (prefix.text === '' || inner === undefined) return stringLiteral(safeStart(id));
  return `\`${prefix.text}${inner.replaceAll(/[^\w.-]/g, '_')}\``;
}

function blockCall(call: Call, printing: Printing): CallExpression {
  const made = printing.functions.of(call);
  const { name, isNamed, parameters } = present(made, () => 'each call has a function');
  const given = call.inputs.map((input) => textOf(input, printing));
  const settings = parameters.map(({ name: key, values }): Entry => {
    const parameter = printing.nextSlot();
    return [key, parameter?.name ?? expressionOf(values.get(call) ?? null)];
  });
  return callOf(name, [
    ...given,
    ...(isNamed ? [nameText(call.frame.id, printing.prefix)] : []),
    ...(settings.length === 0 ? [] : [record(settings)]),
  ]);
}

/** `for (let i = 0; i < count; i += 1)` around a variable that each round replaces. */
function loopLines(loop: Loop, place: Place): readonly Line[] {
  const { printing, later, variables } = place;
  const count = printing.nextSlot()?.name ?? String(loop.count);
  const source = textOf(loop.initial, printing);
  const held = variables.find(({ holds }) => holds === loop.initial && !later.has(loop.initial));
  const carried = held ?? { name: printing.scope.claim('x'), assignments: 0, holds: undefined };
  const start: readonly Line[] = held === undefined ? [{ kind: 'assign', variable: carried, isFirst: true, value: source }] : [];
  if (held === undefined) {
    variables.push(carried);
    carried.assignments += 1;
  }
  const round = printing.rounds.get(printing.depth) ?? printing.scope.claim(['round', 'turn', 'step'][printing.depth] ?? 'round');
  printing.rounds.set(printing.depth, round);
  printing.texts.set(loop.entry, carried.name);
  const inner: Printing = { ...printing, prefix: roundPrefix(loop.id, round, printing.prefix), depth: printing.depth + 1 };
  carried.assignments += 1;
  carried.holds = loop.entry;
  const body = printBody(loop.body, [loop.exit], inner, carried);
  const exit = textOf(loop.exit, printing);
  carried.holds = loop.result;
  printing.texts.set(loop.result, carried.name);
  const last: readonly Line[] = exit === carried.name ? [] : [{ kind: 'plain', before: `${carried.name} = `, value: exit }];
  const head = `for (let ${round} = 0; ${round} < ${count}; ${round} += 1) {`;
  return [...start, { kind: 'rounds', head, body: [...body, ...last] }];
}

function roundPrefix(id: string, round: string, prefix: Prefix): Prefix {
  const inner = prefix.id !== '' && id.startsWith(`${prefix.id}.`) ? `${prefix.text}${id.slice(prefix.id.length)}` : safeStart(id);
  return { id, text: `${inner}.\${${round}}` };
}

/** A parameter of a function as TypeScript: the types of the values that it is called with. */
export function parameterType({ values }: BlockParameter): string {
  const types = new Set([...values.values()].map(typeOf));
  return [...types].join(' | ');
}

function typeOf(value: Literal): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value !== 'object') return typeof value;
  if (value === null) return 'null';
  if (isList(value)) return `[${value.map(typeOf).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${propertyName(key)}: ${typeOf(inner)}`)
    .join('; ')} }`;
}

const isList = (value: Literal): value is readonly Literal[] => Array.isArray(value);

/** The text of a function. */
export function printFunction(
  made: BlockFunction,
  base: Pick<Printing, 'functions' | 'names' | 'imports' | 'sources'>,
  scope: NameScope,
): string {
  const { example, parameters, slots, isNamed, name } = made;
  const texts = new Map<Local, string>();
  for (const [index, input] of example.inputs.entries()) texts.set(input, scope.claim(inputNameOf(input, index, example, base.names)));
  let slot = -1;
  const printing: Printing = {
    ...base,
    scope,
    texts,
    prefix: { text: '${name}', id: example.frame.id },
    nextSlot: () => slots.get((slot += 1)),
    depth: 0,
    rounds: new Map(),
  };
  const body = printBody(example.body, example.outputs, printing);
  const outputs = example.outputs.map((output) => textOf(output, printing));
  const given = [
    ...example.inputs.map((input) => `${textOf(input, printing)}: ${input.kind === 'layer' ? 'tf.layers.Layer' : 'tf.SymbolicTensor'}`),
    ...(isNamed ? ['name: string'] : []),
  ];
  const result = outputs.length === 1 ? 'tf.SymbolicTensor' : `[${outputs.map(() => 'tf.SymbolicTensor').join(', ')}]`;
  return [
    ...documentation(example.doc),
    ...signature(`function ${name}(`, given, { parameters, after: `): ${result} {` }),
    ...layOutLines(withResult(body, outputs), { indent: 2, sources: base.sources }).map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

/** What the block calls what it is given: by its argument, by what it is outside, or the flow. */
function inputNameOf(input: Local, index: number, { frame }: Call, names: ReadonlyMap<Local, string>): string {
  const outside = names.get(input) ?? (input.kind === 'layer' ? input.hint : undefined);
  const given = [...argumentsOf(frame.arguments)].find(([, value]) => value === outside);
  return given?.[0] ?? outside ?? (index === 0 ? 'input' : hintOf(input));
}

/** The head of a function on one line, or with a parameter on each. */
function signature(
  before: string,
  given: readonly string[],
  { parameters, after }: { readonly parameters: readonly BlockParameter[]; readonly after: string },
): readonly string[] {
  const names = parameters.map((parameter) => parameter.name);
  const types = parameters.map((parameter) => `${parameter.name}: ${parameterType(parameter)}`);
  const settings = `{ ${names.join(', ')} }: { ${types.join('; ')} }`;
  const all = names.length === 0 ? given : [...given, settings];
  const whole = `${before}${all.join(', ')}${after}`;
  if (whole.length <= lineWidth) return [whole];
  const isShort = settings.length + 3 <= lineWidth;
  const opened = ['{', ...names.map((name) => `  ${name},`), '}: {', ...types.map((type) => `  ${type};`), '},'];
  const last = names.length === 0 ? [] : isShort ? [`${settings},`] : opened;
  return [before, ...[...given.map((each) => `${each},`), ...last].map((line) => `  ${line}`), after];
}

/** The lines with what they give; a value that only the last of them makes is given by it. */
export function withResult(lines: readonly Line[], outputs: readonly string[]): readonly Line[] {
  const [output = ''] = outputs;
  const last = lines.at(-1);
  if (outputs.length === 1 && last !== undefined && typeof last !== 'string' && last.kind !== 'rounds') {
    const isIt = last.kind === 'assign' ? last.variable.name === output : last.before === `const ${output} = `;
    if (last.kind === 'assign' && isIt) last.variable.assignments -= 1;
    if (isIt) return [...lines.slice(0, -1), { kind: 'plain', before: 'return ', value: last.value, span: last.span }];
  }
  return [...lines, { kind: 'plain', before: 'return ', value: outputs.length === 1 ? output : list(outputs) }];
}
