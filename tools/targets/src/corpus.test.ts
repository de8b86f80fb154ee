// The networks of the corpus, small, as generated for TensorFlow.js: the numbers of the executor and its gradients, in both modes.
import { readFileSync } from 'node:fs';
import { corpusNetworks, reducedText } from '@trammel/networks';
import { beforeAll, expect, test } from 'vitest';
import { useBackend } from './generated-backend.js';
import { createLoader } from './generated-code.js';
import { graphOf } from './source-network.js';
import { faultsOf } from './tfjs-faults.js';

const loader = createLoader();

// What `npm start` computes with: plain JavaScript is what the operators alone are held to.
beforeAll(async () => expect(await useBackend(loader)).toBe('wasm'));

/** The network without what is drawn by chance, so that its numbers follow from its weights in training too. */
const withoutChance = (text: string): string =>
  text.replaceAll(/\b(dropout|drop_path)\([^)]*\)/g, '$1(0)').replaceAll(/\bdropout=[\d.]+/g, 'dropout=0');

/**
 * The network with a large number beside the variances of its batches. With a small one, layer after layer divides by what a few
 * numbers have of variance: then the executor itself moves by up to 6e-5 where each weight moves by half a unit in the last place of 32
 * bits, and nothing as near as 1e-5 can be told. The small one is there in inference.
 */
const withCalmNorms = (text: string): string =>
  text.replaceAll(/(?<!\bas )\bbn\b(?:\(([^)]*)\))?(?! *=)/g, (_, given: string | undefined) => {
    const others = (given ?? '').split(/, */).filter((each) => each !== '' && !each.startsWith('eps='));
    return `bn(${['eps=1', ...others].join(', ')})`;
  });

/** Numbers that lie within rounding of a corner of relu have two derivatives; these networks are given others. */
const seeds: Readonly<Record<string, number>> = { DenseNetBC100: 2 };

test.each(corpusNetworks)('$file: $net', { timeout: 120_000 }, (network) => {
  const text = withoutChance(reducedText(readFileSync(new URL(`../../corpus/${network.file}`, import.meta.url), 'utf8'), network));
  const sizes = new Map(Object.entries({ N: 4, ...network.at }));
  const seed = seeds[network.net] ?? 1;
  const graphIn = (changed: string) => graphOf(changed, network.net, network.set);
  expect(faultsOf(graphIn(text), loader, { sizes, modes: ['inference'], seed })).toEqual([]);
  expect(faultsOf(graphIn(withCalmNorms(text)), loader, { sizes, modes: ['training'], seed })).toEqual([]);
});
