// What a call computes of numbers at hand, if it is tame: finite, of moderate size, forward and backward, in both modes.
import { differentiateWithOutputs } from '@trammel/autodiff';
import { run } from '@trammel/interpreter';
import type { Mode, Site } from '@trammel/operators';
import { approximateSize, elementCount, substituteShape } from '@trammel/tensor';
import { numbersFor } from './numbers.js';

/** What a call is tried on. */
export interface Trial {
  /** Of its inputs, row-major. */
  readonly inputs: readonly Float64Array[];
  readonly seed: number;
  readonly sizes: ReadonlyMap<string, number>;
}

/** The most elements of a tensor, the largest element, and the largest gradient of one element by another. */
export const tameness = { elements: 1000, value: 30, gradient: 100 } as const;

/** Its outputs at inference; undefined where numbers or gradients leave the limits in some mode. */
export function tameOutputs(site: Site, trial: Trial): readonly Float64Array[] | undefined {
  const count = ({ shape }: Site['outputs'][number]): number => approximateSize(elementCount(substituteShape(shape, trial.sizes)));
  if (site.outputs.some((type) => count(type) > tameness.elements || count(type) < 1)) return undefined;
  const inference = outputsIn('inference', site, trial);
  if (inference === undefined) return undefined;
  const isSame = site.program('training') === site.program('inference');
  return isSame || outputsIn('training', site, trial) !== undefined ? inference : undefined;
}

function outputsIn(mode: Mode, site: Site, { inputs: given, seed, sizes }: Trial): readonly Float64Array[] | undefined {
  const forward = site.program(mode);
  const variables = [...forward.inputs, ...forward.parameters].filter(({ elementType }) => elementType === 'f32');
  const program = differentiateWithOutputs(forward, { withRespectTo: variables });
  const parameters = new Map(site.parameters.map((parameter) => [parameter.name, parameter]));
  const drawn = numbersFor(program, { seed, sizes, parameters });
  const inputs = new Map([...drawn.inputs, ...given.map((data, index) => [`input${index}`, data] as const)]);
  const result = run(program, { inputs, parameters: drawn.parameters, sizes, random: { seed } });
  if ('problem' in result) return undefined;
  const outputs = result.outputs.slice(0, forward.outputs.length).map(({ data }) => data);
  const gradients = result.outputs.slice(forward.outputs.length).map(({ data }) => data);
  return isWithin(outputs, tameness.value) && isWithin(gradients, tameness.gradient) ? outputs : undefined;
}

const isWithin = (tensors: readonly Float64Array[], limit: number): boolean =>
  tensors.every((data) => data.every((value) => Math.abs(value) <= limit));
