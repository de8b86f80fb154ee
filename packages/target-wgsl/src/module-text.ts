// The module of a network as text: the runtime, the plan as data, and the class that people import. Not its types.
import { code, identifier, stringLiteral } from '@trammel/emit';
import { parametersByName, type Graph } from '@trammel/graph';
import { isKnown, type Size } from '@trammel/tensor';
import type { NetworkSchedules } from './network-schedules.js';
import { moduleData } from './module-data.js';
import type { Plan } from './plan.js';
import { runtimeText } from './runtime-text.generated.js';
import { sizeScript } from './size-script.js';

/** JavaScript, for every place where there is WebGPU. */
export function moduleText(graph: Graph, plan: Plan, { states }: Pick<NetworkSchedules, 'states'>): string {
  const { shaders, passes, tensors } = moduleData(plan);
  const symbols = plan.symbols.map((symbol) => `s_${identifier(symbol)}`);
  const byName = new Map(plan.symbols.map((symbol, at) => [symbol, symbols[at] ?? symbol]));
  const parameters = [...parametersByName(graph)].map(([name, { initializer, fans, shape }]) => ({
    name,
    shape: shape.map(({ size }) => numberOf(size)),
    initializer,
    ...(fans === undefined ? {} : { fans }),
  }));
  const kept = states.map(({ name, parameter, initial }) => ({ name, parameter, initial }));
  return `${code`
    // ${graph.name} for WebGPU, written by trammel. It needs nothing but a device: see README.md.
    ${runtimeText}
    const $data = {
      name: ${stringLiteral(graph.name)},
      symbols: ${json(plan.symbols)},
      sizes: (${symbols.join(', ')}) => [${plan.sizes.map((size) => sizeScript(size, byName)).join(', ')}],
      tensors: ${json(tensors)},
      passes: ${json(passes)},
      parameters: ${json(parameters)},
      states: ${json(kept)},
      shaders: [
        ${shaders.map(({ text, ...uniforms }) => `{ ...${json(uniforms)}, text: ${template(text)} },`)}
      ],
    };
    /** The network: \`const model = await ${className(graph)}.load(device)\`. */
    export const ${className(graph)} = { name: $data.name, load: (device, weights, options) => $load(device, $data, weights, options) };
  `}\n`;
}

/** The name under which the module exports the network. */
export function className({ name }: Graph): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : identifier(name);
}

function numberOf(size: Size): number {
  return isKnown(size) ? Number(size) : 0;
}

/** Plain data on one line; the code may stand in a page. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A shader keeps its lines. */
function template(text: string): string {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, '\\$&')}\``;
}
