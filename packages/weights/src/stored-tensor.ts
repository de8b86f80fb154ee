// A tensor as files of weights hold it: a name, a type, a shape, bytes. Not a tensor of a network.

/** Types of elements by the names that safetensors has for them. */
export type StoredType = 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U64' | 'U32' | 'U16' | 'U8' | 'BOOL';

/** How many bytes one element takes. */
export const bytesOf: Readonly<Record<StoredType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

/** Whether the name is that of a type. */
export const isStoredType = (name: unknown): name is StoredType => typeof name === 'string' && Object.hasOwn(bytesOf, name);

/** What a tensor must be to be taken for another. */
export interface TensorSpec {
  readonly name: string;
  readonly type: StoredType;
  /** Empty for a single number. */
  readonly shape: readonly number[];
}

/** A tensor in a file. */
export interface StoredTensor extends TensorSpec {
  /** Row-major, the lowest byte of each element first. */
  readonly bytes: Uint8Array;
}

/** How many bytes the tensor takes; undefined where that is beyond exact numbers. */
export function byteCount({ type, shape }: Pick<TensorSpec, 'type' | 'shape'>): number | undefined {
  if (shape.includes(0)) return 0;
  let count = bytesOf[type];
  for (const size of shape) {
    count *= size;
    if (count > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return count;
}

/** `F32 [6, 1, 5, 5]` */
export const printSpec = ({ type, shape }: Pick<TensorSpec, 'type' | 'shape'>): string => `${type} [${shape.join(', ')}]`;

/** The bytes of 32-bit floats. */
export function bytesOfFloats(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(bytesOf.F32 * values.length);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index += 1) view.setFloat32(bytesOf.F32 * index, values[index] ?? 0, true);
  return bytes;
}

/** The 32-bit floats of bytes, wherever in a file they lie. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(Math.floor(bytes.byteLength / bytesOf.F32));
  for (let index = 0; index < values.length; index += 1) values[index] = view.getFloat32(bytesOf.F32 * index, true);
  return values;
}
