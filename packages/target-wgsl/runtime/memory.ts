/// <reference types="@webgpu/types" />
// Buffers of a model on its device: what is kept from run to run, and one arena for all else.
import { placeLives } from '../src/arena.js';
import { livesOf } from '../src/lives.js';
import { bytesOf, countOf, type ModelData, type Pass } from '../src/model-data.js';
import { ModelError } from './faults.js';

/** A part of a buffer. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** Throws where the device does not grant a buffer or a binding of that size. */
export function checkSize(device: GPUDevice, bytes: number, what: string): void {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const limit = what === 'a tensor' ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
  if (bytes > limit) {
    throw new ModelError(
      'limit',
      `${what} takes ${bytes} bytes and this device grants ${limit}: ask for requiredLimits (maxBufferSize, maxStorageBufferBindingSize) up to those of the adapter, or take a smaller batch`,
    );
  }
}

/** A buffer for storage that can be copied from and to; an error if the device has no memory for it. */
export async function storageBuffer(device: GPUDevice, bytes: number, label: string): Promise<GPUBuffer> {
  checkSize(device, bytes, label);
  device.pushErrorScope('out-of-memory');
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const buffer = device.createBuffer({ label, size: bytes, usage: STORAGE | COPY_SRC | COPY_DST });
  const error = await device.popErrorScope();
  if (error !== null)
    throw new ModelError('memory', `the device has no ${bytes} bytes for ${label}: take a smaller batch or free other models`);
  return buffer;
}

/** Places for all kept tensors, which have known sizes, in as many buffers as the device needs. */
export async function keptPlaces(device: GPUDevice, data: ModelData): Promise<ReadonlyMap<number, Place>> {
  const sizes = data.sizes(...data.symbols.map(() => 1));
  const alignment = device.limits.minStorageBufferOffsetAlignment;
  const groups: { total: number; members: { tensor: number; offset: number; size: number }[] }[] = [];
  for (const [tensor, { kept, shape }] of data.tensors.entries()) {
    if (kept === undefined) continue;
    const size = bytesOf(countOf(sizes, shape));
    checkSize(device, size, 'a tensor');
    let group = groups.at(-1);
    if (group === undefined || group.total + size > device.limits.maxBufferSize) {
      group = { total: 0, members: [] };
      groups.push(group);
    }
    group.members.push({ tensor, offset: group.total, size });
    group.total += Math.ceil(size / alignment) * alignment;
  }
  const places = new Map<number, Place>();
  for (const { total, members } of groups) {
    const last = members.at(-1);
    const buffer = await storageBuffer(device, last === undefined ? total : last.offset + last.size, 'the weights');
    for (const { tensor, offset, size } of members) places.set(tensor, { buffer, offset, size });
  }
  return places;
}

/** Where the tensors of a pass lie in the arena at these sizes, and how long that must be. */
export function arenaPlaces(
  device: GPUDevice,
  pass: Pass,
  data: ModelData,
  sizes: readonly number[],
): { readonly offsets: ReadonlyMap<number, number>; readonly bytes: number } {
  const all = livesOf(pass, data.tensors);
  const lives = all.map(([tensor, first, last]) => {
    const bytes = bytesOf(countOf(sizes, data.tensors[tensor]?.shape ?? []));
    checkSize(device, bytes, 'a tensor');
    return { bytes, first, last };
  });
  const { offsets, bytes } = placeLives(lives, device.limits.minStorageBufferOffsetAlignment);
  return { offsets: new Map(all.map(([tensor], at) => [tensor, offsets[at] ?? 0])), bytes };
}
