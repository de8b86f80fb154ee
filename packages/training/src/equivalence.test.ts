// The two forms of momentum: the same where theory says so, apart by as much as it says elsewhere, and told why not where they cannot run.
import { withMomentum, type Momentum } from '@trammel/autodiff';
import { input, map, multiply, program, scalar } from '@trammel/program';
import { run } from '@trammel/interpreter';
import { describe, expect, test } from 'vitest';
import { graphOf } from '../test/graph-of.js';
import { equivalenceOf, type Equivalence, type EquivalenceOptions } from './equivalence.js';

const usual: EquivalenceOptions = { sizes: new Map([['N', 4]]), steps: 20, seed: 0 };

function resultOf(text: string, options: Partial<EquivalenceOptions> = {}): Equivalence {
  const result = equivalenceOf(graphOf(text), { ...usual, ...options });
  if (!('equivalence' in result)) throw new Error('problem' in result ? result.problem.message : result.why);
  return result.equivalence;
}

const whyNot = (text: string, options: Partial<EquivalenceOptions> = {}): string | undefined => {
  const result = equivalenceOf(graphOf(text), { ...usual, ...options });
  if ('problem' in result) return result.problem.message;
  return 'why' in result ? result.why : undefined;
};

const bodies = {
  dense: 'input x: [N, C=4]\ndense(8) -> tanh -> dense(3) as logits',
  'convolution, running statistics, dropout':
    'input x: [N, C=2, H=6, W=6]\nconv(4, 3x3, pad=1) -> bn -> relu -> dropout(0.5) -> flatten -> dense(3) as logits',
  recurrence: 'input x: [N, T=5, D=3]\nlstm(4) -> mean(T) -> dense(3) as logits',
  'tokens and a repeat': 'input t: int[N, T=4]\nembedding(11, 6) -> mean(T) as e\nrepeat 3 { dense(6) -> relu }\ndense(3) as logits',
};

const net = (body: string, settings: string): string =>
  `net A {\n${body}\n}\ntrain A {\n  loss = cross_entropy(logits, labels)\n  ${settings}\n}\n`;

describe('while the rate stays', () => {
  test.each(Object.entries(bodies))('%s: the same iterates to rounding', (_, body) => {
    for (const optimizer of ['momentum(0.1)', 'nesterov(0.1)', 'sgd(0.1, momentum=0.5, weight_decay=0.01)']) {
      const { iterates, change } = resultOf(net(body, `optimizer = ${optimizer}\nclip = norm(1)`));
      expect(iterates).toHaveLength(21);
      expect(change).toBeUndefined();
      for (const { difference, corrected } of iterates) {
        expect(difference.relative).toBeLessThan(1e-12);
        expect(corrected).toBeUndefined();
      }
      expect(iterates.at(-1)?.loss.velocity).not.toBe(iterates[0]?.loss.velocity);
    }
  });

  test('so do they under a schedule that has not begun to change, and without momentum', () => {
    const late = resultOf(net(bodies.dense, 'optimizer = momentum(0.1)\nschedule = step(20)'));
    expect(late.change).toBeUndefined();
    const plain = resultOf(net(bodies.dense, 'optimizer = sgd(0.1)\nschedule = exponential(0.5)'));
    expect(plain.change).toMatchObject({ step: 1, before: 0.1, after: 0.05, predicted: 0, measured: 0 });
    expect(plain.iterates.every(({ difference }) => difference.largest === 0)).toBe(true);
  });
});

describe('where the rate changes', () => {
  const schedules = [
    'step(5, factor=0.5)',
    'exponential(0.9)',
    'cosine(30, warmup=3)',
    'linear(40, lowest=0.1)',
    'inverse_sqrt(warmup=4)',
    'constant(warmup=6)',
  ];

  test.each(schedules)('%s: they part by as much as theory says, and form I with momentum b a_k/a_(k-1) is form II', (schedule) => {
    for (const body of Object.values(bodies)) {
      const { iterates, change } = resultOf(net(body, `optimizer = momentum(0.05, momentum=0.8)\nschedule = ${schedule}`));
      expect(change?.measured).toBeGreaterThan(1e-7);
      expect(Math.abs((change?.measured ?? 0) / (change?.predicted ?? 1) - 1)).toBeLessThan(1e-7);
      for (const { step, difference, corrected } of iterates) {
        expect(corrected?.relative).toBeLessThan(1e-12);
        if (step <= (change?.step ?? 0)) expect(difference.relative).toBeLessThan(1e-12);
        else expect(difference.relative).toBeGreaterThan(1e-7);
      }
    }
  });

  test.each(schedules)("%s: Nesterov's momentum parts by b times as much, and no factor mends it", (schedule) => {
    const { iterates, change } = resultOf(net(bodies.dense, `optimizer = nesterov(0.05, momentum=0.8)\nschedule = ${schedule}`));
    expect(change?.measured).toBeGreaterThan(1e-7);
    expect(Math.abs((change?.measured ?? 0) / (change?.predicted ?? 1) - 1)).toBeLessThan(1e-7);
    expect(iterates.every(({ corrected }) => corrected === undefined)).toBe(true);
  });

  test('a rate of zero stops form II and not form I, and has no mended form', () => {
    const { iterates, change } = resultOf(net(bodies.dense, 'optimizer = momentum(0.05)\nschedule = step(5, factor=0)'), { steps: 10 });
    expect(change).toMatchObject({ step: 5, after: 0 });
    expect(iterates.every(({ corrected }) => corrected === undefined)).toBe(true);
    expect(iterates.at(-1)?.loss.velocity).toBe(iterates[6]?.loss.velocity);
    expect(iterates.at(-1)?.loss.difference).not.toBe(iterates[6]?.loss.difference);
  });

  test('a momentum that changes does not part them while the rate stays', () => {
    const factor: Momentum['factor'] = (step) =>
      map(scalar.divide(scalar.number(1), scalar.add(scalar.argument(0), scalar.number(1))), [step]);
    const [x, before, v, a, k] = ['x', 'before', 'v', 'a', 'k'].map((name) => input(name, []));
    if (x === undefined || before === undefined || v === undefined || a === undefined || k === undefined) return;
    const momentum = { kept: 0.9, factor, isNesterov: false, weightDecay: 0 };
    const next = (form: Momentum['form']) =>
      withMomentum({ ...momentum, form }).update({
        parameter: x,
        gradient: multiply(2, x),
        state: () => (form === 'velocity' ? v : before),
        rate: a,
        step: k,
      });
    const both = (['velocity', 'difference'] as const).map((form) => {
      const { parameter, states } = next(form);
      const whole = program([x, before, v, a, k], [], [parameter, ...states]);
      let [point, state] = [1, form === 'velocity' ? 0 : 1];
      return Array.from({ length: 8 }, (_, step) => {
        const given = { x: [point], before: [state], v: [state], a: [0.1], k: [step] };
        const result = run(whole, { inputs: new Map(Object.entries(given)) });
        [point, state] =
          'problem' in result ? [Number.NaN, Number.NaN] : (result.outputs.map(({ data }) => data[0] ?? 0) as [number, number]);
        return point;
      });
    });
    for (const [index, value] of (both[0] ?? []).entries()) expect(value).toBeCloseTo(both[1]?.[index] ?? Number.NaN, 14);
  });
});

describe('one weight, by hand', () => {
  // The loss is w^2 / 2, so that the gradient is w itself.
  const parabola = (settings: string): string =>
    `net A {\n  input x: [N=1, C=1]\n  w = parameter([C=1], init=ones)\n  x * w\n}\ntrain A {\n  loss = 0.5 * mean(w ^ 2)\n  ${settings}\n}\n`;

  test('constant rate: 1, 0.9, 0.72, 0.486', () => {
    const { iterates, weights } = resultOf(parabola('optimizer = momentum(0.1, momentum=0.9)'), { steps: 3 });
    expect(weights).toBe(1);
    for (const [index, wanted] of [1, 0.9, 0.72, 0.486].entries()) {
      expect(iterates[index]?.weight?.velocity).toBeCloseTo(wanted, 14);
      expect(iterates[index]?.weight?.difference).toBeCloseTo(wanted, 14);
      expect(iterates[index]?.loss.velocity).toBeCloseTo(wanted ** 2 / 2, 14);
    }
  });

  test('the rate halved before the second step: 0.9 - 0.045 - 0.09 and 0.9 - 0.05 (0.9 + 0.9)', () => {
    const { iterates, change } = resultOf(parabola('optimizer = momentum(0.1, momentum=0.9)\n  schedule = step(1, factor=0.5)'), {
      steps: 2,
    });
    expect(iterates[2]?.weight?.difference).toBeCloseTo(0.9 - 0.045 - 0.09, 14);
    expect(iterates[2]?.weight?.velocity).toBeCloseTo(0.9 - 0.05 * (0.9 + 0.9), 14);
    expect(change).toMatchObject({ step: 1, before: 0.1, after: 0.05 });
    expect(change?.predicted).toBeCloseTo(0.045, 14);
    expect(change?.measured).toBeCloseTo(0.045, 14);
  });

  test('numbers that stop being finite end the table', () => {
    const { iterates } = resultOf(parabola('optimizer = momentum(1e60, momentum=0.9)'), { steps: 20 });
    expect(iterates.length).toBeGreaterThan(1);
    expect(iterates.length).toBeLessThan(10);
    expect(iterates.every(({ loss }) => Number.isFinite(loss.velocity))).toBe(true);
  });
});

test('a loss with weights of its own is trained with them', () => {
  const text = net('input x: [N, C=4]\ndense(3) as h', 'optimizer = momentum(0.1)').replace(
    'cross_entropy(logits, labels)',
    'mse(dense(h, 1), target)',
  );
  expect(text).toContain('mse(dense(h, 1), target)');
  // 4 x 3 and 3 x 1 weights with their biases.
  expect(resultOf(text).weights).toBe(4 * 3 + 3 + 3 * 1 + 1);
});

describe('where nothing can be run', () => {
  test('there is no training, or one without forms', () => {
    expect(whyNot(`net A {\n${bodies.dense}\n}\n`)).toBe('nothing says how A is trained');
    expect(whyNot(net(bodies.dense, 'optimizer = adam()'))).toBe('A is trained by adam, whose step has no two forms');
  });

  test('the network or the way is too large, which is told at once', () => {
    const start = performance.now();
    expect(whyNot(net('input x: [N, C=9000]\nrepeat 9 { dense(9000) }\ndense(3) as logits', ''))).toMatch(/729,108,003 weights/);
    expect(whyNot(net('input x: [N, C=2]\nrepeat 1_000_000 { relu }\ndense(3) as logits', ''))).toMatch(/1,000,001 layers/);
    expect(whyNot(net(bodies.dense, ''), { sizes: new Map([['N', 10 ** 9]]) })).toMatch(/computes .* numbers.* --at/);
    expect(whyNot(net(bodies.dense, ''), { steps: 10 ** 9 })).toMatch(/at most 10,000 are made here/);
    expect(whyNot(net(bodies.dense, ''), { steps: 9999, sizes: new Map([['N', 1000]]) })).toMatch(
      /operations.* take fewer steps with --steps/,
    );
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
