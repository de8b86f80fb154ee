// What devices can do at most, as their makers say and others repeat: a table of data. Nothing is measured here.

/** The two limits of a device for 32-bit floats. */
export interface Device {
  readonly name: string;
  /** Operations a second with 32-bit floats outside of matrix units. */
  readonly flopsPerSecond: number;
  /** Of the memory beside it. */
  readonly bytesPerSecond: number;
  /** Public pages on which both figures were looked up. */
  readonly toldAt: readonly string[];
}

/** By the name under which one is asked for; the first one is told unless another is. */
export const devices = {
  a100: {
    name: 'NVIDIA A100 SXM 80 GB',
    flopsPerSecond: 19.5e12,
    bytesPerSecond: 2.039e12,
    toldAt: ['https://glennklockwood.com/garden/processors/A100'],
  },
  h100: {
    name: 'NVIDIA H100 SXM',
    flopsPerSecond: 67e12,
    bytesPerSecond: 3.35e12,
    toldAt: ['https://archive-lib.hpctech.co.jp/gpuproduct/nvidia-h100.html'],
  },
  v100: {
    name: 'NVIDIA V100 SXM2',
    flopsPerSecond: 15.7e12,
    bytesPerSecond: 0.9e12,
    toldAt: [
      'https://fudzilla.com/news/ai/50832-nvidia-unveils-the-a100-tensor-core-gpu',
      'https://pmc.ncbi.nlm.nih.gov/articles/PMC10448217/table/t0015',
    ],
  },
  t4: {
    name: 'NVIDIA T4',
    flopsPerSecond: 8.1e12,
    bytesPerSecond: 0.32e12,
    toldAt: [
      'https://geektopia.es/es/technology/2018/09/13/noticias/nvidia-presenta-la-nueva-tesla-t4-basada-en-turing-orientada-a-inteligencia-artificial.html',
      'https://sysrqmts.com/en/gpus/nvidia/tesla/t4',
    ],
  },
  rtx4090: {
    name: 'NVIDIA GeForce RTX 4090',
    flopsPerSecond: 82.6e12,
    bytesPerSecond: 1.008e12,
    toldAt: ['https://waredb.com/processor/nvidia-geforce-rtx-4090'],
  },
} as const satisfies Readonly<Record<string, Device>>;

export type DeviceName = keyof typeof devices;
export const deviceNames: readonly DeviceName[] = ['a100', 'h100', 'v100', 't4', 'rtx4090'];
