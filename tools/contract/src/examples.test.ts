// Every operator: the example in the manual is a network that compiles without a word, uses the operator, and runs.
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { nodesOf, programOfGraph, verifyGraph, type Graph } from '@trammel/graph';
import { explainRunProblem, run } from '@trammel/interpreter';
import { compile } from '@trammel/lower';
import { operatorNames, operators, type OperatorName } from '@trammel/operators';
import { verify } from '@trammel/program';
import { approximateSize, elementCount, present, substituteShape } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { nameOf } from './execution.js';
import { elementsFor, generator, parameterElementsFor } from './numbers.js';

/** The graph of the example; what the compiler says of it is an error. */
function graphOf(operator: OperatorName): Graph {
  const source = sourceFile(`${operator}.net`, operators[operator].example);
  const { networks, diagnostics } = compile(source, { resolve: () => ({ why: 'an example stands alone' }) });
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n')).toBe('');
  return present(networks[0]?.graph, () => 'an example without a diagnostic has a graph');
}

/** What is wrong with a run of the network where every open size is 2. */
function problems(graph: Graph): readonly string[] {
  const sizes = new Map(graph.symbols.map(({ name }) => [name, 2]));
  const program = programOfGraph(graph, { mode: 'inference' });
  const draw = generator(1);
  const at = <V extends { readonly shape: Graph['inputs'][number]['tensor']['type']['shape'] }>(value: V): V => ({
    ...value,
    shape: substituteShape(value.shape, sizes),
  });
  const inputs = new Map(program.inputs.map((value) => [nameOf(value), elementsFor(at(value), 'positive', draw)]));
  const parameters = new Map(program.parameters.map((value) => [nameOf(value), parameterElementsFor(at(value), draw)]));
  const result = run(program, { inputs, parameters, sizes });
  if ('problem' in result) return [explainRunProblem(result.problem)];
  return graph.outputs.flatMap(({ name, tensor }, index) => {
    const expected = approximateSize(elementCount(substituteShape(tensor.type.shape, sizes)));
    const data = result.outputs[index]?.data ?? new Float64Array(0);
    if (data.length !== expected) return [`output ${name} has ${data.length} elements, not ${expected}`];
    return data.some(Number.isNaN) ? [`output ${name} holds NaN`] : [];
  });
}

describe.each(operatorNames)('%s', (operator) => {
  test('has an example that compiles, uses it and runs', () => {
    const graph = graphOf(operator);
    expect(verifyGraph(graph)).toEqual([]);
    expect(verify(programOfGraph(graph, { mode: 'training' })).map(({ message }) => message)).toEqual([]);
    expect(nodesOf(graph.body).map(({ node }) => node.operator)).toContain(operator);
    expect(problems(graph)).toEqual([]);
  });
});
