// The types of a generated module. Not its code.
import { code, documentation, propertyName } from '@trammel/emit';
import type { Graph } from '@trammel/graph';
import { printShape } from '@trammel/tensor';
import { className } from './module-text.js';
import { givenInputs, type NetworkSchedules } from './network-schedules.js';

/** The declaration file beside the module. */
export function declarationText(graph: Graph, { schedules }: NetworkSchedules): string {
  const [inference, training] = schedules;
  const name = className(graph);
  const inputs = (names: readonly string[]): readonly string[] => inputLines(graph, names);
  const outputs = graph.outputs.flatMap((output) => [
    `/** ${printShape(output.tensor.type.shape)} */`,
    `readonly ${propertyName(output.name)}: Tensor;`,
  ]);
  const train =
    training === undefined
      ? []
      : [
          '/** Makes one step of training; gives the loss before it and the rate. */',
          'train(inputs: {',
          ...inputs(givenInputs(training)).map((line) => `  ${line}`),
          '}): Promise<{ readonly loss: number; readonly rate: number }>;',
        ];
  return `${code`
    /// <reference types="@webgpu/types" />
    ${documentation(graph.doc ?? `${graph.name} for WebGPU.`)}

    /** Numbers with the sizes of their axes, the last axis the fastest. */
    export interface Tensor {
      readonly data: Float32Array;
      readonly shape: readonly number[];
    }

    /** What an input is given as. Without a shape, an open size is worked out from the length. */
    export type Elements = ArrayLike<number> | { readonly data: ArrayLike<number>; readonly shape: readonly number[] };

    /** A safetensors file, or numbers by the names of the weights. */
    export type Weights = ArrayBuffer | Uint8Array | Readonly<Record<string, ArrayLike<number>>>;

    /** The network on a device. Errors have a \`code\`: limit, memory, device, input, weights, shader, disposed, not-finite. */
    export interface ${name} {
      run(inputs: {
        ${inputs(inference === undefined ? [] : givenInputs(inference))}
      }): Promise<{
        ${outputs}
      }>;
      ${train}
      /** All weights as a safetensors file. */
      weights(): Promise<Uint8Array>;
      /** The weights that were read last: what is left if the device is lost. */
      readonly lastWeights: Uint8Array | undefined;
      /** How many steps of training were made. */
      readonly steps: number;
      /** The bytes on the device. */
      readonly bytes: { readonly kept: number; readonly arena: number };
      /** Frees all memory on the device. */
      dispose(): void;
    }

    export declare const ${name}: {
      readonly name: string;
      /** Compiles all shaders and brings the weights to the device: those given, or drawn by the initialisers of the source. */
      load(device: GPUDevice, weights?: Weights, options?: { readonly seed?: number }): Promise<${name}>;
    };
  `}\n`;
}

function inputLines(graph: Graph, names: readonly string[]): readonly string[] {
  const all = [...graph.inputs, ...(graph.training?.loss.inputs ?? [])];
  return names.flatMap((name) => {
    const shape = all.find((input) => input.name === name)?.tensor.type.shape ?? [];
    return [`/** ${printShape(shape)} */`, `readonly ${propertyName(name)}: Elements;`];
  });
}
