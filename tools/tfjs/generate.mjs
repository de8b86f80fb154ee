/** Writes the files that generated projects hold as they are into a module of texts, since the core reads no files. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../../packages/target-tfjs/project/src/', import.meta.url);
const target = new URL('../../packages/target-tfjs/src/project-texts.generated.ts', import.meta.url);

const paths = ['layers', 'support'].flatMap((name) =>
  readdirSync(new URL(`${name}/`, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort()
    .map((file) => `${name}/${file}`),
);
/** What draws weights is that of the analysis itself. */
const drawing = new URL('../../packages/drawing/src/', import.meta.url);
const drawn = ['generator.ts', 'normal.ts', 'orthogonal.ts'];
/** What reads and writes files of weights is that of Trammel too. */
const weights = new URL('../../packages/weights/src/', import.meta.url);
const filed = ['fit.ts', 'json-text.ts', 'safetensors.ts', 'stored-tensor.ts', 'weight-manifest.ts'];
const files = new Map([
  ...paths.map((path) => /** @type {const} */ ([path, new URL(path, folder)])),
  ...drawn.map((file) => /** @type {const} */ ([`support/${file}`, new URL(file, drawing)])),
  ...filed.map((file) => /** @type {const} */ ([`support/${file}`, new URL(file, weights)])),
]);
const entries = [...files].map(([path, file]) => `  ${JSON.stringify(path)}: ${JSON.stringify(readFileSync(file, 'utf8'))},\n`);
writeFileSync(
  target,
  `/** The texts of packages/target-tfjs/project/src; written by tools/tfjs/generate.mjs. */
// prettier-ignore
export const projectTexts: Readonly<Record<string, string>> = {
${entries.join('')}};
`,
);
