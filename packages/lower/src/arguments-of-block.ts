/** The arguments of a call of a block: parameters by position, name, `with` or default, and tensors for its inputs. */
import { help, insert, type Span } from '@trammel/diagnostics';
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
  let [position, isFaulty] = [0, false];
  for (const argument of call.arguments ?? []) {
    const value = evaluate(argument.value, place);
    const name = argument.name?.text ?? declared[position]?.name.text;
    if (argument.name === undefined) position += 1;
    if (name === undefined) {
      tooMany(block, { argument, input: value.kind === 'tensor' ? freeInput(block, inputs) : undefined }, place);
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
  return { parameters, inputs, text: texts.join(', '), isFaulty };
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

/** The first input behind the one that flows in for which nothing is given. */
function freeInput(block: BlockCallable, inputs: ReadonlyMap<string, Value>): string | undefined {
  return namesOfInputs(block)
    .slice(1)
    .find((name) => !inputs.has(name));
}

function tooMany(block: BlockCallable, given: { readonly argument: TreeArgument; readonly input: string | undefined }, place: Place): void {
  const names = block.declaration.parameters.map((parameter) => parameter.name.text);
  const { argument, input } = given;
  const { source, start } = argument.span;
  report(place, {
    code: 'too-many-arguments',
    span: argument.span,
    message:
      names.length === 0
        ? `\`${block.name}\` takes no arguments`
        : `\`${block.name}\` takes at most ${names.length} argument${names.length === 1 ? '' : 's'}: ${names.join(', ')}`,
    secondary: [{ span: block.declaration.name.span, message: 'declared here' }],
    help: input === undefined ? [] : [help('tensors are given by name', insert(source, start, `${input}=`))],
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
