// The files that are copied into projects: the texts are those of the folder, and each is whole.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectTexts } from './project-texts.generated.js';
import { copiedFiles } from './project-texts.js';

/** Where each copied file is kept: with the project, or with the package whose work it is. */
const folders = ['../project/src/', '../../drawing/src/', '../../weights/src/'].map((path) => new URL(path, import.meta.url));

/** The text of the one file that a path stands for. */
function keptText(path: string): string | undefined {
  const candidates = folders.map((folder, index) => new URL(index === 0 ? path : path.replace('support/', ''), folder));
  const found = candidates.find((candidate) => existsSync(candidate));
  return found === undefined ? undefined : readFileSync(found, 'utf8');
}

test('are what stands in the folders that they come from (else run node tools/tfjs/generate.mjs)', () => {
  const kept = Object.keys(projectTexts).map((path) => [path, keptText(path)]);
  expect(projectTexts).toEqual(Object.fromEntries(kept));
  const own = ['layers', 'support'].flatMap((folder) =>
    readdirSync(new URL(`../project/src/${folder}/`, import.meta.url)).map((file) => `${folder}/${file}`),
  );
  expect(Object.keys(projectTexts)).toEqual(expect.arrayContaining(own));
});

test('bring all that they import', () => {
  const paths = copiedFiles(['layers/gru.ts']).map(({ path }) => path);
  expect(paths).toEqual(['src/layers/axes.ts', 'src/layers/gru.ts', 'src/layers/layer.ts', 'src/layers/recurrent.ts']);
});
