// How calls that are chosen by chance are written.
import { noArguments } from '@trammel/operators';
import { expect, test } from 'vitest';
import { printCall } from './random-call.js';

test('sizes of axes stand behind the shape of the result', () => {
  const axis = (name: string) => ({ names: [name], size: undefined });
  const args = {
    ...noArguments,
    inputPatterns: [[axis('N'), axis('C')], undefined],
    resultPattern: [axis('N')],
    named: new Map([['N', { kind: 'size', value: 2 } as const]]),
  };
  expect(printCall({ operator: 'einsum', args }, ['x', 'y'])).toBe('einsum(x[N, C], y => [N], N=2)');
});
