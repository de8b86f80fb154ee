// The module of a network as text: the runtime, the plan as data, and the class that people import. Not its types.
import { code, identifier } from '@trammel/emit';
import { parametersByName, type Graph } from '@trammel/graph';
import { distributionOf, type Initializer } from '@trammel/operators';
import type { NetworkSchedules } from './network-schedules.js';
import { packModule } from './pack-module.js';
import { planOf, type Plan } from './plan.js';
import { runtimeTexts } from './runtime-text.generated.js';
import { sizeScript } from './size-script.js';

/** JavaScript, for every place where there is WebGPU. */
export function moduleText(graph: Graph, network: NetworkSchedules): string {
  const parameters = parametersByName(graph);
  const plan = planOf(network.schedules, new Map([...parameters].map(([name, { shape }]) => [name, shape])));
  const symbols = plan.symbols.map((symbol) => `s_${identifier(symbol)}`);
  const byName = new Map(plan.symbols.map((symbol, at) => [symbol, symbols[at] ?? symbol]));
  const data = { name: graph.name, ...packModule(plan), ...initialData(plan, parameters, network) };
  return `${code`
    // ${graph.name} for WebGPU, written by trammel. It needs nothing but a device: see README.md.
    ${runtimeTexts[runtimeFor(data.initializers)]}
    const $data = {
      sizes: (${symbols.join(', ')}) => [${plan.sizes.map((size) => sizeScript(size, byName)).join(', ')}],
      ${Object.entries(data).map(([key, value]) => `${key}: ${json(value)},`)}
    };
    /** The network: \`const model = await ${className(graph)}.load(device)\`. */
    export const ${className(graph)} = { name: $data.name, load: (device, weights, options) => $load(device, $data, weights, options) };
  `}\n`;
}

/** The runtime that draws by these initialisers, and by no more than it must. */
function runtimeFor(initializers: readonly Initializer[]): keyof typeof runtimeTexts {
  const laws = new Set(initializers.map((initializer) => distributionOf(initializer).kind));
  if (laws.has('orthogonal')) return 'all';
  return laws.has('normal') || laws.has('truncated_normal') ? 'normal' : 'plain';
}

/** How what is kept begins, in the form that the runtime says. */
function initialData(
  { tensors }: Plan,
  parameters: ReturnType<typeof parametersByName>,
  { states }: Pick<NetworkSchedules, 'states'>,
): { readonly initializers: readonly Initializer[]; readonly initials: readonly (readonly number[])[] } {
  const initializers = new Map<string, { readonly initializer: Initializer; readonly number: number }>();
  const names = tensors.flatMap(({ kept }) => kept ?? []);
  const initials = names.map((name): readonly number[] => {
    const parameter = parameters.get(name);
    if (parameter === undefined) {
      const state = states.find((candidate) => candidate.name === name);
      return state?.initial === 'parameter' ? [-2, names.indexOf(state.parameter)] : [-1];
    }
    const { initializer, fans } = parameter;
    const key = JSON.stringify(initializer);
    const known = initializers.get(key) ?? { initializer, number: initializers.size };
    initializers.set(key, known);
    return initializer.kind === 'variance_scaling' && fans !== undefined ? [known.number, fans.in, fans.out] : [known.number];
  });
  return { initializers: [...initializers.values()].map(({ initializer }) => initializer), initials };
}

/** The name under which the module exports the network. */
export function className({ name }: Graph): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : identifier(name);
}

/** Plain data on one line; the code may stand in a page. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll(/<(?=[/!])/g, '\\u003c');
}
