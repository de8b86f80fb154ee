// Every operator: calls are found, nothing crashes, and what comes out of a run has the types that the site says.
import { initializer, operatorNames, operators, type Mode, type Operator, type OperatorName } from '@trammel/operators';
import { program, verify, type Value } from '@trammel/program';
import { present, printShape, printType, sameType } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { printValue } from '@trammel/networks';
import { schemaOf, trialsOf, type Case } from './cases.js';
import { execute, nameOf, numbersFor } from './execution.js';
import { countOf } from './numbers.js';

const modes: readonly Mode[] = ['inference', 'training'];

/** What a run gives that the site does not say. */
function surprises({ text, site }: Case, mode: Mode): readonly string[] {
  const program = site.program(mode);
  const { outputs } = execute(program, numbersFor({ site }, mode));
  return site.outputs.flatMap((type, index) => {
    const value = program.outputs[index];
    const data = outputs[index]?.data ?? new Float64Array(0);
    const found: string[] = [];
    if (value === undefined || !sameType(type, value)) found.push(`is ${value === undefined ? 'missing' : printType(value)} in ${mode}`);
    if (data.length !== countOf(type)) found.push(`has ${data.length} elements`);
    if (type.elementType === 'int' && !data.every(Number.isInteger)) found.push('holds numbers that are not whole');
    if (type.elementType === 'bool' && !data.every((x) => x === 0 || x === 1)) found.push('holds numbers that are no truth values');
    if (data.some(Number.isNaN)) found.push('holds NaN');
    return found.map((what) => `${text}: output ${index}, ${printType(type)}, ${what} (${mode})`);
  });
}

/** Attributes that no accepted call sets to anything but the default. */
function untried(operator: OperatorName, cases: readonly Case[]): readonly string[] {
  return schemaOf(operator)
    .filter(([, { kind, fallback }]) => kind !== initializer && fallback !== undefined)
    .filter(([name, { fallback }]) => cases.every(({ site }) => printValue(valueOf(site, name)) === printValue(fallback?.value)))
    .map(([name]) => name);
}

const valueOf = (site: Case['site'], name: string): unknown => new Map<string, unknown>(Object.entries(site.attributes)).get(name);

/** What is wrong with the meaning as a program. */
function defects({ text, site }: Case, mode: Mode): readonly string[] {
  return verify(site.program(mode)).map(
    ({ value, message }) => `${text} (${mode}): ${value.instruction.op} ${printType(value)}: ${message}`,
  );
}

/** Running statistics that training leaves as they are, or makes something else of. */
function staleBuffers({ text, site }: Case): readonly string[] {
  const { inputs, parameters } = site.program('training');
  const weights = new Map(parameters.map((value) => [nameOf(value), value]));
  // The operator and the attributes of a site belong together.
  const { updates } = operators[site.operator] as Operator<unknown>;
  const parameter = (name: string): Value => present(weights.get(name), () => `no parameter ${name}`);
  const becomes = updates?.({ attributes: site.attributes, inputs: site.inputs, values: inputs, parameter, mode: 'training' }) ?? [];
  const buffers = site.parameters.filter(({ isTrainable }) => !isTrainable);
  const [before, after] = [buffers, becomes].map((list) => list.map(({ shape }) => printShape(shape)).join(' '));
  if (before !== after) return [`${text}: the running statistics ${before ?? ''} become ${after ?? ''}`];
  const broken = verify(program(inputs, parameters, becomes)).map(({ message }) => message);
  const numbers = execute(program(inputs, parameters, becomes), numbersFor({ site }, 'training')).outputs;
  return [...broken, ...(numbers.some(({ data }) => data.some(Number.isNaN)) ? ['NaN'] : [])].map((what) => `${text}: ${what}`);
}

describe.each(operatorNames)('%s', (operator) => {
  const { cases, crashes } = trialsOf(operator);

  test('can be called, with each of its attributes', () => {
    expect(crashes, 'calls that crash').toEqual([]);
    expect(cases.length, 'accepted calls').toBeGreaterThan(0);
    expect(untried(operator, cases), 'attributes that keep their default in every call found: add samples to the operator').toEqual([]);
  });

  test('has a meaning that is a sound program', () => {
    expect(modes.flatMap((mode) => cases.flatMap((one) => defects(one, mode)))).toEqual([]);
  });

  test('says what training makes of each of its running statistics', () => {
    expect(cases.flatMap(staleBuffers)).toEqual([]);
  });

  test('gives outputs of the types that its site says', () => {
    expect(modes.flatMap((mode) => cases.flatMap((one) => surprises(one, mode)))).toEqual([]);
  });
});
