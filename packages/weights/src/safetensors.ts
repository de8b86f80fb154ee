// The safetensors format, read and written: a length, a header of JSON, and the bytes of all tensors. Not files on a disk.
// Source: https://github.com/huggingface/safetensors, README.md (format) and safetensors/src/tensor.rs (checks).
import { asciiBytes, asciiJson, firstRepeated, isObject, outermostKeys, readJson, type JsonObject } from './json-text.js';
import { byteCount, bytesOf, isStoredType, printSpec, type StoredTensor } from './stored-tensor.js';

/** What such a file holds, in the order of its header. */
export interface Safetensors {
  readonly tensors: readonly StoredTensor[];
  /** What a file says of itself, as texts. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The content, or the first thing that is wrong with the file. */
export type SafetensorsResult = Safetensors | { readonly why: string };

/** The length of the header is an unsigned number of 64 bits. */
const lengthBytes = 8;

/** The longest header that the reference reads. */
export const longestHeader = 100_000_000;

/** The one key of the header that is no tensor. */
const metadataKey = '__metadata__';

/** Everything is checked before anything is given: lengths, the header, and that the tensors fill the rest without gap or overlap. */
export function readSafetensors(file: Uint8Array): SafetensorsResult {
  if (file.length < lengthBytes) return { why: `a safetensors file begins with ${lengthBytes} bytes, and there are ${file.length}` };
  const length = new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true);
  if (length > BigInt(longestHeader)) return { why: `its header would have ${length} bytes, and at most ${longestHeader} are allowed` };
  const start = lengthBytes + Number(length);
  if (start > file.length) return { why: `its header would end at byte ${start}, and the file ends at ${file.length}` };
  const header = readHeader(file.subarray(lengthBytes, start));
  if ('why' in header) return header;
  const { entries, metadata } = header;
  const why = gapBetween(entries, file.length - start);
  if (why !== undefined) return { why };
  const tensors = entries.map(({ name, type, shape, from, to }) => ({ name, type, shape, bytes: file.subarray(start + from, start + to) }));
  return { tensors, metadata };
}

/** A tensor with its place behind the header. */
interface Entry extends Omit<StoredTensor, 'bytes'> {
  readonly from: number;
  readonly to: number;
}

type HeaderResult = { readonly entries: readonly Entry[]; readonly metadata: Safetensors['metadata'] } | { readonly why: string };

const [openingBrace] = asciiBytes('{');

function readHeader(bytes: Uint8Array): HeaderResult {
  if (bytes[0] !== openingBrace) return { why: 'its header does not begin with {' };
  const json = readJson(bytes);
  if ('why' in json) return { why: `its header cannot be read: ${json.why}` };
  if (!isObject(json.value)) return { why: 'its header is no object' };
  const keys = outermostKeys(json.text);
  const repeated = firstRepeated(keys);
  if (repeated !== undefined) return { why: `its header has ${JSON.stringify(repeated)} twice` };
  const metadata = readMetadata(json.value[metadataKey]);
  if (metadata === undefined) return { why: `its ${metadataKey} is not made of texts` };
  const entries: Entry[] = [];
  for (const name of keys) {
    if (name === metadataKey) continue;
    const entry = readEntry(name, json.value[name]);
    if ('why' in entry) return entry;
    entries.push(entry);
  }
  return { entries, metadata };
}

function readMetadata(value: unknown): Safetensors['metadata'] | undefined {
  if (value === undefined) return new Map();
  if (!isObject(value)) return undefined;
  const texts = Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []));
  return texts.length === Object.keys(value).length ? new Map(texts) : undefined;
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function readEntry(name: string, value: unknown): Entry | { readonly why: string } {
  const wrong = (what: string) => ({ why: `${name}: ${what}` });
  if (!isObject(value)) return wrong('it is not described by an object');
  const { dtype: type, shape, data_offsets: offsets }: JsonObject = value;
  if (!isStoredType(type)) return wrong(`${JSON.stringify(type)} is no type of elements that can be read`);
  if (!Array.isArray(shape) || !shape.every(isCount)) return wrong('its shape is no list of sizes');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) return wrong('its place is not given by two offsets');
  const [from = 0, to = 0] = offsets;
  const count = byteCount({ type, shape });
  if (to - from !== count)
    return wrong(`${printSpec({ type, shape })} takes ${count ?? 'too many'} bytes, and ${to - from} are given to it`);
  return { name, type, shape, from, to };
}

/** What is wrong with the places of the tensors; they must fill all bytes, each once. */
function gapBetween(entries: readonly Entry[], length: number): string | undefined {
  let end = 0;
  for (const { name, from, to } of [...entries].sort((one, other) => one.from - other.from || one.to - other.to)) {
    if (from < end) return `${name}: it begins at ${from}, within a tensor that ends at ${end}`;
    if (from > end) return `${name}: it begins at ${from}, and the tensor before it ends at ${end}`;
    end = to;
  }
  return end === length ? undefined : `its tensors take ${end} bytes, and ${length} follow the header`;
}

/** The bytes of a file that has the tensors in this order. Names must differ; the bytes must be as many as type and shape call for. */
export function writeSafetensors(tensors: readonly StoredTensor[], metadata: ReadonlyMap<string, string> = new Map()): Uint8Array {
  // Wider elements lie first, so that each tensor begins at a multiple of the size of its elements.
  const laid = [...tensors].sort((one, other) => bytesOf[other.type] - bytesOf[one.type]);
  const places = new Map<StoredTensor, number>();
  let end = 0;
  for (const tensor of laid) {
    places.set(tensor, end);
    end += tensor.bytes.length;
  }
  const place = (tensor: StoredTensor): number => places.get(tensor) ?? 0;
  const entries = tensors.map((tensor) => {
    const { name, type: dtype, shape, bytes } = tensor;
    return [name, { dtype, shape, data_offsets: [place(tensor), place(tensor) + bytes.length] }] as const;
  });
  const about = metadata.size === 0 ? [] : [[metadataKey, Object.fromEntries(metadata)] as const];
  const header = [...about, ...entries].map(([key, value]) => `${asciiJson(key)}:${asciiJson(value)}`).join(',');
  // Spaces behind the header bring the tensors to a multiple of 8 bytes.
  const text = `{${header}}`;
  const padded = text.padEnd(lengthBytes * Math.ceil(text.length / lengthBytes));
  const file = new Uint8Array(lengthBytes + padded.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded.length), true);
  file.set(asciiBytes(padded), lengthBytes);
  for (const tensor of laid) file.set(tensor.bytes, lengthBytes + padded.length + place(tensor));
  return file;
}
