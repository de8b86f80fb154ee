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
  // Where axes were put together or laid end to end, strides along them are no simple numbers.
  const along = axes.flatMap((axis) => axis.along);
  if (new Set(along).size < along.length || axes.some((axis) => axis.along.length > 1)) return '';
  if (!strides.every((stride) => Number.isInteger(stride) || Number.isInteger(1 / stride))) return '';
  if (only === 0 || (only === 1 && strides.length === 1)) return '';
  return `/${strides.map(printFraction).join('x')}`;
}

/** `1/2` for a stride below 1. */
const printFraction = (stride: number): string => (Number.isInteger(stride) ? String(stride) : `1/${1 / stride}`);
