// A random network as text, the same for the same seed: any operators in chains, branches, repeats and blocks, on small tensors.
import { operatorNames, operators as table, type OperatorName } from '@trammel/operators';
import { callOperator, someTensor } from './calls.js';
import { smallShapes } from './candidate-inputs.js';
import { choiceOf } from './choice.js';
import { declareInput, printInput, standIn, type Sketch } from './sketch.js';
import { growBlock, growCall, growChain, growPaths, growRepeat, growResidual, growShared, type Grow } from './steps.js';

/** A network that compiles without errors and computes finite numbers of moderate size, with gradients of moderate size. */
export interface RandomNetwork {
  readonly seed: number;
  /** The whole file, which can be pasted as it stands. */
  readonly text: string;
  /** Numbers for its open sizes. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly operators: ReadonlySet<OperatorName>;
}

/** What may stand in it. */
export interface RandomNetworkOptions {
  /** All operators unless said. */
  readonly operators?: readonly OperatorName[];
  /** One that it must have, if it can: that of the seed unless said, so that seeds in a row go through the list. */
  readonly featured?: OperatorName;
}

/** The steps a network grows by, the likelier ones more than once. */
const steps: readonly Grow[] = [growCall, growCall, growChain, growChain, growPaths, growResidual, growRepeat, growBlock, growShared];

/** The fewest steps beside the featured call, and how many more there may be. */
const [fewest, spread] = [3, 5];

/** The network of that seed. */
export function randomNetwork(seed: number, options: RandomNetworkOptions = {}): RandomNetwork {
  const { operators = operatorNames } = options;
  const featured = options.featured ?? operators[seed % operators.length];
  const choice = choiceOf(seed);
  const openSizes = [['N', 2] as const, ['T', 5] as const].filter(([name]) => choice.happens(name === 'N' ? 3 / 4 : 1 / 4));
  const sketch: Sketch = {
    choice,
    operators,
    categories: categoriesOf(operators),
    sizes: new Map(openSizes),
    inputs: [],
    tensors: [],
    blocks: [],
    lines: [],
    layers: [],
    unread: new Set(),
    used: new Set(),
    named: new Map(),
  };
  declareInput(sketch, standIn(sketch, { elementType: 'f32', shape: choice.of(smallShapes.filter(({ length }) => length > 1)) ?? [] }));
  if (featured !== undefined) callOperator(sketch, featured);
  for (let count = fewest + choice.below(spread); count > 0; count -= 1) grow(sketch);
  const sizes = new Map(openSizes.filter(([name]) => sketch.inputs.some(({ type }) => type.shape.some((axis) => axis.name === name))));
  return { seed, text: print(sketch, seed), sizes, operators: sketch.used };
}

/** One more step. */
function grow(sketch: Sketch): void {
  const from = someTensor(sketch);
  if (from !== undefined) (sketch.choice.of(steps) ?? growCall)(sketch, from);
}

/** Together what is of one category. */
function categoriesOf(operators: readonly OperatorName[]): readonly (readonly OperatorName[])[] {
  const categories = new Set(operators.map((operator) => table[operator].category));
  return [...categories].map((category) => operators.filter((operator) => table[operator].category === category));
}

function print({ blocks, inputs, lines, unread }: Sketch, seed: number): string {
  const body = [`input ${inputs.map(printInput).join(', ')}`, '', ...lines, `output ${[...unread].join(', ')}`];
  const net = [`net Random${seed} {`, ...body.map((line) => (line === '' ? '' : `  ${line}`)), '}'];
  return [...blocks, net.join('\n')].map((declaration) => `${declaration}\n`).join('\n');
}
