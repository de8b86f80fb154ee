/** Numbers as people read them, at the edges between units. */
import { symbolSize } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { bar, printBytes, printCount, printRatio, printShare, printShort, shortNumbers } from './numbers.js';

describe('numbers', () => {
  it('counts are exact, or formulas', () => {
    expect([0, 25_557_032, 2n ** 70n, symbolSize('N')].map(printCount)).toEqual(['0', '25,557,032', '1,180,591,620,717,411,303,424', 'N']);
  });

  it('short forms have three digits, and no unit below their own', () => {
    const values = [0, 7, 999, 1000, 9994, 9995, 99_950, 999_499, 999_500, 1e6, 4_089_184_256, 1.5e18];
    expect(values.map(printShort)).toEqual([
      '0',
      '7',
      '999',
      '1.00 k',
      '9.99 k',
      '10.0 k',
      '100 k',
      '999 k',
      '1.00 M',
      '1.00 M',
      '4.09 G',
      '1500 P',
    ]);
    expect(printShort(-743_232)).toBe('-743 k');
  });

  it('bytes', () => {
    expect([0, 1023, 1024, 102_400, 1_048_575, 102_440_608].map(printBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.00 KiB',
      '100 KiB',
      '1.00 MiB',
      '97.7 MiB',
    ]);
  });

  it('shares and ratios', () => {
    expect([printShare(1, 3), printShare(1, 10_000), printShare(0, 5), printShare(1, 0)]).toEqual(['33.3 %', '<0.1 %', '0.0 %', '']);
    expect([printRatio(3.144, 1), printRatio(99.96, 1), printRatio(5610.4, 1)]).toEqual(['3.14', '100', '5,610']);
    expect([bar(0, 4), bar(0.5, 4), bar(1, 4), bar(1 / 32, 4)]).toEqual(['', '\u2588\u2588', '\u2588\u2588\u2588\u2588', '\u258F']);
  });

  it('small numbers in calls are written as people do', () => {
    expect(shortNumbers('bn(eps=0.00001, momentum=0.1)')).toBe('bn(eps=1e-5, momentum=0.1)');
    expect(shortNumbers('x(0.00015, 10.0001, a0.0001, 0.001)')).toBe('x(1.5e-4, 10.0001, a0.0001, 0.001)');
  });
});
