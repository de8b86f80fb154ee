// Every operator as generated for TensorFlow.js: the outputs and gradients of the executor, on every call that the suite finds.
import { operatorNames, type Mode, type OperatorName } from '@trammel/operators';
import { agreementOf, createLoader, graphOfSite, isDeterministic } from '@trammel/targets';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';

const loader = createLoader();

/** What is wrong with the case, in words. */
function faultOf({ site, text }: Case, mode: Mode): readonly string[] {
  const graph = graphOfSite(site);
  if (!isDeterministic(graph, mode)) return [];
  try {
    const { forward, backward, statistics, worst, parameters } = agreementOf(graph, loader, { mode, sizes: new Map(), seed: 1 });
    const isNear = forward <= 1e-5 && backward <= 1e-4 && statistics <= 1e-5;
    return [
      ...(isNear ? [] : [`${text} (${mode}): ${worst}`]),
      ...(parameters.counted === parameters.expected
        ? []
        : [`${text}: ${parameters.counted} parameters instead of ${parameters.expected}`]),
    ];
  } catch (error) {
    return [`${text} (${mode}): ${error instanceof Error ? error.message : String(error)}`];
  }
}

describe.each(operatorNames)('%s', (operator: OperatorName) => {
  test('gives the numbers of the executor and its gradients', () => {
    const { cases } = trialsOf(operator);
    expect(cases.flatMap((one) => [...faultOf(one, 'inference'), ...faultOf(one, 'training')])).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
  });
});
