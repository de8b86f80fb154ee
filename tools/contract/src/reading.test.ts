// Every operator: its calls, written out, are read back as the same calls with the same results.
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { nodesOf } from '@trammel/graph';
import { compile } from '@trammel/lower';
import { operatorNames, printArguments, printPattern, type OperatorName } from '@trammel/operators';
import { printType } from '@trammel/tensor';
import { describe, expect, test } from 'vitest';
import { printValue } from '@trammel/networks';
import { trialsOf, type Case } from './cases.js';

/** The call as a statement over tensors a, b, c...: the first comes along the chain, unless patterns stand behind them. */
function statement(operator: OperatorName, { args, inputs, site }: Case): string {
  const tensors = inputs.map((_, index) => String.fromCharCode('a'.charCodeAt(0) + index));
  const results = site.outputs.map((_, index) => `result${index}`).join(', ');
  const rest = printArguments({ ...args, inputPatterns: [], resultPattern: undefined });
  const written = (parts: readonly string[]): string => [...parts, rest].filter((part) => part !== '').join(', ');
  if (args.inputPatterns.some((pattern) => pattern !== undefined) || args.resultPattern !== undefined) {
    const target = args.resultPattern === undefined ? '' : ` => ${printPattern(args.resultPattern)}`;
    const operands = tensors.map((name, index) => {
      const pattern = args.inputPatterns[index];
      return `${name}${pattern === undefined ? '' : printPattern(pattern)}${index === tensors.length - 1 ? target : ''}`;
    });
    return `${results} = ${operator}(${written(operands)})`;
  }
  const chain = tensors.slice(0, 1).map((name) => `${name} -> `);
  return `${results} = ${chain.join('')}${operator}(${written(tensors.slice(1))})`;
}

function netOf(operator: OperatorName, one: Case): string {
  const inputs = one.inputs.map((type, index) => `  input ${String.fromCharCode('a'.charCodeAt(0) + index)}: ${printType(type)}\n`);
  // Every network has an input, though an operator may need none.
  const first = inputs.length > 0 ? inputs : ['  input unused: [N]\n'];
  return `net Case {\n${first.join('')}  ${statement(operator, one)}\n  output ${one.site.outputs.map((_, index) => `result${index}`).join(', ')}\n}\n`;
}

/** What is read otherwise than it was written. */
function differences(operator: OperatorName, one: Case): readonly string[] {
  const text = netOf(operator, one);
  const { networks, diagnostics } = compile(sourceFile('case.net', text), { resolve: () => ({ why: 'a case stands alone' }) });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map((diagnostic) => renderDiagnostic(diagnostic));
  const body = networks[0]?.graph?.body;
  const sites = body === undefined ? [] : nodesOf(body).map(({ node }) => node.site);
  const [site] = sites;
  if (errors.length > 0 || site === undefined || sites.length > 1) return [`${text}${errors.join('\n')}${sites.length} nodes`];
  const facts = (of: Case['site']): string => `${of.operator} ${printValue(of.attributes)} gives ${of.outputs.map(printType).join(' ')}`;
  return facts(site) === facts(one.site) ? [] : [`${text}is read as ${facts(site)}, and is ${facts(one.site)}`];
}

describe.each(operatorNames)('%s', (operator) => {
  test('is read as it is written', () => {
    expect(trialsOf(operator).cases.flatMap((one) => differences(operator, one))).toEqual([]);
  });
});
