// Calls to a worker that answers, that is slow, and that never ends.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnalyst, type PlainRequest, type RunningWorker, type WorkerListener } from '../src/analyst.js';
import type { Asked, Folded } from '../src/worker/protocol.js';

interface FakeWorker extends RunningWorker {
  readonly got: PlainRequest[];
  readonly listener: WorkerListener;
  isEnded: boolean;
}

const workers: FakeWorker[] = [];
const start = (listener: WorkerListener): RunningWorker => {
  const worker: FakeWorker = {
    got: [],
    listener,
    isEnded: false,
    post: (request) => worker.got.push(request),
    terminate: () => (worker.isEnded = true),
  };
  workers.push(worker);
  return worker;
};
const reply = (worker: FakeWorker | undefined, index: number, answer: unknown): void => {
  worker?.listener.onReply({ id: worker.got[index]?.id ?? 0, answer });
};
const asked = (text: string): Asked => ({ text, net: undefined, parameters: {}, sizes: {} });
const folded = (text: string): Folded => ({ asked: asked(text), folding: { toggled: [], search: '' } });

beforeEach(() => {
  workers.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('the latest text wins: what waits is given up, what runs is answered', async () => {
  const analyst = createAnalyst(start, { mostMilliseconds: 1000 });
  const outcomes = ['a', 'b', 'c'].map((text) => analyst.call('check', folded(text)));
  expect(workers[0]?.got.map(({ ask }) => (ask as Folded).asked.text)).toEqual(['a']);
  reply(workers[0], 0, 'first');
  expect(workers[0]?.got.map(({ ask }) => (ask as Folded).asked.text)).toEqual(['a', 'c']);
  reply(workers[0], 1, 'last');
  expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['answer', 'superseded', 'answer']);
});

test('different calls wait for each other, and all are answered', async () => {
  const analyst = createAnalyst(start, { mostMilliseconds: 1000 });
  const outcomes = [analyst.call('check', folded('a')), analyst.call('costs', asked('a')), analyst.call('findings', asked('a'))];
  for (const index of [0, 1, 2]) reply(workers[0], index, index);
  expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['answer', 'answer', 'answer']);
});

test('a worker that never ends is ended, and the next call has another', async () => {
  const analyst = createAnalyst(start, { mostMilliseconds: 1000 });
  const endless = analyst.call('check', folded('endless'));
  const waiting = analyst.call('costs', asked('short'));
  vi.advanceTimersByTime(1000);
  expect(await endless).toEqual({ kind: 'stopped', milliseconds: 1000 });
  expect(workers[0]?.isEnded).toBe(true);
  expect(workers[1]?.got.map(({ name }) => name)).toEqual(['costs']);
  reply(workers[1], 0, 'answered');
  expect(await waiting).toEqual({ kind: 'answer', answer: 'answered' });
});

test('a late reply of an ended call reaches nobody', async () => {
  const analyst = createAnalyst(start, { mostMilliseconds: 1000 });
  const first = analyst.call('check', folded('a'));
  vi.advanceTimersByTime(1000);
  await first;
  const second = analyst.call('check', folded('b'));
  reply(workers[0], 0, 'late');
  reply(workers[1], 0, 'right');
  expect(await second).toEqual({ kind: 'answer', answer: 'right' });
});

test('a fault of the worker is told, and it goes on', async () => {
  const analyst = createAnalyst(start, { mostMilliseconds: 1000 });
  const outcome = analyst.call('check', folded('a'));
  workers[0]?.listener.onReply({ id: workers[0].got[0]?.id ?? 0, fault: 'broken' });
  expect(await outcome).toEqual({ kind: 'fault', message: 'broken' });
});
