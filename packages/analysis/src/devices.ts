// What devices can do at most, as their makers publish it: a table of data. Nothing is measured here.

/** The two limits of a device for 32-bit floats. */
export interface Device {
  readonly name: string;
  /** Operations a second with 32-bit floats outside of matrix units. */
  readonly flopsPerSecond: number;
  /** Of the memory beside it. */
  readonly bytesPerSecond: number;
  /** The document with these figures. */
  readonly source: string;
}

/** By the name under which one is asked for; the first one is told unless another is. */
export const devices = {
  a100: {
    name: 'NVIDIA A100 SXM 80 GB',
    flopsPerSecond: 19.5e12,
    bytesPerSecond: 2.039e12,
    source: 'NVIDIA A100 Tensor Core GPU datasheet, 2021',
  },
  h100: {
    name: 'NVIDIA H100 SXM',
    flopsPerSecond: 67e12,
    bytesPerSecond: 3.35e12,
    source: 'NVIDIA H100 Tensor Core GPU datasheet, 2023',
  },
  v100: {
    name: 'NVIDIA V100 SXM2',
    flopsPerSecond: 15.7e12,
    bytesPerSecond: 0.9e12,
    source: 'NVIDIA V100 Tensor Core GPU datasheet, 2020',
  },
  t4: {
    name: 'NVIDIA T4',
    flopsPerSecond: 8.1e12,
    bytesPerSecond: 0.32e12,
    source: 'NVIDIA Turing GPU architecture whitepaper WP-09183, 2018',
  },
  rtx4090: {
    name: 'NVIDIA GeForce RTX 4090',
    flopsPerSecond: 82.6e12,
    bytesPerSecond: 1.008e12,
    source: 'NVIDIA Ada GPU architecture whitepaper, 2022',
  },
} as const satisfies Readonly<Record<string, Device>>;

export type DeviceName = keyof typeof devices;
export const deviceNames: readonly DeviceName[] = ['a100', 'h100', 'v100', 't4', 'rtx4090'];
