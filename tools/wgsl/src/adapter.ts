/// <reference types="@webgpu/types" />
// A WebGPU device in Node: Dawn on a software adapter, or on whatever Vulkan finds. Not a browser.
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's chromium package keeps SwiftShader, a Vulkan driver in software. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** What to do where there is no adapter. */
export const adapterHint =
  'There is no WebGPU adapter: install a Vulkan loader and a driver, such as the one that comes with chromium (apt-get install libvulkan1 chromium), or name one in VK_ICD_FILENAMES.';

/** A device with all that its adapter grants. */
export async function openDevice(): Promise<{ readonly device: GPUDevice; readonly adapter: GPUAdapter }> {
  if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader)) process.env['VK_ICD_FILENAMES'] = swiftShader;
  process.env['XDG_RUNTIME_DIR'] ??= mkdtempSync(join(tmpdir(), 'trammel-wgsl-'));
  const { create, globals } = await import('webgpu');
  // Dawn ends the process if what made the adapter is collected before it.
  const gpu = create([]);
  Object.assign(globalThis, globals, { trammelGpu: gpu });
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error(adapterHint);
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize },
  });
  return { device, adapter };
}
