// A graph as a standalone WebGPU module: its files as data.
import { code } from '@trammel/emit';
import type { Diagnostic } from '@trammel/diagnostics';
import type { Graph } from '@trammel/graph';
import { isKnown } from '@trammel/tensor';
import { declarationText } from './declarations.js';
import { className, moduleText } from './module-text.js';
import { givenInputs, networkSchedules, type NetworkSchedules } from './network-schedules.js';
import { registerStrategy, type Strategy } from './strategy.js';

/** Files by their paths in the folder of the module, and the commands that a person would give next. */
export interface GeneratedModule {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly next: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The module of a graph, its kernels made for a kind of device. The same graph gives the same bytes. */
export function generateWgsl(graph: Graph, strategy: Strategy = registerStrategy): GeneratedModule {
  const network = networkSchedules(graph, strategy);
  const file = fileName(graph);
  return {
    files: [
      { path: `${file}.js`, text: moduleText(graph, network) },
      { path: `${file}.d.ts`, text: declarationText(graph, network) },
      { path: 'package.json', text: packageText(graph, file) },
      { path: 'index.html', text: pageText(graph, network, file) },
      { path: 'README.md', text: readmeText(graph, network, file) },
    ],
    next: ['npx http-server .'],
    diagnostics: [],
  };
}

function fileName({ name }: Graph): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function packageText({ name }: Graph, file: string): string {
  const content = {
    name: name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
    private: true,
    type: 'module',
    exports: { types: `./${file}.d.ts`, default: `./${file}.js` },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Numbers for each input in the examples: all open sizes are 1. */
function exampleInputs(graph: Graph, names: readonly string[]): string {
  const all = [...graph.inputs, ...(graph.training?.loss.inputs ?? [])];
  const counts = names.map((name) => {
    const shape = all.find((input) => input.name === name)?.tensor.type.shape ?? [];
    const sizes = shape.map(({ size }) => (isKnown(size) ? Number(size) : 1));
    return `${JSON.stringify(name)}: { data: new Float32Array(${sizes.reduce((product, size) => product * size, 1)}), shape: [${sizes.join(', ')}] }`;
  });
  return `{ ${counts.join(', ')} }`;
}

function pageText(graph: Graph, { schedules }: NetworkSchedules, file: string): string {
  const name = className(graph);
  const [inference] = schedules;
  return `${code`
    <!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${name}</title>
      <style>body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem; color-scheme: light dark; } pre { overflow: auto; }</style>
      <main>
        <h1>${name}</h1>
        <p id="status" role="status">Loading the network</p>
        <pre id="result"></pre>
      </main>
      <script type="module">
        import { ${name} } from './${file}.js';
        const show = (id, text) => (document.getElementById(id).textContent = text);
        try {
          const adapter = await navigator.gpu?.requestAdapter();
          if (!adapter) throw new Error('This browser has no WebGPU adapter: use one that has, on a machine with a GPU.');
          const device = await adapter.requestDevice();
          const begun = performance.now();
          const model = await ${name}.load(device);
          const outputs = await model.run(${exampleInputs(graph, inference === undefined ? [] : givenInputs(inference))});
          show('status', \`Loaded and run once on zeros in \${Math.round(performance.now() - begun)} ms\`);
          show('result', Object.entries(outputs).map(([key, { shape, data }]) => \`\${key} [\${shape.join(', ')}]: \${[...data.slice(0, 10)].map((x) => x.toPrecision(4)).join(', ')}\${data.length > 10 ? ', ...' : ''}\`).join('\\n'));
        } catch (error) {
          show('status', error.message);
        }
      </script>
    </html>
  `}\n`;
}

function readmeText(graph: Graph, { schedules }: NetworkSchedules, file: string): string {
  const name = className(graph);
  const [inference, training] = schedules;
  const train =
    training === undefined
      ? []
      : ['', `const { loss } = await model.train({ ${givenInputs(training).join(', ')} });   // one step; the weights stay on the device`];
  return `${code`
    # ${name} for WebGPU

    ${graph.doc === undefined ? [] : [graph.doc, '']}One module without dependencies, for pages, workers, Deno, and Node with the package \`webgpu\`.

    \`\`\`js
    import { ${name} } from './${file}.js';

    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter.requestDevice();
    const model = await ${name}.load(device);   // or .load(device, bytes of a safetensors file)
    const { ${graph.outputs.map((output) => output.name).join(', ')} } = await model.run({ ${inference === undefined ? '' : givenInputs(inference).join(', ')} });
    ${train}

    const bytes = await model.weights();   // a safetensors file
    model.dispose();
    \`\`\`

    Inputs are typed arrays, or \`{ data, shape }\`; outputs are \`{ data, shape }\`. Another batch needs no compilation. What goes wrong is an error with
    a \`code\` (limit, memory, device, input, weights, shader, disposed, not-finite) and a sentence that says what to do.

    \`index.html\` is a page that runs it: serve this folder, for example with \`npx http-server .\`.

    In Node:

    \`\`\`js
    import { create, globals } from 'webgpu';
    Object.assign(globalThis, globals);
    globalThis.gpu = create([]);   // kept, or Dawn ends the process when it is collected
    const adapter = await globalThis.gpu.requestAdapter();
    \`\`\`
  `}\n`;
}
