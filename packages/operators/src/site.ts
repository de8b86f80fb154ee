// Sites: an operator with given attributes on inputs of given types, read and checked once however often it occurs.
import { input, parameter, program, type Program, type Value } from '@trammel/program';
import type { SignalStep } from '@trammel/signal';
import { present, printType, type ElementType, type TensorType } from '@trammel/tensor';
import { printArguments, type Arguments } from './argument.js';
import { readAttributes } from './attribute.js';
import { initialMoments } from './initial-moments.js';
import type { SignalContext } from './signal.js';
import { failure, success, type Fault, type Result } from './fault.js';
import type { Call, Mode, Operands, Operator, SiteFacts } from './operator.js';
import { operators, type AttributesOf, type OperatorName } from './operators.js';
import { problems } from './problems.js';

/** An operator at a place; equal calls share one, so what is derived from a site is derived once. */
export type SiteOf<N extends OperatorName> = SiteFacts & { readonly operator: N; readonly attributes: AttributesOf<N> };

/** A site of any operator. */
export type Site = { readonly [N in OperatorName]: SiteOf<N> }[OperatorName];

/** The sites that were met so far. */
export interface Sites {
  /** The site of this call, or what is wrong with it. */
  readonly of: (operator: OperatorName, call: Arguments, inputs: readonly TensorType[]) => Result<Site>;
  /** How many different calls there were. */
  readonly count: () => number;
}

/** An empty table of sites. */
export function createSites(): Sites {
  const known = new Map<string, Result<Site>>();
  return {
    of: (operator, call, inputs) => {
      const key = `${operator}(${printArguments(call)}) ${inputs.map(printType).join(' ')}`;
      const found = known.get(key) ?? createSite(operator, call, inputs);
      known.set(key, found);
      return found;
    },
    count: () => known.size,
  };
}

/** Reads and checks one call. The types of the outputs follow from the meaning. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- N ties the operator to its attributes
export function createSite<N extends OperatorName>(name: N, args: Arguments, inputs: readonly TensorType[]): Result<Site> {
  const definition: Operator<AttributesOf<N>> = operators[name];
  const read = readAttributes(definition.attributes, args, name);
  if (!read.ok) return read;
  const call: Call<AttributesOf<N>> = { attributes: read.value, inputs };
  const odd = checkElementTypes(name, definition, inputs);
  if (odd !== undefined) return failure(odd);
  const faults = definition.check(call);
  const error = faults.find((fault) => problems[fault.code].severity === 'error');
  if (error !== undefined) return failure(error);
  // The name and the attributes belong together, which the compiler cannot see through a name that is not fixed.
  const text = printCall(name, args);
  return success({ operator: name, attributes: call.attributes, text, ...factsOf(definition, call, faults) } as Site);
}

/** The call as it could be written, with its arguments evaluated. */
function printCall(name: OperatorName, args: Arguments): string {
  const text = printArguments(args);
  return text === '' ? name : `${name}(${text})`;
}

/** The type of the first input that `inputs` lacks, undefined where none follows; or what is wrong with the arguments. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- N ties the operator to its attributes
export function impliedInput<N extends OperatorName>(
  name: N,
  args: Arguments,
  inputs: readonly TensorType[],
): Result<TensorType | undefined> {
  const definition: Operator<AttributesOf<N>> = operators[name];
  const read = readAttributes(definition.attributes, args, name);
  return read.ok ? success(definition.impliedInput?.({ attributes: read.value, inputs })) : read;
}

/** A fault where an input has elements of a type that the operator does not take. */
function checkElementTypes<A>(name: OperatorName, { inputs: specs }: Operator<A>, inputs: readonly TensorType[]): Fault | undefined {
  for (const [index, { elementType }] of inputs.entries()) {
    const spec = specs[index] ?? specs.at(-1);
    if (spec === undefined || spec.elementType === 'any' || spec.elementType === elementType) continue;
    const message = `\`${name}\` needs ${elementsInWords[spec.elementType]} as \`${spec.name}\`, and is given ${elementsInWords[elementType]}`;
    return { code: 'bad-input', at: { kind: 'input', index }, message };
  }
  return undefined;
}

const elementsInWords: Readonly<Record<ElementType, string>> = {
  f32: 'numbers (f32)',
  int: 'whole numbers (int)',
  bool: 'truth values (bool)',
};

function factsOf<A>(definition: Operator<A>, call: Call<A>, warnings: readonly Fault[]): Omit<SiteFacts, 'text'> {
  const parameters = definition.parameters(call);
  const inference = written(definition.meaning, call, { parameters, mode: 'inference' });
  let training: Program | undefined;
  const programFor = (mode: Mode): Program => {
    if (mode === 'inference' || !inference.asksForMode) return inference.program;
    training ??= written(definition.meaning, call, { parameters, mode }).program;
    return training;
  };
  const outputs = programFor('inference').outputs.map(({ elementType, shape }) => ({ elementType, shape }));
  const updates = (): Program | undefined =>
    definition.updates === undefined ? undefined : written(definition.updates, call, { parameters, mode: 'training' }).program;
  const signal = (context: SignalContext): SignalStep | undefined =>
    signalOf(definition, call, { context, outputs, parameters, program: programFor });
  const isActivation = definition.category === 'activation';
  const alternatives: SiteFacts['alternatives'] = (size) => definition.alternatives?.(call, size) ?? [];
  return { inputs: call.inputs, outputs, parameters, warnings, isActivation, signal, alternatives, program: programFor, updates };
}

/** What a signal rule is asked with beyond its call. */
interface SignalPlace extends Pick<SiteFacts, 'outputs' | 'parameters' | 'program'> {
  readonly context: SignalContext;
}

function signalOf<A>(definition: Operator<A>, call: Call<A>, place: SignalPlace): SignalStep | undefined {
  const { services, moments, begin } = place.context;
  if (moments.some((known, index) => known === undefined && takesNumbers(definition, index))) return undefined;
  const { transferOf, transferOfMeaning, axesOfTypes, softmaxMoments, size, followsDensity } = services;
  // Written out rather than spread: every step of a network begins here.
  return definition.signal({
    attributes: call.attributes,
    inputs: call.inputs,
    transferOf,
    transferOfMeaning,
    axesOfTypes,
    softmaxMoments,
    size,
    followsDensity,
    moments,
    outputs: axesOfTypes(place.outputs),
    weight: (name) => {
      const found = present(
        place.parameters.find((each) => each.name === name),
        () => `no parameter ${name}`,
      );
      const initial = initialMoments(found, size);
      return begin === undefined ? initial : begin(found, initial);
    },
    program: place.program('training'),
  });
}

/** Whether the input of that place may be one with moments: whole numbers and truth values in such a place have none. */
function takesNumbers<A>({ inputs }: Operator<A>, index: number): boolean {
  const spec = inputs[index] ?? inputs.at(-1);
  return spec?.elementType === 'any' || spec?.elementType === 'f32';
}

/** A rule of an operator as a program, and whether it asked in which mode it runs: most are the same in both, and then they are written once. */
interface Written {
  readonly program: Program;
  readonly asksForMode: boolean;
}

function written<A>(
  rule: (operands: Operands<A>) => readonly Value[],
  call: Call<A>,
  how: { readonly parameters: SiteFacts['parameters']; readonly mode: Mode },
): Written {
  const values = call.inputs.map((type, index) => input(`input${index}`, type.shape, type.elementType));
  const weights = new Map(how.parameters.map((p) => [p.name, parameter(p.name, p.shape, { isTrainable: p.isTrainable })]));
  const lookUp = (name: string) => present(weights.get(name), () => `no parameter ${name}`);
  let asksForMode = false;
  const operands: Operands<A> = {
    ...call,
    values,
    parameter: lookUp,
    get mode() {
      asksForMode = true;
      return how.mode;
    },
  };
  const outputs = rule(operands);
  return { program: program(values, [...weights.values()], outputs), asksForMode };
}
