// The two forms of momentum run side by side on one network: where they are the same, where they part, and by how much.
import { at, diagnosticMaker, firstLineOf, help, type Diagnostic } from '@trammel/diagnostics';
import { withMomentum, type Momentum, type MomentumForm } from '@trammel/autodiff';
import { compileProgram } from '@trammel/executor';
import {
  lossProgramOf,
  parametersByName,
  type Graph,
  type Training,
  type TrainingProgram,
  type TrainingSetting,
  withLoss,
} from '@trammel/graph';
import { divide, iota, maximum, program, subtract, type Value } from '@trammel/program';
import { distance, largestOf, type Distance } from './distance.js';
import { drawnInputs, drawnParameters, type Drawing } from './drawn-data.js';
import { problems } from './problems.js';
import { optimizerOf, recipeOf, type Recipe } from './recipe.js';
import { tooLargeNetwork, tooLargeTraining } from './size-limits.js';
import { trainerOf, type Circumstances, type Moment, type Trainer } from './training-run.js';
import { trainingStep, type TrainingStep } from './training-step.js';

const report = diagnosticMaker(problems);

/** On what the forms are run. */
export interface EquivalenceOptions extends Drawing {
  readonly steps: number;
}

/** One value of each form; form I is the difference form and form II the velocity form. */
export type OfForms<T> = Readonly<Record<MomentumForm, T>>;

/** Iterate number k of both forms: the weights before step k. */
export interface Iterate {
  readonly step: number;
  /** a_k, the rate of the step that follows. */
  readonly rate: number;
  readonly loss: OfForms<number>;
  /** Between the weights of the two forms. */
  readonly difference: Distance;
  /** Between form II and form I with its momentum times a_k / a_(k-1); undefined where that is not run. */
  readonly corrected: Distance | undefined;
  /** The weight itself, where the network has only one. */
  readonly weight: OfForms<number> | undefined;
}

/** The first step at which the rate is another one than before. */
export interface RateChange {
  /** k: the rate of step k is not that of step k - 1. */
  readonly step: number;
  readonly before: number;
  readonly after: number;
  /** The largest difference between the forms after that step, by theory and as it was. */
  readonly predicted: number;
  readonly measured: number;
}

/** What came of it. */
export interface Equivalence {
  readonly graph: Graph;
  readonly optimizer: TrainingSetting;
  readonly schedule: TrainingSetting | undefined;
  readonly momentum: Momentum;
  readonly options: EquivalenceOptions;
  /** How many numbers are trained. */
  readonly weights: number;
  /** From the beginning to after the last step; fewer where numbers stopped being finite. */
  readonly iterates: readonly Iterate[];
  /** Undefined where the rate stays. */
  readonly change: RateChange | undefined;
}

/** The forms side by side; or what of the source keeps them from that; or why they cannot be run as they are asked for, and what can be done. */
export type EquivalenceResult = { readonly equivalence: Equivalence } | { readonly problem: Diagnostic } | { readonly why: string };

/** Runs both forms from the same weights on the same inputs, the same at every step. */
export function equivalenceOf(graph: Graph, options: EquivalenceOptions): EquivalenceResult {
  const { training } = graph;
  if (training === undefined) return { problem: noTraining(graph) };
  const recipe = recipeOf(training);
  const { momentum } = recipe.optimizer;
  if (momentum === undefined) return { problem: noForms(graph, optimizerOf(training)) };
  const large = tooLargeNetwork(graph);
  if (large !== undefined) return { problem: large };
  const forward = lossProgramOf(graph, training);
  const long = tooLargeTraining(graph, forward.program, { sizes: options.sizes, steps: options.steps, runs: mostRuns });
  if (long !== undefined) return { why: long };
  const rates = ratesOf(recipe, options.steps);
  const recipes = recipesOf(recipe, momentum, rates);
  return sideBySide({ graph, training, momentum, forward, recipes, rates, options });
}

/** Form I, form II, and form I mended. */
const mostRuns = 3;

function noTraining({ name, span }: Graph): Diagnostic {
  return report('no-training', at(firstLineOf(span)), `nothing says how ${name} is trained`, {
    help: [help(`add \`train ${name} { loss = ... }\` with \`${momentumSetting}\``)],
  });
}

function noForms({ name }: Graph, { name: optimizer, span }: TrainingSetting): Diagnostic {
  return report('no-momentum', at(span), `${name} is trained by ${optimizer}, whose step has no two forms`, {
    help: [help(`say \`${momentumSetting}\`, or \`nesterov\` or \`sgd\` with a momentum`)],
  });
}

const momentumSetting = 'optimizer = momentum(lr=0.1, momentum=0.9)';

/** a_0, a_1, ... a_steps */
function ratesOf({ rate }: Recipe, steps: number): readonly number[] {
  const axis = 'K';
  const computing = program([], [], [rate(iota(axis, steps + 1))]);
  const compiled = compileProgram(computing);
  if ('problem' in compiled) return [];
  const { outputs, run } = compiled.compilation.executable();
  run(0);
  const [rates] = outputs;
  // A rate that stays is one number.
  return Array.from({ length: steps + 1 }, (_, k) => rates?.[rates.length === 1 ? 0 : k] ?? Number.NaN);
}

interface Recipes extends OfForms<Recipe> {
  /** Form I, mended; undefined where the rate stays, and where no factor can mend it. */
  readonly corrected: Recipe | undefined;
}

function recipesOf(recipe: Recipe, momentum: Momentum, rates: readonly number[]): Recipes {
  const having = (changed: Partial<Momentum>): Recipe => ({ ...recipe, optimizer: withMomentum({ ...momentum, ...changed }) });
  // b_k a_k / a_(k-1) in the place of b_k. The last step has no step behind it that would divide by its rate. With Nesterov's
  // momentum the point without the step ahead carries another step over, which no factor makes equal.
  const factor = (step: Value): Value => divide(recipe.rate(step), recipe.rate(maximum(subtract(step, 1), 0)));
  const canBeMended = changeIn(rates) !== undefined && momentum.kept > 0 && !momentum.isNesterov && !rates.slice(0, -2).includes(0);
  return {
    difference: having({ form: 'difference' }),
    velocity: having({ form: 'velocity' }),
    corrected: canBeMended ? having({ form: 'difference', factor }) : undefined,
  };
}

/** The first step whose rate is not that of the step before, and which is made. */
function changeIn(rates: readonly number[]): number | undefined {
  const step = rates.findIndex((rate, k) => k > 0 && rate !== rates[k - 1]);
  return step < 0 || step === rates.length - 1 ? undefined : step;
}

interface Setting {
  readonly graph: Graph;
  readonly training: Training;
  readonly momentum: Momentum;
  readonly forward: TrainingProgram;
  readonly recipes: Recipes;
  readonly rates: readonly number[];
  readonly options: EquivalenceOptions;
}

function sideBySide(setting: Setting): EquivalenceResult {
  const { graph, training, momentum, forward, rates, options } = setting;
  const targets = new Set(training.loss.inputs.map(({ name }) => name));
  const inputs = drawnInputs(forward.program, options, targets);
  const circumstances = {
    ...options,
    inputs,
    parameters: drawnParameters(forward.program, options, parametersByName(withLoss(graph, training))),
  };
  const runners = runnersOf(setting, circumstances);
  if ('why' in runners) return { why: `${graph.name} cannot be run: ${runners.why}` };
  const walked = walk(runners, options.steps);
  const { iterates, velocities } = walked;
  const { step, trainer } = runners.velocity;
  const weights = step.parameters.reduce((sum, name) => sum + (trainer.begin.parameters.get(name)?.length ?? 0), 0);
  const change = changeOf(rates, momentum, { iterates, velocities });
  const { optimizer, schedule } = { optimizer: optimizerOf(training), schedule: training.settings.get('schedule') };
  return { equivalence: { graph, optimizer, schedule, momentum, options, weights, iterates, change } };
}

/** A form that can be run. */
interface Runner {
  readonly step: TrainingStep;
  readonly trainer: Trainer;
}

interface Runners extends OfForms<Runner> {
  readonly corrected: Runner | undefined;
}

function runnersOf({ forward, recipes }: Setting, circumstances: Circumstances): Runners | { readonly why: string } {
  const runnerOf = (recipe: Recipe): Runner | { readonly why: string } => {
    const step = trainingStep(forward, recipe);
    const made = trainerOf(step, circumstances);
    return 'why' in made ? made : { step, trainer: made.trainer };
  };
  const [difference, velocity] = [runnerOf(recipes.difference), runnerOf(recipes.velocity)];
  const corrected = recipes.corrected === undefined ? undefined : runnerOf(recipes.corrected);
  if ('why' in difference) return difference;
  if ('why' in velocity) return velocity;
  return corrected !== undefined && 'why' in corrected ? corrected : { difference, velocity, corrected };
}

/** The iterates, and the largest element of each v_k of form II. */
interface Walk {
  readonly iterates: readonly Iterate[];
  readonly velocities: readonly number[];
}

function walk({ difference: first, velocity: second, corrected: third }: Runners, steps: number): Walk {
  const { parameters: names, states } = second.step;
  const velocityNames = states.map(({ name }) => name);
  const start = second.trainer.begin.parameters;
  const iterates: Iterate[] = [];
  const velocities: number[] = [];
  let at = { difference: first.trainer.begin, velocity: second.trainer.begin, corrected: third?.trainer.begin };
  for (let k = 0; k <= steps; k += 1) {
    const [difference, velocity] = [first.trainer.advance(at.difference), second.trainer.advance(at.velocity)];
    const from = { to: at.velocity.parameters, start };
    const iterate: Iterate = {
      step: k,
      rate: velocity.rate,
      loss: { difference: difference.loss, velocity: velocity.loss },
      difference: distance(names, at.difference.parameters, from),
      corrected: at.corrected === undefined ? undefined : distance(names, at.corrected.parameters, from),
      weight: soleWeight(names, at),
    };
    if (![difference.loss, velocity.loss, iterate.difference.largest].every(Number.isFinite)) break;
    iterates.push(iterate);
    velocities.push(largestOf(velocityNames, at.velocity.states));
    const corrected = at.corrected === undefined ? undefined : third?.trainer.advance(at.corrected).next;
    at = { difference: difference.next, velocity: velocity.next, corrected };
  }
  return { iterates, velocities };
}

function soleWeight(names: readonly string[], at: OfForms<Moment>): OfForms<number> | undefined {
  const [name, ...others] = names;
  const [difference, velocity] = [at.difference, at.velocity].map(({ parameters }) => parameters.get(name ?? ''));
  if (others.length > 0 || difference?.length !== 1) return undefined;
  return { difference: difference[0] ?? Number.NaN, velocity: velocity?.[0] ?? Number.NaN };
}

/**
 * What is carried over into step k is a_(k-1) b v_k in form I and a_k b v_k in form II, so that after it they are
 * |a_k - a_(k-1)| b |v_k| apart; with the step ahead of Nesterov b times that.
 */
function changeOf(rates: readonly number[], { kept, isNesterov }: Momentum, { iterates, velocities }: Walk): RateChange | undefined {
  const step = changeIn(rates);
  const [measured, velocity] = [iterates[(step ?? 0) + 1]?.difference.largest, velocities[step ?? 0]];
  if (step === undefined || measured === undefined || velocity === undefined) return undefined;
  const [before, after] = [rates[step - 1] ?? Number.NaN, rates[step] ?? Number.NaN];
  const carried = isNesterov ? kept ** 2 : kept;
  return { step, before, after, predicted: Math.abs(after - before) * carried * velocity, measured };
}
