// The weights of a TensorFlow.js `model.json`: its list of groups, and the shards that hold their bytes. Not its topology.
// Source: tfjs-core/src/io/types.ts (WeightsManifestConfig) and io_utils.ts (decodeWeights), Apache-2.0.
import { firstRepeated, isObject } from './json-text.js';
import { byteCount, printSpec, type StoredTensor, type StoredType } from './stored-tensor.js';

/** One group: its weights lie in a row through all of its shards. */
export interface WeightGroup {
  /** Relative to `model.json`. */
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

export interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: ManifestType;
}

/** Types of elements by the names of TensorFlow.js. */
export type ManifestType = 'float32' | 'int32' | 'bool';

const storedTypes: Readonly<Record<ManifestType, StoredType>> = { float32: 'F32', int32: 'I32', bool: 'BOOL' };

const isManifestType = (name: unknown): name is ManifestType => typeof name === 'string' && Object.hasOwn(storedTypes, name);

/** What is written: the manifest, and the bytes of each of its paths. */
export interface WeightFiles {
  readonly manifest: readonly WeightGroup[];
  readonly shards: ReadonlyMap<string, Uint8Array>;
}

/** How long a shard is unless said: what the converter of TensorFlow.js takes, so that browsers keep each in their cache. */
export const defaultShardBytes = 4 * 1024 * 1024;

/** One group of the tensors in this order; undefined where TensorFlow.js has no such type of elements. */
export function writeWeightFiles(tensors: readonly StoredTensor[], shardBytes = defaultShardBytes): WeightFiles | undefined {
  const types = Object.entries(storedTypes);
  const weights = tensors.flatMap(({ name, type, shape }) => {
    const dtype = types.find(([, stored]) => stored === type)?.[0];
    return isManifestType(dtype) ? [{ name, shape, dtype }] : [];
  });
  if (weights.length < tensors.length) return undefined;
  const whole = joined(tensors.map(({ bytes }) => bytes));
  const count = Math.max(1, Math.ceil(whole.length / shardBytes));
  const shards = new Map(
    Array.from({ length: count }, (_, index) => [
      `group1-shard${index + 1}of${count}.bin`,
      whole.slice(shardBytes * index, shardBytes * (index + 1)),
    ]),
  );
  return { manifest: [{ paths: [...shards.keys()], weights }], shards };
}

/** The tensors of a manifest in its order, or the first thing that is wrong; `shardAt` gives the bytes of a path, if there are any. */
export function readWeightFiles(
  manifest: unknown,
  shardAt: (path: string) => Uint8Array | undefined,
): { readonly tensors: readonly StoredTensor[] } | { readonly why: string } {
  const paths = shardPaths(manifest);
  if ('why' in paths) return paths;
  const tensors: StoredTensor[] = [];
  for (const [index, group] of (Array.isArray(manifest) ? manifest : []).entries()) {
    const shards = (paths.groups[index] ?? []).map((path) => ({ path, bytes: shardAt(path) }));
    const lost = shards.find(({ bytes }) => bytes === undefined);
    if (lost !== undefined) return { why: `there is no ${lost.path}` };
    const read = readGroup(isObject(group) ? group['weights'] : undefined, joined(shards.map(({ bytes }) => bytes ?? new Uint8Array())));
    if ('why' in read) return read;
    tensors.push(...read.tensors);
  }
  const repeated = firstRepeated(tensors.map(({ name }) => name));
  return repeated === undefined ? { tensors } : { why: `the manifest has ${JSON.stringify(repeated)} twice` };
}

/** The paths of each group: what is to be read before `readWeightFiles`. None leads out of the folder of the manifest. */
export function shardPaths(manifest: unknown): { readonly groups: readonly (readonly string[])[] } | { readonly why: string } {
  if (!Array.isArray(manifest)) return { why: 'the manifest of the weights is no list of groups' };
  const groups: string[][] = [];
  for (const group of manifest) {
    const paths: unknown = isObject(group) ? group['paths'] : undefined;
    if (!Array.isArray(paths)) return { why: 'a group of weights has no list of paths' };
    const inside = paths.filter((path): path is string => typeof path === 'string' && isInside(path));
    const outside = paths.findIndex((path) => !inside.includes(String(path)));
    if (outside >= 0) return { why: `${JSON.stringify(paths[outside])} is no path within the folder of the manifest` };
    groups.push(inside);
  }
  return { groups };
}

/** Names between slashes only: no address, no drive, no way up, nothing that a file system reads otherwise. */
function isInside(path: string): boolean {
  return path.split('/').every((part) => /^[\w.@+= -]+$/.test(part) && !/^\.+$/.test(part));
}

function readGroup(weights: unknown, bytes: Uint8Array): { readonly tensors: readonly StoredTensor[] } | { readonly why: string } {
  if (!Array.isArray(weights)) return { why: 'a group of weights has no list of weights' };
  const tensors: StoredTensor[] = [];
  let end = 0;
  for (const weight of weights) {
    const spec = readWeight(weight);
    if ('why' in spec) return spec;
    const count = byteCount(spec) ?? Number.POSITIVE_INFINITY;
    if (end + count > bytes.length)
      return { why: `${spec.name}: ${printSpec(spec)} takes ${count} bytes, and ${bytes.length - end} are left in its group` };
    tensors.push({ ...spec, bytes: bytes.subarray(end, end + count) });
    end += count;
  }
  return end === bytes.length ? { tensors } : { why: `its weights take ${end} bytes, and the files of their group hold ${bytes.length}` };
}

function readWeight(weight: unknown): Omit<StoredTensor, 'bytes'> | { readonly why: string } {
  if (!isObject(weight) || typeof weight['name'] !== 'string') return { why: 'a weight of the manifest has no name' };
  const { name, shape, dtype, quantization } = weight;
  if (quantization !== undefined) return { why: `${name}: it is quantised, and weights are read as they were trained` };
  if (!isManifestType(dtype)) return { why: `${name}: ${JSON.stringify(dtype)} is no type of elements that can be read` };
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && Number(size) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize)) return { why: `${name}: its shape is no list of sizes` };
  return { name, shape, type: storedTypes[dtype] };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
