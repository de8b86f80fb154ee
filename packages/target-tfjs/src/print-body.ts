// The text of a body: statements as lines, values under names, a variable used again where what it held is not read any more.
import {
  code,
  documentation,
  identifier,
  lineComments,
  literal,
  propertyName,
  stringLiteral,
  type Literal,
  type NameScope,
} from '@trammel/emit';
import { present } from '@trammel/tensor';
import type { BlockFunction, BlockFunctions, BlockParameter } from './blocks.js';
import { safeStart } from './layer-name.js';
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
  /** How deep the loops are. */
  readonly depth: number;
  /** The name that counts the rounds of the loops at each depth: loops that stand one after the other share it. */
  readonly rounds: Map<number, string>;
}

export interface Prefix {
  readonly text: string;
  readonly id: string;
}

/** A line that gives a variable a value; whether it is declared there, and as what, shows when all are known. */
interface Assignment {
  readonly variable: Variable;
  readonly isFirst: boolean;
  readonly value: string;
}

interface Variable {
  readonly name: string;
  assignments: number;
  holds: Local | undefined;
}

type Line = string | Assignment;

/** The lines of the statements; `live` is what is read after them, and `carried` the variable that a loop hands on. */
export function printBody(
  statements: readonly Statement[],
  live: readonly Local[],
  printing: Printing,
  carried?: Variable,
): readonly string[] {
  const variables: Variable[] = carried === undefined ? [] : [carried];
  const lines = statements.flatMap((statement, index): readonly Line[] => {
    const later = new Set([...statements.slice(index + 1).flatMap(readsOfStatement), ...live].map(originOf));
    return printStatement(statement, { later, variables, printing });
  });
  return lines.flatMap((line) => (typeof line === 'string' ? [line] : assignmentLines(line)));
}

function assignmentLines({ variable, isFirst, value }: Assignment): readonly string[] {
  const keyword = !isFirst ? '' : variable.assignments > 1 ? 'let ' : 'const ';
  return `${keyword}${variable.name} = ${value};`.split('\n');
}

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
      return `const ${name} = ${layerText(statement.layer, printing)};`.split('\n');
    }
    case 'apply': {
      const { layer, inputs, outputs, doc } = statement;
      const made = 'kind' in layer ? textOf(layer, printing) : layerText(layer, printing);
      const read = inputs.map((input) => textOf(input, printing));
      const argument = read.length === 1 ? (read[0] ?? '') : `[${read.join(', ')}]`;
      return [...(doc === undefined ? [] : lineComments(doc)), ...results(outputs, { made, argument }, place)];
    }
    case 'call':
      return assign(statement.outputs, callText(statement, printing), place);
    case 'loop':
      return loopLines(statement, place);
  }
}

/** A layer applied, for as many results as it has. */
function results(
  outputs: readonly Local[],
  { made, argument }: { readonly made: string; readonly argument: string },
  place: Place,
): readonly Line[] {
  const { printing } = place;
  if (outputs.length === 1) {
    printing.imports.add('apply');
    return assign(outputs, callOf('apply', [made, argument]), place);
  }
  printing.imports.add('applyToMany');
  const text = callOf('applyToMany', [made, argument, String(outputs.length)]);
  if (outputs.length <= 8) return assign(outputs, text, place);
  printing.imports.add('resultAt');
  const parts = printing.scope.claim('parts');
  const each = outputs.flatMap((output, index) => assign([output], `resultAt(${parts}, ${index})`, place));
  return [...`const ${parts} = ${text};`.split('\n'), ...each];
}

/** What variables are called that one value after the other has. */
const variableNames = ['x', 'y', 'z'];

/** A value under a name: its own, or that of a variable whose value is not read any more. */
function assign(outputs: readonly Local[], value: string, place: Place): readonly Line[] {
  const { printing, later, variables } = place;
  const [output] = outputs;
  if (output === undefined || outputs.length > 1) {
    const names = outputs.map((each) => claim(each, printing));
    return `const [${names.join(', ')}] = ${value};`.split('\n');
  }
  if (printing.names.has(output)) return `const ${claim(output, printing)} = ${value};`.split('\n');
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
  return [{ variable, isFirst, value }];
}

function claim(local: Local, { names, scope, texts }: Printing): string {
  const name = scope.claim(names.get(local) ?? hintOf(local));
  texts.set(local, name);
  return name;
}

const hintOf = ({ hint }: Local): string => identifier(hint.replace(/\d+d$/i, ''));

const textOf = (local: Local, { texts }: Printing): string =>
  present(texts.get(originOf(local)), () => `a value (${local.hint}) is written before it is read`);

/** A call on one line, or with an argument a line where that is too long. */
function callOf(name: string, given: readonly string[]): string {
  const short = `${name}(${given.join(', ')})`;
  // A layer with its settings over several lines keeps them, as the last but one argument.
  if (short.length <= lineWidth || short.includes('\n')) return short;
  return `${name}(\n  ${given.join(',\n  ')},\n)`;
}

/** Short enough for two levels of indentation and a name before it. */
const lineWidth = 110;

function layerText(layer: Layer, printing: Printing): string {
  const { from, name, settings, defaults, weights } = layer;
  if (from === 'own') printing.imports.add(name);
  const entries = Object.entries(settings).flatMap(([key, value]) => {
    const parameter = printing.nextSlot();
    if (parameter !== undefined) return [parameter.name === key ? key : `${propertyName(key)}: ${parameter.name}`];
    const fallback = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    return fallback !== undefined && literal(fallback) === literal(value) ? [] : [`${propertyName(key)}: ${literal(value)}`];
  });
  const all = [...(weights === undefined ? [] : [`name: ${nameText(weights.of.id, printing.prefix)}`]), ...entries];
  return `${from === 'api' ? 'tf.layers.' : 'new '}${name}(${recordText(all, layer)})`;
}

/** Layers of our own, and global pools, want settings even where there are none. */
function recordText(entries: readonly string[], { from, name }: Pick<Layer, 'from' | 'name'>): string {
  if (entries.length === 0) return from === 'own' || name.startsWith('global') ? '{}' : '';
  const short = `{ ${entries.join(', ')} }`;
  return short.length <= lineWidth - 30 ? short : `{\n  ${entries.join(',\n  ')},\n}`;
}

/** The name of a layer or of what stands before it: text, or a template over the name that the function is given. */
export function nameText(id: string, prefix: Prefix): string {
  const inner = prefix.id !== '' && id.startsWith(`${prefix.id}.`) ? id.slice(prefix.id.length) : undefined;
  if (prefix.text === '' || inner === undefined) return stringLiteral(safeStart(id));
  return `\`${prefix.text}${inner.replaceAll(/[^\w.-]/g, '_')}\``;
}

function callText(call: Call, printing: Printing): string {
  const made = printing.functions.of(call);
  const { name, isNamed, parameters } = present(made, () => 'each call has a function');
  const given = call.inputs.map((input) => textOf(input, printing));
  const settings = parameters.map(({ name: key, values }) => {
    const parameter = printing.nextSlot();
    const value = parameter?.name ?? literal(values.get(call) ?? null);
    return value === key ? key : `${key}: ${value}`;
  });
  return callOf(name, [
    ...given,
    ...(isNamed ? [nameText(call.frame.id, printing.prefix)] : []),
    ...(settings.length === 0 ? [] : [`{ ${settings.join(', ')} }`]),
  ]);
}

/** `for (let i = 0; i < count; i += 1)` around a variable that each round replaces. */
function loopLines(loop: Loop, place: Place): readonly Line[] {
  const { printing, later, variables } = place;
  const count = printing.nextSlot()?.name ?? String(loop.count);
  const source = textOf(loop.initial, printing);
  const held = variables.find(({ holds }) => holds === loop.initial && !later.has(loop.initial));
  const carried = held ?? { name: printing.scope.claim('x'), assignments: 0, holds: undefined };
  const start: readonly Line[] = held === undefined ? [{ variable: carried, isFirst: true, value: source }] : [];
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
  const lines = [...body, ...(exit === carried.name ? [] : [`${carried.name} = ${exit};`])];
  const head = `for (let ${round} = 0; ${round} < ${count}; ${round} += 1) {`;
  return [...start, head, ...lines.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
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
export function printFunction(made: BlockFunction, base: Pick<Printing, 'functions' | 'names' | 'imports'>, scope: NameScope): string {
  const { example, parameters, slots, isNamed, name } = made;
  const texts = new Map<Local, string>();
  for (const [index, input] of example.inputs.entries())
    texts.set(
      input,
      scope.claim(
        input.kind === 'layer' || base.names.has(input) ? (base.names.get(input) ?? input.hint) : index === 0 ? 'input' : hintOf(input),
      ),
    );
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
  const settings = parameters.map((parameter) => parameter.name);
  const types = parameters.map((parameter) => `${parameter.name}: ${parameterType(parameter)}`);
  const given = [
    ...example.inputs.map((input) => `${textOf(input, printing)}: ${input.kind === 'layer' ? 'tf.layers.Layer' : 'tf.SymbolicTensor'}`),
    ...(isNamed ? ['name: string'] : []),
    ...(settings.length === 0 ? [] : [`{ ${settings.join(', ')} }: { ${types.join('; ')} }`]),
  ];
  const result = outputs.length === 1 ? 'tf.SymbolicTensor' : `[${outputs.map(() => 'tf.SymbolicTensor').join(', ')}]`;
  return code`
    ${documentation(example.doc)}
    function ${name}(${given.join(', ')}): ${result} {
      ${withResult(body, outputs)}
    }
  `;
}

/** The lines with what they give; a value that only the last line makes is given by it. */
export function withResult(lines: readonly string[], outputs: readonly string[]): readonly string[] {
  const [output = ''] = outputs;
  const result = outputs.length === 1 ? output : `[${outputs.join(', ')}]`;
  // The last statement, which may have several lines, is an assignment of the one output.
  const at = lines.findLastIndex((line) => /^\S/.test(line) && !/^[)}]/.test(line));
  const [, value] = new RegExp(`^(?:const |let )?${output} = (.*)$`).exec(lines[at] ?? '') ?? [];
  if (outputs.length !== 1 || value === undefined) return [...lines, `return ${result};`];
  return [...lines.slice(0, at), `return ${value}`, ...lines.slice(at + 1)];
}
