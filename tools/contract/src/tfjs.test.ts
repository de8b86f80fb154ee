// Every operator as generated for TensorFlow.js: the outputs and gradients of the executor, on every call that the suite finds.
import { operatorNames, type OperatorName } from '@trammel/operators';
import { createLoader, faultsOf, graphOfSite } from '@trammel/targets';
import { describe, expect, test } from 'vitest';
import { trialsOf, type Case } from './cases.js';

const loader = createLoader();

/** What is wrong with the case, in words. */
function faultOf({ site, text }: Case): readonly string[] {
  try {
    return faultsOf(graphOfSite(site), loader, { sizes: new Map(), modes: ['inference', 'training'] }).map((fault) => `${text}: ${fault}`);
  } catch (error) {
    return [`${text}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

describe.each(operatorNames)('%s', (operator: OperatorName) => {
  test('gives the numbers of the executor and its gradients', () => {
    const { cases } = trialsOf(operator);
    expect(cases.flatMap(faultOf)).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
  });
});
