// train.ts: the plan of a training as its `train` block says it. Not the data, and not the rounds through them.
import { code, documentation, lineComments, literal, type Literal } from '@trammel/emit';
import type { Graph, Training, TrainingSetting } from '@trammel/graph';
import { isKnown, present, roleOf } from '@trammel/tensor';
import { scoresOf } from './scores.js';

/** How long is trained, and with how many examples in a step, where nothing is said. */
const planned = { batch: 32, epochs: 5, seed: 1 } as const;

/** A call in generated code with the file that exports what is called. */
interface Call {
  readonly name: string;
  readonly file: string;
  readonly text: string;
}

/** The text of train.ts. */
export function trainingText(graph: Graph, training: Training): string {
  const calls = [optimizerCall(training), rateCall(training), ...clipCalls(training)];
  const number = (name: keyof typeof planned): number => numberOf(training.settings.get(name), 'value') ?? planned[name];
  const steps = numberOf(training.settings.get('steps'), 'value');
  const [optimizer, rate, clip] = calls;
  const scores = scoresOf(graph, training);
  const text = code`
    ${lineComments(`Trains ${graph.name}: \`npm start\`, and \`npm start -- --resume\` to go on. Weights are kept in the folder \`run\`.`)}
    import { loadData } from './data.js';
    import { createNetwork } from './model.js';
    ${importsOf(calls)}
    import { weights } from './weights.js';

    ${documentation(`How ${graph.name} is trained.`)}
    const plan: Plan = {
      optimizer: ${present(optimizer, () => 'there is an optimizer').text},
      rate: ${present(rate, () => 'there is a rate').text},
      ${clip === undefined ? [] : [`clip: ${clip.text},`]}
      batch: ${fixedBatch(graph) ?? number('batch')},
      ${isEndedBySteps(training) ? [] : [`epochs: ${number('epochs')},`]}
      ${steps === undefined ? [] : [`steps: ${literal(steps)},`]}
      seed: ${number('seed')},
      ${scores === undefined ? [] : [`labels: ${literal(scores)},`]}
    };

    const run = readRun();
    console.log(\`computing with \${await useBackend()}\`);
    const { step, isFinished } = await train({ ...createNetwork(plan.seed), weights }, await loadData(), plan, run);
    if (!isFinished) {
      console.log(\`stopped after step \${step}; npm start -- --resume goes on from there\`);
      // What shells expect of a program that Ctrl-C ended.
      process.exitCode = 130;
    }
  `;
  return `${text}\n`;
}

/** Where only the steps are said, they end the training. */
const isEndedBySteps = ({ settings }: Training): boolean => settings.has('steps') && !settings.has('epochs');

/** The size of a batch that the network itself fixes. */
export function fixedBatch({ inputs }: Graph): number | undefined {
  const sizes = inputs.flatMap(({ tensor }) => tensor.type.shape.filter(({ name }) => roleOf(name) === 'batch').map(({ size }) => size));
  const known = sizes.find(isKnown);
  return known === undefined ? undefined : Number(known);
}

function importsOf(calls: readonly Call[]): readonly string[] {
  const lines = new Map(calls.map(({ name, file }) => [file, `import { ${name} } from './support/${file}.js';`]));
  lines.set('backend', `import { useBackend } from './support/backend.js';`);
  lines.set('command-line', `import { readRun } from './support/command-line.js';`);
  lines.set('training-loop', `import { train, type Plan } from './support/training-loop.js';`);
  return [...lines].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
}

function call(file: string, name: string, values: readonly (Literal | undefined)[]): Call {
  return { file, name, text: `${name}(${values.flatMap((value) => (value === undefined ? [] : [literal(value)])).join(', ')})` };
}

const numberOf = (setting: TrainingSetting | undefined, name: string): number | undefined => {
  const value = setting?.arguments.get(name);
  return typeof value === 'number' ? value : undefined;
};

/** The optimizers of a project by those of the language: which function, and its settings from those of the call. */
function optimizerCall({ settings }: Training): Call {
  const setting = present(settings.get('optimizer'), () => 'a training has an optimizer');
  const number = (name: string): number => numberOf(setting, name) ?? 0;
  const decay = number('weight_decay') === 0 ? {} : { weightDecay: number('weight_decay') };
  const written: Readonly<Record<string, () => Call>> = {
    sgd: () => descent(setting, setting.arguments.get('nesterov') === true ? 'Nesterov' : 'Momentum', decay),
    momentum: () => descent(setting, 'Momentum', decay),
    nesterov: () => descent(setting, 'Nesterov', decay),
    adam: () => adaptive('adam', setting, decay),
    adamw: () => adaptive('adamw', setting, decay),
    rmsprop: () => {
      const momentum = number('momentum') === 0 ? {} : { momentum: number('momentum') };
      return call('rmsprop', 'rmsprop', [{ decay: number('decay'), epsilon: number('eps'), ...momentum, ...decay }]);
    },
  };
  return present(written[setting.name], () => `${setting.name} is an optimizer`)();
}

function descent(setting: TrainingSetting, kind: 'Momentum' | 'Nesterov', decay: Readonly<Record<string, number>>): Call {
  const momentum = numberOf(setting, 'momentum') ?? 0;
  if (momentum === 0) return call('momentum', 'gradientDescent', [Object.keys(decay).length === 0 ? undefined : decay]);
  const form = setting.arguments.get('form') === 'difference' ? 'difference' : 'velocity';
  return call('momentum', `${form}${kind}`, [{ momentum, ...decay }]);
}

function adaptive(name: 'adam' | 'adamw', setting: TrainingSetting, decay: Readonly<Record<string, number>>): Call {
  const [beta1, beta2, epsilon] = ['beta1', 'beta2', 'eps'].map((each) => numberOf(setting, each) ?? 0);
  return call('adam', name, [{ beta1: beta1 ?? 0, beta2: beta2 ?? 0, epsilon: epsilon ?? 0, ...decay }]);
}

/** The schedules of a project by those of the language. */
const scheduleNames: Readonly<Record<string, string>> = {
  constant: 'constant',
  step: 'stepwise',
  exponential: 'exponential',
  cosine: 'cosine',
  linear: 'linear',
  polynomial: 'polynomial',
  inverse_sqrt: 'inverseRoot',
};

/** Settings of schedules that are what they are unless said. */
const unsaid: Readonly<Record<string, number>> = { warmup: 0, lowest: 0 };

function rateCall({ settings }: Training): Call {
  const rate = numberOf(settings.get('optimizer'), 'lr') ?? 0;
  const schedule = settings.get('schedule');
  if (schedule === undefined) return call('schedules', 'constant', [rate]);
  const name = present(scheduleNames[schedule.name], () => `${schedule.name} is a schedule`);
  const given = [...schedule.arguments].filter(([key, value]) => unsaid[key] !== value);
  return call('schedules', name, [rate, given.length === 0 ? undefined : Object.fromEntries(given)]);
}

const clipNames: Readonly<Record<string, string>> = { norm: 'clipByNorm', value: 'clipByValue' };

function clipCalls({ settings }: Training): readonly Call[] {
  const clip = settings.get('clip');
  if (clip === undefined) return [];
  return [
    call(
      'clips',
      present(clipNames[clip.name], () => `${clip.name} is a clip`),
      [numberOf(clip, 'limit') ?? 0],
    ),
  ];
}

/** predict.ts: what the trained network says of the examples of the validation set. */
export function predictionText(graph: Graph, training: Training): string {
  const scores = scoresOf(graph, training);
  const text = code`
    ${lineComments(`What the trained ${graph.name} says of examples of the validation set: \`npm run predict -- 0 1 2\`.`)}
    import { loadData } from './data.js';
    import { createNetwork } from './model.js';
    import { useBackend } from './support/backend.js';
    import { printPredictions } from './support/prediction.js';
    import { weights } from './weights.js';

    await useBackend();
    const { validation } = await loadData();
    await printPredictions({ ...createNetwork(), weights }, validation${scores === undefined ? '' : `, ${literal(scores)}`});
  `;
  return `${text}\n`;
}
