// The course and the presets: every text compiles, every try changes something, and what is told to be seen is there.
import { compare } from '@trammel/analysis';
import { createSites } from '@trammel/operators';
import { comparisonSentences } from '@trammel/report';
import { describe, expect, test } from 'vitest';
import { scenes, sceneState, type Scene, type Try } from '../src/presets/course.js';
import { presets } from '../src/presets/presets.js';
import { isViewName } from '../src/state/view-names.js';
import { understood, type Understanding } from '../src/worker/understanding.js';

const sites = createSites();

async function tried(scene: Scene, of: Try | undefined): Promise<Understanding> {
  const { text, net, parameters, sizes } = await sceneState(scene, of?.change ?? scene.begin);
  return understood({ text, net, parameters, sizes }, sites);
}
const scene = (id: string): Scene => scenes.find((each) => each.id === id) as Scene;
const decades = ({ analysis }: Understanding): number => analysis?.gradient.inputs[0]?.attenuation?.rms ?? Number.NaN;

describe.each(presets)('the preset $id', ({ load, net }) => {
  test('has the net that is shown, and no errors', async () => {
    const { diagnostics, analysis } = understood({ text: await load(), net, parameters: {}, sizes: {} }, sites);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    if (net !== undefined) expect(analysis?.graph.name).toBe(net);
    expect(analysis).toBeDefined();
  });
});

describe.each(scenes)('the scene $id', (each) => {
  test('begins and changes with every try', async () => {
    const seen = new Set<string>();
    for (const of of [undefined, ...each.tries]) {
      const state = await sceneState(each, of?.change ?? each.begin);
      expect(isViewName(state.view ?? '')).toBe(true);
      expect((await tried(each, of)).analysis).toBeDefined();
      seen.add(JSON.stringify({ ...state, view: undefined }) + (state.view ?? ''));
      for (const [from] of of?.change.replace ?? []) expect((await sceneState(each, each.begin)).text).toContain(from);
    }
    expect(seen.size).toBe(4);
  });
});

test('depth, relu and one small layer do to the gradient what they are said to', async () => {
  const [deep, relu] = scene('vanishing').tries;
  const [as, deeper, mended] = [
    await tried(scene('vanishing'), undefined),
    await tried(scene('vanishing'), deep),
    await tried(scene('vanishing'), relu),
  ];
  expect(decades(as)).toBeCloseTo(-4.85, 1);
  expect(decades(deeper)).toBeLessThan(decades(as) - 3);
  expect(Math.abs(decades(mended))).toBeLessThan(0.5);
});

test('two pools in a row see 6 rows, and with a convolution between them 10', async () => {
  const rowsOf = ({ analysis }: Understanding): unknown => {
    const output = analysis?.graph.outputs[0]?.tensor;
    return output === undefined ? undefined : analysis?.receptiveFields.get(output)?.[0]?.axes.find(({ axis }) => axis === 'H')?.size;
  };
  expect(rowsOf(await tried(scene('receptive'), undefined))).toBe(10);
  expect(rowsOf(await tried(scene('receptive'), scene('receptive').tries[0]))).toBe(6);
});

test('the naive module spends 56 % on its 5x5 path, and the cut channels are told as the reason', async () => {
  const narrow = (await tried(scene('inception'), undefined)).analysis;
  const naive = (await tried(scene('inception'), scene('inception').tries[0])).analysis;
  if (narrow === undefined || naive === undefined) throw new Error('the scene has no networks');
  const words = comparisonSentences(compare(naive, narrow)).join(' ');
  expect(words).toContain('(56.4 %)');
  expect(words).toContain('convolutions cut the channels');
});
