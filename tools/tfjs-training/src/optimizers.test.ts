// Every optimizer, schedule and limit of generated projects makes the steps of the reference, one after the other.
import * as tf from '@tensorflow/tfjs';
import { lossProgramOf, parametersByName, withLoss } from '@trammel/graph';
import { drawnInputs, drawnParameters, recipeOf, trainerOf, trainingStep, type Elements } from '@trammel/training';
import { beforeAll, describe, expect, test } from 'vitest';
import { modulesOf, trainedGraphOf, type Trained } from '../test/project.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const net = `net Small {
  input x: [N, C=5]
  dense(6, bias=false) -> bn -> tanh -> dense(3) as logits
}
`;

const withSettings = (settings: string): Trained =>
  trainedGraphOf(`${net}train Small {\n  loss = cross_entropy(logits, labels)\n  ${settings.split('; ').join('\n  ')}\n}\n`);

const sizes = new Map([['N', 4]]);
const steps = 12;

/** The weights after each step, by name. */
type Walk = readonly { readonly loss: number; readonly weights: ReadonlyMap<string, ArrayLike<number>> }[];

function drawn(graph: Trained): { readonly inputs: Elements; readonly parameters: Elements } {
  const { program } = lossProgramOf(graph, graph.training);
  const drawing = { seed: 1, sizes };
  const parameters = drawnParameters(program, drawing, parametersByName(withLoss(graph, graph.training)));
  return {
    inputs: drawnInputs(program, drawing, new Set(['labels'])),
    // Both begin with the same numbers of 32 bits.
    parameters: new Map([...parameters].map(([name, values]) => [name, values.map(Math.fround)])),
  };
}

function reference(graph: Trained): Walk {
  const step = trainingStep(lossProgramOf(graph, graph.training), recipeOf(graph.training));
  const made = trainerOf(step, { seed: 1, sizes, ...drawn(graph) });
  if ('why' in made) throw new Error(made.why);
  let at = made.trainer.begin;
  return Array.from({ length: steps }, () => {
    const { loss, next } = made.trainer.advance(at);
    at = next;
    return { loss, weights: next.parameters };
  });
}

async function generated(graph: Trained): Promise<Walk> {
  const { createNetwork, weights, plan, readWeights, writeWeights, createTrainer } = await modulesOf(graph);
  const network = createNetwork(1);
  const { inputs, parameters } = drawn(graph);
  const shapes = readWeights(network.model, weights);
  writeWeights(
    network.model,
    weights,
    new Map([...shapes].map(([name, { shape }]) => [name, { shape, values: Float32Array.from(parameters.get(name) ?? []) }])),
  );
  const trainer = createTrainer(network, weights, plan);
  const batch = {
    x: tf.tensor2d(Float32Array.from(inputs.get('x') ?? []), [4, 5]),
    labels: tf.tensor1d(Array.from(inputs.get('labels') ?? []), 'int32'),
  };
  return Array.from({ length: steps }, (_, step) => {
    const loss = trainer.advance(batch, step);
    return { loss, weights: new Map([...readWeights(network.model, weights)].map(([name, { values }]) => [name, values])) };
  });
}

/** The largest difference of any weight after any step, and of any loss. */
function furthest(one: Walk, other: Walk): number {
  let worst = 0;
  for (const [step, { loss, weights }] of one.entries()) {
    const second = other[step];
    worst = Math.max(worst, Math.abs(loss - (second?.loss ?? Number.NaN)));
    for (const [name, values] of weights) {
      const others = second?.weights.get(name) ?? [];
      for (let index = 0; index < values.length; index += 1)
        worst = Math.max(worst, Math.abs((values[index] ?? Number.NaN) - (others[index] ?? Number.NaN)));
    }
  }
  return worst;
}

describe('step by step as the reference', () => {
  test.each([
    'optimizer = sgd(lr=0.3)',
    'optimizer = sgd(lr=0.3, weight_decay=0.1)',
    'optimizer = sgd(lr=0.1, momentum=0.8, nesterov=true)',
    'optimizer = momentum(lr=0.1, momentum=0.8)',
    'optimizer = momentum(lr=0.1, momentum=0.8, form=difference, weight_decay=0.05)',
    'optimizer = nesterov(lr=0.1, momentum=0.7, weight_decay=0.05)',
    'optimizer = nesterov(lr=0.1, momentum=0.7, form=difference)',
    'optimizer = adam(lr=0.05, beta1=0.8, beta2=0.95, weight_decay=0.02)',
    'optimizer = adamw(lr=0.05, weight_decay=0.3)',
    'optimizer = rmsprop(lr=0.02, decay=0.9, eps=1e-4)',
    'optimizer = rmsprop(lr=0.02, decay=0.9, momentum=0.6, weight_decay=0.1)',
    'optimizer = momentum(lr=0.3); schedule = constant(warmup=4)',
    'optimizer = momentum(lr=0.3); schedule = step(3, 0.5, warmup=2)',
    'optimizer = momentum(lr=0.3, form=difference); schedule = exponential(0.8)',
    'optimizer = momentum(lr=0.3); schedule = cosine(9, lowest=0.2, warmup=2)',
    'optimizer = sgd(lr=0.3); schedule = linear(8)',
    'optimizer = sgd(lr=0.3); schedule = polynomial(8, power=3, lowest=0.1)',
    'optimizer = adam(lr=0.05); schedule = inverse_sqrt(warmup=3)',
    'optimizer = sgd(lr=1.0); clip = norm(0.1)',
    'optimizer = sgd(lr=1.0); clip = value(0.02)',
  ])('%s', async (settings) => {
    const graph = withSettings(settings);
    const [expected, found] = [reference(graph), await generated(graph)];
    expect(furthest(expected, found)).toBeLessThan(2e-5);
    // It is no standstill that is compared.
    expect(furthest(expected.slice(0, 1), expected.slice(-1))).toBeGreaterThan(1e-2);
  });
});

describe('the two forms of momentum', () => {
  const forms = (more: string) =>
    (['velocity', 'difference'] as const).map((form) => withSettings(`optimizer = momentum(lr=0.2, momentum=0.9, form=${form})${more}`));

  test('are the same while the rate stays', async () => {
    const [velocity, difference] = await Promise.all(forms('').map(generated));
    expect(furthest(velocity ?? [], difference ?? [])).toBeLessThan(2e-5);
  });

  test('part where the rate changes, by as much as those of the reference', async () => {
    const graphs = forms('; schedule = step(4, 0.1)');
    const [velocity = [], difference = []] = await Promise.all(graphs.map(generated));
    const [first = [], second = []] = graphs.map(reference);
    expect(furthest(velocity.slice(0, 4), difference.slice(0, 4))).toBeLessThan(2e-5);
    const apart = furthest(velocity.slice(4), difference.slice(4));
    expect(apart).toBeGreaterThan(0.02);
    expect(apart).toBeCloseTo(furthest(first.slice(4), second.slice(4)), 4);
  });
});
