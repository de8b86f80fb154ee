// Shapes: broadcasting by name, roles of axes, text.
import { describe, expect, test } from 'vitest';
import {
  axisNamed,
  broadcastShapes,
  elementCount,
  featureAxis,
  invariant,
  present,
  printShape,
  printSize,
  printType,
  sameShape,
  sameType,
  spatialAxes,
  substituteShape,
  symbolSize,
  type Shape,
  type Size,
} from './index.js';

const shape = (sizes: Readonly<Record<string, Size>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));
const N = symbolSize('N');
const image = shape({ N, C: 3, H: 8, W: 4 });

describe('broadcasting by name', () => {
  const broadcast = (...shapes: readonly Shape[]): string => {
    const common = broadcastShapes(shapes);
    if ('shape' in common) return printShape(common.shape);
    const { axis, sizes, indices } = common.conflict;
    return `${axis}: ${sizes.map(printSize).join(' and ')} from ${indices.join(' and ')}`;
  };

  test.each<[string, readonly Shape[]]>([
    ['[]', []],
    ['[N, C=3, H=8, W=4]', [shape({ C: 3 }), image]],
    ['[N, C=3, H=8, W=4]', [image, shape({ C: 1 })]],
    ['[N, C=3]', [shape({ N, C: 1 }), shape({ C: 3 })]],
    ['[N, C]', [shape({ N: 1, C: 1 }), shape({ C: symbolSize('C'), N })]],
    ['[N, C=3, K=2]', [shape({ N, C: 3 }), shape({ K: 2 })]],
    ['C: 3 and 4 from 0 and 1', [shape({ N, C: 3 }), shape({ C: 4 })]],
    ['N: N and 4 from 1 and 2', [shape({ N: 1 }), shape({ N }), shape({ N: 4 })]],
  ])('%s', (expected, shapes) => {
    expect(broadcast(...shapes)).toBe(expected);
  });
});

test('roles', () => {
  expect(featureAxis(image)?.name).toBe('C');
  expect(featureAxis(shape({ N, T: 5, E: 7 }))?.name).toBe('E');
  expect(featureAxis([])).toBeUndefined();
  expect(spatialAxes(image).map((axis) => axis.name)).toEqual(['H', 'W']);
  // A D that is the last axis of a text model is its features, not a depth.
  expect(spatialAxes(shape({ N, T: 5, D: 7 })).map((axis) => axis.name)).toEqual(['T']);
});

test('equality, counts, substitution', () => {
  expect(sameShape(image, shape({ N: symbolSize('N'), C: 3, H: 8, W: 4 }))).toBe(true);
  expect(sameShape(image, shape({ N, C: 3, W: 4, H: 8 }))).toBe(false);
  expect(sameShape(image, shape({ N, C: 3, H: 8 }))).toBe(false);
  expect(sameShape(image, shape({ N, C: 3, H: 8, W: 5 }))).toBe(false);
  expect(sameType({ elementType: 'int', shape: image }, { elementType: 'f32', shape: image })).toBe(false);
  expect(printSize(elementCount(image))).toBe('96*N');
  expect(elementCount([])).toBe(1);
  expect(printShape(substituteShape(image, new Map([['N', 2]])))).toBe('[N=2, C=3, H=8, W=4]');
  expect(axisNamed(image, 'H')?.size).toBe(8);
  expect(axisNamed(image, 'T')).toBeUndefined();
});

test('text', () => {
  expect(printType({ elementType: 'int', shape: shape({ N, T: 5 }) })).toBe('int[N, T=5]');
  expect(printType({ elementType: 'f32', shape: [] })).toBe('[]');
});

test('invariants throw what they explain', () => {
  expect(() => invariant(false, () => 'one is two')).toThrow('internal: one is two');
  expect(present(3, () => 'never')).toBe(3);
  expect(() => present(undefined, () => 'it is there')).toThrow('internal: it is there');
});
