// The optimizers as programs against the same recurrences in plain numbers, step by step.
import { clips, optimizers, type OptimizerName, type Settings } from '@trammel/autodiff';
import { run } from '@trammel/interpreter';
import { input, program, verify, type Value } from '@trammel/program';
import { describe, expect, test } from 'vitest';

const line = [{ name: 'A', size: 3 }];
const start = [1, -2, 0.5];
/** The gradient of a step at a point: bent, and another one at each step. */
const gradientAt = (x: number, k: number): number => 3 * x - x ** 3 / 4 + Math.sin(k + 1);
const rates = [0.1, 0.1, 0.05, 0.2, 0.2, 0.01];

/** One element on its way: what is remembered, by name, and the next value. */
type Recurrence = (at: { x: number; g: number; a: number; k: number; m: Record<string, number> }) => {
  readonly x: number;
  readonly m: Record<string, number>;
};

/** The iterates of the program, row by row. */
function iteratesOf(name: OptimizerName, settings: Settings): readonly (readonly number[])[] {
  const rule = optimizers[name](settings);
  const [parameter, gradient, rate, step] = [input('x', line), input('g', line), input('a', []), input('k', [], 'int')];
  const states = rule.states.map((state): readonly [string, Value] => [state.name, input(`state ${state.name}`, line)]);
  const updated = rule.update({ parameter, gradient, rate, step, state: (wanted) => new Map(states).get(wanted) ?? parameter });
  const whole = program([parameter, gradient, rate, step, ...states.map(([, value]) => value)], [], [updated.parameter, ...updated.states]);
  expect(verify(whole)).toEqual([]);
  let x: ArrayLike<number> = start;
  let remembered: readonly ArrayLike<number>[] = rule.states.map(({ initial }) => (initial === 'parameter' ? start : [0, 0, 0]));
  return rates.map((a, k) => {
    const given = new Map<string, ArrayLike<number>>([
      ['x', x],
      ['g', Array.from(x, (value) => gradientAt(value, k))],
      ['a', [a]],
      ['k', [k]],
    ]);
    for (const [index, [state]] of states.entries()) given.set(`state ${state}`, remembered[index] ?? []);
    const result = run(whole, { inputs: given });
    if ('problem' in result) throw new Error(result.problem.kind);
    const [next, ...nextStates] = result.outputs.map(({ data }) => data);
    x = next ?? [];
    remembered = nextStates;
    return Array.from(x);
  });
}

/** The same by hand. */
function byHand(recurrence: Recurrence, initial: (x: number) => Record<string, number>): readonly (readonly number[])[] {
  const ways = start.map((first) => {
    let [x, m] = [first, initial(first)];
    return rates.map((a, k) => {
      ({ x, m } = recurrence({ x, g: gradientAt(x, k), a, k, m }));
      return x;
    });
  });
  return rates.map((_, k) => ways.map((way) => way[k] ?? Number.NaN));
}

function expectClose(actual: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [k, row] of actual.entries()) {
    for (const [index, value] of row.entries()) expect(value).toBeCloseTo(wanted[k]?.[index] ?? Number.NaN, 12);
  }
}

const settings = (given: Readonly<Record<string, number | string | boolean>>): Settings => new Map(Object.entries(given));
const of = (m: Record<string, number>, name: string): number => m[name] ?? Number.NaN;

interface Case {
  readonly says: string;
  readonly name: OptimizerName;
  readonly given: Readonly<Record<string, number | string | boolean>>;
  readonly initial: (x: number) => Record<string, number>;
  readonly rule: Recurrence;
}

const decay = 0.03;
const none = (): Record<string, number> => ({});

const cases: readonly Case[] = [
  {
    says: 'sgd: x - a g',
    name: 'sgd',
    given: { momentum: 0, nesterov: false, form: 'velocity', weight_decay: 0 },
    initial: none,
    rule: ({ x, g, a }) => ({ x: x - a * g, m: {} }),
  },
  {
    says: 'sgd with weight decay: x - a (g + d x)',
    name: 'sgd',
    given: { momentum: 0, nesterov: false, form: 'difference', weight_decay: decay },
    initial: none,
    rule: ({ x, g, a }) => ({ x: x - a * (g + decay * x), m: {} }),
  },
  {
    says: 'momentum, form II: v <- b v + g, x - a v',
    name: 'momentum',
    given: { momentum: 0.9, form: 'velocity', weight_decay: 0 },
    initial: () => ({ v: 0 }),
    rule: ({ x, g, a, m }) => {
      const v = 0.9 * of(m, 'v') + g;
      return { x: x - a * v, m: { v } };
    },
  },
  {
    says: 'momentum, form I: x - a g + b (x - before)',
    name: 'sgd',
    given: { momentum: 0.9, nesterov: false, form: 'difference', weight_decay: decay },
    initial: (x) => ({ before: x }),
    rule: ({ x, g, a, m }) => ({ x: x - a * (g + decay * x) + 0.9 * (x - of(m, 'before')), m: { before: x } }),
  },
  {
    says: 'nesterov, form II: v <- b v + g, x - a (g + b v)',
    name: 'nesterov',
    given: { momentum: 0.8, form: 'velocity', weight_decay: decay },
    initial: () => ({ v: 0 }),
    rule: ({ x, g, a, m }) => {
      const pull = g + decay * x;
      const v = 0.8 * of(m, 'v') + pull;
      return { x: x - a * (pull + 0.8 * v), m: { v } };
    },
  },
  {
    says: 'nesterov, form I: z = x - a g, z + b (z - z before)',
    name: 'sgd',
    given: { momentum: 0.8, nesterov: true, form: 'difference', weight_decay: 0 },
    initial: (x) => ({ z: x }),
    rule: ({ x, g, a, m }) => {
      const z = x - a * g;
      return { x: z + 0.8 * (z - of(m, 'z')), m: { z } };
    },
  },
  ...(['adam', 'adamw'] as const).map((name): Case => ({
    says: `${name}: a m^ / (sqrt(v^) + eps), decay ${name === 'adam' ? 'in the gradient' : 'apart'}`,
    name,
    given: { beta1: 0.8, beta2: 0.95, eps: 1e-3, weight_decay: decay },
    initial: () => ({ m: 0, v: 0 }),
    rule: ({ x, g, a, k, m: known }) => {
      const pull = name === 'adam' ? g + decay * x : g;
      const m = 0.8 * of(known, 'm') + 0.2 * pull;
      const v = 0.95 * of(known, 'v') + 0.05 * pull ** 2;
      const [mean, square] = [m / (1 - 0.8 ** (k + 1)), v / (1 - 0.95 ** (k + 1))];
      const from = name === 'adam' ? x : x * (1 - a * decay);
      return { x: from - (a * mean) / (Math.sqrt(square) + 1e-3), m: { m, v } };
    },
  })),
  {
    says: 'rmsprop: s <- r s + (1 - r) g^2, x - a g / (sqrt(s) + eps)',
    name: 'rmsprop',
    given: { decay: 0.9, eps: 1e-3, momentum: 0, weight_decay: decay },
    initial: () => ({ s: 0 }),
    rule: ({ x, g, a, m }) => {
      const pull = g + decay * x;
      const s = 0.9 * of(m, 's') + 0.1 * pull ** 2;
      return { x: x - (a * pull) / (Math.sqrt(s) + 1e-3), m: { s } };
    },
  },
  {
    says: 'rmsprop with momentum: u <- b u + g / (sqrt(s) + eps), x - a u',
    name: 'rmsprop',
    given: { decay: 0.9, eps: 1e-3, momentum: 0.7, weight_decay: 0 },
    initial: () => ({ s: 0, u: 0 }),
    rule: ({ x, g, a, m }) => {
      const s = 0.9 * of(m, 's') + 0.1 * g ** 2;
      const u = 0.7 * of(m, 'u') + g / (Math.sqrt(s) + 1e-3);
      return { x: x - a * u, m: { s, u } };
    },
  },
];

test.each(cases)('$says', ({ name, given, initial, rule }) => {
  expectClose(iteratesOf(name, settings(given)), byHand(rule, initial));
});

test('adam first moves each element by the rate, whatever the size of its gradient', () => {
  const rows = iteratesOf('adam', settings({ beta1: 0.9, beta2: 0.999, eps: 0, weight_decay: 0 }));
  const moved = (rows[0] ?? []).map((x, index) => Math.abs(x - (start[index] ?? 0)));
  for (const step of moved) expect(step).toBeCloseTo(rates[0] ?? 0, 12);
});

describe('clips', () => {
  const limited = (name: keyof typeof clips, limit: number, gradients: readonly (readonly number[])[]): readonly (readonly number[])[] => {
    const values = gradients.map((elements, index) => input(`g${index}`, [{ name: 'A', size: elements.length }]));
    const whole = program(values, [], clips[name](settings({ limit }))(values));
    expect(verify(whole)).toEqual([]);
    const result = run(whole, { inputs: new Map(gradients.map((elements, index) => [`g${index}`, elements])) });
    return 'problem' in result ? [] : result.outputs.map(({ data }) => Array.from(data));
  };

  test('norm scales all gradients together, and only where they are too long', () => {
    // The norm of (3, 4) and (12) together is 13.
    expectClose(limited('norm', 6.5, [[3, 4], [12]]), [[3, 4].map((g) => (g * 6.5) / (13 + 1e-6)), [(12 * 6.5) / (13 + 1e-6)]]);
    expect(limited('norm', 14, [[3, 4], [12]])).toEqual([[3, 4], [12]]);
    expect(limited('norm', 1, [[0, 0]])).toEqual([[0, 0]]);
  });

  test('value cuts each element', () => {
    expect(limited('value', 3.5, [[3, 4], [-12]])).toEqual([[3, 3.5], [-3.5]]);
  });
});
