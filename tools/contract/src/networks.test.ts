// Random networks: they compile, reach every operator, and the executor gives the numbers and gradients of the interpreter.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { parametersByName, programOfGraph, verifyGraph, type Graph } from '@trammel/graph';
import { run } from '@trammel/interpreter';
import { numbersFor, randomNetwork, type RandomNetwork } from '@trammel/networks';
import { operatorNames, type Mode } from '@trammel/operators';
import { compile } from 'trammel';
import { expect, test } from 'vitest';
import { differenceOf } from './executed.js';

/** Each operator is the featured one of three networks. */
const networks = Array.from({ length: 3 * operatorNames.length }, (_, seed) => randomNetwork(seed));

/** The graph; what the compiler says of it is an error, but for warnings and hints. */
function graphOf({ seed, text }: RandomNetwork): Graph {
  const { networks: compiled, diagnostics } = compile(sourceFile(`random-${seed}.net`, text), {
    resolve: () => ({ why: 'it stands alone' }),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => renderDiagnostic(diagnostic));
  const graph = compiled[0]?.graph;
  if (errors.length > 0 || graph === undefined) throw new Error([text, ...errors].join('\n'));
  return graph;
}

/** Its program with the gradients of all inputs and parameters, and numbers for it. */
function joint({ seed, sizes }: RandomNetwork, graph: Graph, mode: Mode) {
  const forward = programOfGraph(graph, { mode });
  const variables = [...forward.inputs, ...forward.parameters].filter(({ elementType }) => elementType === 'f32');
  const program = differentiateWithOutputs(forward, { withRespectTo: variables });
  const { inputs, parameters } = numbersFor(program, { seed, sizes, parameters: parametersByName(graph) });
  return { program, options: { inputs, parameters, sizes, random: { seed } } };
}

test('the same seed gives the same network, and another seed another one', () => {
  expect(randomNetwork(5)).toEqual(networks[5]);
  expect(new Set(networks.map(({ text }) => text)).size).toBe(networks.length);
});

test('every operator occurs, and every form of text', () => {
  const met = new Map(operatorNames.map((name) => [name, networks.filter(({ operators }) => operators.has(name)).length]));
  expect([...met].filter(([, count]) => count < 2)).toEqual([]);
  const forms = [
    /residual \{/,
    /repeat \d/,
    /\{\n {4}\|/,
    /block/,
    /layer \w+ =/,
    /\.attend/,
    /input x1.*, x2/,
    /output v\d+, v/,
    /\[N, /,
    /, v\d+ = /,
    /=> /,
  ];
  expect(forms.filter((form) => !networks.some(({ text }) => form.test(text)))).toEqual([]);
});

test('the executor gives the numbers and the gradients of the interpreter', () => {
  const far = networks.flatMap((network) => {
    const graph = graphOf(network);
    const faults = verifyGraph(graph).map(String);
    const differences = (['inference', 'training'] as const).map((mode) => {
      const { program, options } = joint(network, graph, mode);
      return differenceOf(program, options);
    });
    return faults.length === 0 && Math.max(...differences) <= 1e-10 ? [] : [`${network.text}${[...faults, ...differences].join(', ')}`];
  });
  expect(far).toEqual([]);
});

test('numbers stay finite, so that a difference would be seen', () => {
  const infinite = networks.filter((network) => {
    const { program, options } = joint(network, graphOf(network), 'inference');
    const result = run(program, options);
    return 'problem' in result || result.outputs.some(({ data }) => !data.every(Number.isFinite));
  });
  expect(infinite.length / networks.length).toBeLessThan(0.02);
});
