// Receptive fields in a few characters, for a cell of a table.
import type { AxisField, InputField } from '@trammel/analysis';
import { printSize, roleOf } from '@trammel/tensor';

/** `11x11/4`: extents along space and time, and the stride; `all` for what reads every index of them. */
export function printField(fields: readonly InputField[] | undefined): string {
  if (fields === undefined) return '';
  const texts = fields.map(printInput).filter((text) => text !== '');
  return [...new Set(texts)].join(' | ');
}

function printInput({ axes }: InputField): string {
  const sliding = axes.filter(({ axis }) => roleOf(axis) === 'space' || roleOf(axis) === 'time');
  if (sliding.length === 0) return '';
  const sizes = sliding.map((axis) => `${printSize(axis.size)}${axis.holes ? '*' : ''}`).join('x');
  return sizes + printStride(sliding);
}

function printStride(axes: readonly AxisField[]): string {
  const strides = [...new Set(axes.map((axis) => axis.stride))];
  const [only] = strides;
  if (only === 0 || (only === 1 && strides.length === 1)) return '';
  return `/${strides.map(printFraction).join('x')}`;
}

/** `1/2` for a stride below 1. */
export function printFraction(stride: number): string {
  if (Number.isInteger(stride) || stride === 0) return String(stride);
  const inverse = 1 / stride;
  return Number.isInteger(Number(inverse.toFixed(9))) ? `1/${Math.round(inverse)}` : stride.toPrecision(3);
}
