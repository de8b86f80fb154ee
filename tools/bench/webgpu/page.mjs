// One case in a page: each library in turn, round after round, so that what else the machine does disturbs all alike.
import { inputShapes, kernelOf } from './networks.mjs';

const cases = {
  matmul512: { kind: 'matmul', size: 512 },
  matmul1024: { kind: 'matmul', size: 1024 },
  convolution: { kind: 'conv' },
  perceptron: { kind: 'perceptron', batch: 64, width: 256, layers: 10 },
  lenet: { kind: 'lenet', batch: 64 },
  resnet18: { kind: 'network', network: 'resnet18' },
  mobilenetV2: { kind: 'network', network: 'mobilenetV2' },
  encoder: { kind: 'network', network: 'encoder' },
};

/** The first run with all that comes before it, and the median of those after, in milliseconds. */
export async function measure(name) {
  const { begin, libraries } = await import('/peers.js');
  await begin();
  const device = await (await navigator.gpu.requestAdapter()).requestDevice();
  const given = cases[name];
  const makers = {
    Trammel: () => ownRun(name, given, device),
    ...Object.fromEntries(Object.entries(libraries).map(([library, own]) => [library, own[given.kind]])),
  };
  const found = [];
  for (const [library, make] of Object.entries(makers)) {
    if (make === undefined) {
      found.push({ library, why: 'it has no such case' });
      continue;
    }
    try {
      const begun = performance.now();
      const run = await make(given);
      const data = await run();
      found.push({ library, run, first: performance.now() - begun, times: [], data });
    } catch (error) {
      found.push({ library, why: error.message });
    }
  }
  const able = found.filter(({ run }) => run !== undefined);
  const until = performance.now() + 20_000;
  for (let round = 0; round < 9 && (round < 3 || performance.now() < until); round += 1) {
    for (const one of able) {
      const begun = performance.now();
      await one.run();
      one.times.push(performance.now() - begun);
    }
  }
  const own = found[0]?.data;
  return found.map(({ library, why, first, times, data }) => ({
    library,
    why,
    first,
    median: medianOf(times),
    far: given.kind === 'matmul' || given.kind === 'network' ? distance(own, data) : undefined,
  }));
}

const ramp = (count, scale = 1) => Float32Array.from({ length: count }, (_, at) => scale * Math.sin(at * 0.7));

async function ownRun(name, { kind, size, batch, network }, device) {
  const told = await (await fetch(`/parameters/${name}.json`)).json();
  const module = Object.values(await import(`/modules/${name}.js`))[0];
  const model = await module.load(
    device,
    kind === 'network' ? weightsFor(told) : kind === 'conv' ? { 'y.weight': ramp(64 * 64 * 9, 0.1) } : undefined,
  );
  switch (kind) {
    case 'matmul': {
      const inputs = { a: ramp(size * size), b: ramp(size * size, 0.5) };
      return async () => (await model.run(inputs)).y.data;
    }
    case 'conv': {
      const inputs = { x: ramp(64 * 56 * 56) };
      return async () => (await model.run(inputs)).y.data;
    }
    case 'network': {
      const inputs = { [told.input]: ramp(inputShapes[network].reduce((product, part) => product * part, 1)) };
      return async () => Object.values(await model.run(inputs))[0].data;
    }
    default: {
      const inputs = { x: ramp(batch * 784), labels: Float32Array.from({ length: batch }, (_, at) => at % 10) };
      return () => model.train(inputs);
    }
  }
}

/** Kernels as all libraries have them; of norms what they begin as. */
function weightsFor({ parameters }) {
  return Object.fromEntries(
    parameters.map(({ name: parameter, count, fan, constant }) => [
      parameter,
      constant === undefined ? kernelOf(count, fan) : new Float32Array(count).fill(constant),
    ]),
  );
}

function medianOf(times) {
  if (times === undefined) return undefined;
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function distance(own, other) {
  if (own === undefined || other === undefined) return undefined;
  const scale = own.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return own.reduce((most, x, at) => Math.max(most, Math.abs(x - other[at])), 0) / scale;
}
