// Calls of operators in a few words: what they give, what is wrong with them, and the numbers that come out. Used by tests only.
import { explainRunProblem, run } from '@trammel/interpreter';
import {
  createSite,
  operators,
  type Argument,
  type Arguments,
  type Fault,
  type Mode,
  type OperatorName,
  type Pattern,
  type Site,
} from '@trammel/operators';
import { operationCounts, program, type Program, type Value } from '@trammel/program';
import { present, printSize, printType, symbolSize, type ElementType, type Size, type TensorType } from '@trammel/tensor';
import { expect } from 'vitest';

/** An argument as it would be written; `[N, C]` is a pattern, `[N, C] => [C, N]` a rewrite, any other text a word. */
export type Written = number | boolean | string | Size | readonly Written[];

/** A call with the types of its input tensors, such as `int[N, T]`. */
export interface Call {
  readonly operator: OperatorName;
  readonly inputs: readonly string[];
  readonly args?: readonly Written[];
  readonly named?: Readonly<Record<string, Written>>;
  /** The patterns behind the input tensors. */
  readonly patterns?: readonly string[];
  /** The pattern behind `=>`. */
  readonly result?: string;
}

/** A type as it is printed: `int[N, T=5]`; a name without a number is a symbol. */
export function typeOf(text: string): TensorType {
  const [, element = '', inside = ''] = present(/^(int|bool)?\[(.*)\]$/.exec(text) ?? undefined, () => `a type: ${text}`);
  const shape = inside
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [name = '', size] = part.trim().split('=');
      return { name, size: size === undefined ? symbolSize(name) : sizeOf(size) };
    });
  const elementType: ElementType = element === 'int' || element === 'bool' ? element : 'f32';
  return { elementType, shape };
}

const sizeOf = (text: string): Size => (/^\d+$/.test(text) ? Number(text) : symbolSize(text));

/** A pattern as it is printed: `[N, T=1, (h, d), E=(p, q)]`. */
export function patternOf(text: string): Pattern {
  const parts = text.slice(1, -1).match(/(?:\w+\s*=\s*)?(?:\([^)]*\)|\w+)/g) ?? [];
  return parts.map((part) => {
    const [, name, inside] = /^(?:(\w+)\s*=\s*)?\(([^)]*)\)$/.exec(part) ?? [];
    if (inside !== undefined) return { names: inside.match(/\w+/g) ?? [], size: undefined, ...(name === undefined ? {} : { name }) };
    const [only = '', size] = part.split('=').map((side) => side.trim());
    return { names: [only], size: size === undefined ? undefined : sizeOf(size) };
  });
}

const isList = (written: Written): written is readonly Written[] => Array.isArray(written);

function argumentOf(written: Written): Argument {
  if (isList(written)) return { kind: 'list', items: written.map(argumentOf) };
  if (typeof written === 'boolean') return { kind: 'boolean', value: written };
  if (typeof written === 'number') return Number.isInteger(written) ? { kind: 'size', value: written } : { kind: 'real', value: written };
  if (typeof written !== 'string') return { kind: 'size', value: written };
  if (!written.startsWith('[')) return { kind: 'word', name: written };
  const [from = '', to] = written.split('=>').map((side) => side.trim());
  return to === undefined ? { kind: 'pattern', pattern: patternOf(from) } : { kind: 'rewrite', from: patternOf(from), to: patternOf(to) };
}

function argumentsOf({ args = [], named = {}, patterns = [], result }: Call): Arguments {
  return {
    positional: args.map(argumentOf),
    named: new Map(Object.entries(named).map(([name, value]) => [name, argumentOf(value)])),
    inputPatterns: patterns.map(patternOf),
    resultPattern: result === undefined ? undefined : patternOf(result),
  };
}

/** The site of a call that is right. */
export function siteOf(call: Call): Site {
  const site = createSite(call.operator, argumentsOf(call), call.inputs.map(typeOf));
  expect(site.ok ? undefined : site.fault, `${call.operator}: a fault`).toBeUndefined();
  return present(site.ok ? site.value : undefined, () => 'a site');
}

/** What is wrong with a call. */
export function faultOf(call: Call): Fault {
  const site = createSite(call.operator, argumentsOf(call), call.inputs.map(typeOf));
  expect(site.ok, `${call.operator}: no fault`).toBe(false);
  return present(site.ok ? undefined : site.fault, () => 'a fault');
}

/** The types of the outputs, printed. */
export function typesOf(call: Call): readonly string[] {
  return siteOf(call).outputs.map(printType);
}

/** What a call is run on. */
export interface Given {
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  readonly sizes?: Readonly<Record<string, number>>;
  /** Inference unless said. */
  readonly mode?: Mode;
  /** Where random draws come from. */
  readonly seed?: number;
}

/** The elements of each output, row by row. */
export function numbersOf(call: Call, inputs: readonly (readonly number[])[], given: Given = {}): readonly (readonly number[])[] {
  return outputsOf(siteOf(call).program(given.mode ?? 'inference'), inputs, given);
}

/** What training makes of the running statistics of a batch normalisation. */
export function updatesOf(call: Call, inputs: readonly (readonly number[])[], given: Given = {}): readonly (readonly number[])[] {
  const site = siteOf(call);
  const { inputs: values, parameters } = site.program('training');
  const parameter = (name: string): Value =>
    present(
      parameters.find(({ instruction }) => instruction.op === 'parameter' && instruction.name === name),
      () => name,
    );
  if (site.operator !== 'bn') return [];
  const updates = operators.bn.updates?.({ attributes: site.attributes, inputs: site.inputs, values, parameter, mode: 'training' });
  return outputsOf(program(values, parameters, updates ?? []), inputs, given);
}

function outputsOf(meaning: Program, inputs: readonly (readonly number[])[], given: Given): readonly (readonly number[])[] {
  const result = run(meaning, {
    inputs: new Map(inputs.map((elements, index) => [`input${index}`, elements])),
    parameters: new Map(Object.entries(given.parameters ?? {})),
    sizes: new Map(Object.entries(given.sizes ?? {})),
    random: { seed: given.seed ?? 0 },
  });
  expect('problem' in result ? explainRunProblem(result.problem) : '').toBe('');
  return 'problem' in result ? [] : result.outputs.map(({ data }) => Array.from(data));
}

/** The operations of a call, printed; those of which there are none are left out. */
export function countsOf(call: Call, mode: Mode = 'inference'): Readonly<Record<string, string>> {
  const counts = operationCounts(siteOf(call).program(mode));
  return Object.fromEntries(Object.entries<Size>({ ...counts }).flatMap(([name, size]) => (size === 0 ? [] : [[name, printSize(size)]])));
}
