/** The arguments of a call of a block: parameters by position, name, `with` or default, and tensors for its inputs. */
import { help, replace, type Span } from '@trammel/diagnostics';
import { type Argument as TreeArgument, type Call, type InputBinding, type Parameter, type Statement } from '@trammel/syntax';
import { type BlockCallable, type Place, type Value, wrong } from './elaboration.js';
import { guess } from './guess.js';
import { printValue } from './print-value.js';
import { evaluate } from './recursion.js';
import { report, reportAtCall } from './report.js';
import { bindQuietly } from './scope.js';

/** What a call gives a block, evaluated where the call stands. */
export interface BlockArguments {
  readonly parameters: ReadonlyMap<string, { readonly value: Value; readonly span: Span }>;
  /** Tensors by the names of inputs. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** As the reader would write them: `width=64, stride=1`. */
  readonly text: string;
  /** Whether an argument is for nothing that the block has. */
  readonly isFaulty: boolean;
  /** Tensors by position, where there are more arguments than the block has parameters: they stand where nothing takes them. */
  readonly misplaced: readonly TreeArgument[];
}

/** The inputs that a body declares. */
function inputsDeclared(statements: readonly Statement[]): readonly InputBinding[] {
  return statements.flatMap((statement) => (statement.kind === 'input' ? statement.inputs : []));
}

/** Sorts the arguments of a call by what they are for. */
export function blockArguments(block: BlockCallable, call: Call, place: Place): BlockArguments {
  const { parameters: declared } = block.declaration;
  const [parameters, inputs] = [new Map<string, { value: Value; span: Span }>(), new Map<string, Value>()];
  const texts: string[] = [];
  const given = (call.arguments ?? []).map((argument) => ({ argument, value: evaluate(argument.value, place) }));
  const misplaced = misplacedTensors(block, given);
  let [position, isFaulty] = [0, misplaced.length > 0];
  for (const { argument, value } of given) {
    if (misplaced.includes(argument)) continue;
    const name = argument.name?.text ?? declared[position]?.name.text;
    if (argument.name === undefined) position += 1;
    if (name === undefined) {
      tooMany(block, argument, place);
      isFaulty = true;
    } else if (parameters.has(name) || inputs.has(name)) {
      report(place, { code: 'too-many-arguments', span: argument.span, message: `\`${name}\` is given twice` });
    } else if (declared.some((parameter) => parameter.name.text === name)) {
      parameters.set(name, { value, span: argument.value.span });
      texts.push(`${name}=${printValue(value)}`);
    } else if (namesOfInputs(block).includes(name)) {
      inputs.set(name, value);
    } else {
      unknown(block, argument, place);
      isFaulty = true;
    }
  }
  return { parameters, inputs, text: texts.join(', '), isFaulty, misplaced };
}

type Given = readonly { readonly argument: TreeArgument; readonly value: Value }[];

function misplacedTensors(block: BlockCallable, given: Given): readonly TreeArgument[] {
  const positional = given.filter(({ argument }) => argument.name === undefined);
  if (positional.length <= block.declaration.parameters.length || namesOfInputs(block).length === 0) return [];
  if (!positional.some(({ value }) => value.kind === 'tensor')) return [];
  return positional.flatMap(({ argument, value }) => (value.kind === 'tensor' || value.kind === 'wrong' ? [argument] : []));
}

/** Reports tensors by position, with the call as it should be: the first input flows in where nothing does, the others have names. */
export function reportMisplaced(block: BlockCallable, given: BlockArguments, flow: Flow, place: Place): void {
  const { call, isMissing } = flow;
  const inputs = namesOfInputs(block).filter((name) => !given.inputs.has(name));
  const { text } = call.span.source;
  const written = ({ span }: TreeArgument): string => text.slice(span.start, span.end);
  const first = isMissing ? given.misplaced.slice(0, 1).map((argument) => `${written(argument)} -> `) : [];
  const rest = given.misplaced.slice(first.length);
  const names = inputs.slice(1);
  const others = (call.arguments ?? []).filter((argument) => !given.misplaced.includes(argument));
  const named = rest.flatMap((argument, index) => (names[index] === undefined ? [] : [`${names[index]}=${written(argument)}`]));
  const list = [...others.map(written), ...named].join(', ');
  const mended = `${first.join('')}${block.name}${list === '' ? '' : `(${list})`}`;
  const isWhole = named.length === rest.length;
  report(place, {
    code: 'too-many-arguments',
    span: given.misplaced[0]?.span ?? call.span,
    message: `\`${block.name}\` takes tensors by name; positions are those of its parameters`,
    secondary: [{ span: block.declaration.name.span, message: `its inputs: ${namesOfInputs(block).join(', ')}` }],
    help: [
      isWhole
        ? help(`the first input flows in, others are given by name: \`${mended}\``, replace(call.span, mended))
        : help('the first input flows in, others are given by name'),
    ],
  });
}

interface Flow {
  readonly call: Call;
  /** Whether nothing flows into the call. */
  readonly isMissing: boolean;
}

/** The inputs of a block; those of a variant are its base's. */
function namesOfInputs({ declaration, module }: BlockCallable, variants: readonly unknown[] = []): readonly string[] {
  if (declaration.kind === 'variant') {
    const base = module.names.get(declaration.base.path[0].text);
    return base === undefined || variants.includes(declaration) ? [] : namesOfInputs(base, [...variants, declaration]);
  }
  const { body } = declaration;
  return body.kind === 'sequence' ? inputsDeclared(body.statements).map((input) => input.name.text) : [];
}

function tooMany(block: BlockCallable, argument: TreeArgument, place: Place): void {
  const names = block.declaration.parameters.map((parameter) => parameter.name.text);
  report(place, {
    code: 'too-many-arguments',
    span: argument.span,
    message:
      names.length === 0
        ? `\`${block.name}\` takes no arguments`
        : `\`${block.name}\` takes at most ${names.length} argument${names.length === 1 ? '' : 's'}: ${names.join(', ')}`,
    secondary: [{ span: block.declaration.name.span, message: 'declared here' }],
  });
}

function unknown(block: BlockCallable, argument: TreeArgument, place: Place): void {
  const { name } = argument;
  if (name === undefined) return;
  const known = [...block.declaration.parameters.map((parameter) => parameter.name.text), ...namesOfInputs(block)];
  report(place, {
    code: 'unknown-argument',
    span: name.span,
    message: `\`${block.name}\` has no argument \`${name.text}\``,
    secondary: [{ span: block.declaration.name.span, message: known.length === 0 ? 'it has none' : `it has ${known.join(', ')}` }],
    help: guess(name, known),
  });
}

/** Binds the parameters in a block's own place; a default may use the parameters before it. */
export function bindParameters(
  block: BlockCallable,
  given: BlockArguments,
  inside: { readonly place: Place; readonly callSpan: Span },
): void {
  const { place, callSpan } = inside;
  const defaults = place.defaults.blocks.get(block);
  for (const parameter of block.declaration.parameters) {
    const value =
      given.parameters.get(parameter.name.text)?.value ??
      defaults?.get(parameter.name.text)?.value ??
      defaultOf(parameter, { block, callSpan, isFaulty: given.isFaulty }, place);
    bindQuietly(place.scope, parameter.name, { value, role: 'parameter' });
  }
}

function defaultOf(
  parameter: Parameter,
  call: { readonly block: BlockCallable; readonly callSpan: Span; readonly isFaulty: boolean },
  place: Place,
): Value {
  if (parameter.value !== undefined) return evaluate(parameter.value, place);
  // What is missing may be what was misspelt.
  if (call.isFaulty) return wrong;
  return reportAtCall(place, {
    code: 'missing-argument',
    span: call.callSpan,
    message: `\`${call.block.name}\` needs \`${parameter.name.text}\``,
    secondary: [{ span: parameter.span, message: 'it has no default' }],
    notes:
      place.naming.frame.kind === 'net'
        ? [
            `a net that stands by itself has a default for each parameter, or is given a value from outside: \`--set ${parameter.name.text}=...\``,
          ]
        : [],
  });
}
