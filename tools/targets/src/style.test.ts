// Generated projects as a person would leave them: Prettier changes nothing, and the rules of this repository find nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { format } from 'prettier';
import { corpusNetworks, randomNetwork } from '@trammel/networks';
import { generateTfjs, type GeneratedFile } from '@trammel/target-tfjs';
import tseslint from 'typescript-eslint';
import { afterAll, expect, test } from 'vitest';
import { graphOf } from './source-network.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

interface Project {
  readonly name: string;
  readonly files: readonly GeneratedFile[];
}

const projectOf = (text: string, name: string): Project => ({ name, files: generateTfjs(graphOf(text, name)).files });
const trained = projectOf(read('examples/lenet.net'), 'LeNet5');
const random = Array.from({ length: 20 }, (_, seed) => projectOf(randomNetwork(seed).text, `Random${seed}`));
const projects: readonly Project[] = [
  trained,
  ...corpusNetworks.map(({ file, net }) => projectOf(read(`tools/corpus/${file}`), net)),
  ...random.filter(({ files }) => files.length > 0),
];

/** Tables of weights are long, and one is like the other. */
const isOneOfMany = (name: string, { path }: GeneratedFile): boolean => path === 'src/weights.ts' && name.length > 7;

/** Files that are the same in every project are sources of this repository, and held to its rules there. */
const isCopied = ({ path }: GeneratedFile): boolean => /^src\/(layers|support)\//.test(path);

test('Prettier changes nothing', { timeout: 300_000 }, async () => {
  for (const { name, files } of projects) {
    for (const file of files.filter((each) => !isCopied(each) && !isOneOfMany(name, each))) {
      const formatted = await format(file.text, { filepath: file.path, printWidth: 140, singleQuote: true });
      expect(formatted, `${name}: ${file.path}`).toBe(file.text);
    }
  }
});

const folder = mkdtempSync(join(tmpdir(), 'trammel-style-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The rules that generated projects are developed under. How long functions are follows from the networks, and modules are not ours. */
async function rulesOfProjects(): Promise<Linter.RulesRecord> {
  const config = (await new ESLint({ cwd: repository }).calculateConfigForFile('packages/target-tfjs/project/src/layers/apply.ts')) as {
    readonly rules: Linter.RulesRecord;
  };
  const isForeign = (rule: string): boolean => rule.startsWith('@nx/') || /^(@typescript-eslint\/)?max-/.test(rule);
  return Object.fromEntries(Object.entries(config.rules).filter(([rule]) => !isForeign(rule)));
}

test('the linter finds nothing', { timeout: 300_000 }, async () => {
  const models = projects.flatMap(({ name, files }) =>
    files.map((file) => (file.path === 'src/model.ts' && name !== trained.name ? { ...file, path: `src/${name}.ts` } : file)),
  );
  // Beside the project that is trained stand the models of the others, with the layers that they need.
  for (const { path, text } of [...models.filter((file) => isCopied(file) || /^src\/\w+\.ts$/.test(file.path)), ...trained.files]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['src/*.ts'],
        plugins: { '@typescript-eslint': tseslint.plugin },
        rules: await rulesOfProjects(),
        languageOptions: {
          parser: tseslint.parser,
          parserOptions: { project: './tsconfig.json', tsconfigRootDir: folder },
        },
      },
    ],
  });
  const results = await eslint.lintFiles(['src/*.ts']);
  const found = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message, ruleId }) => `${filePath.slice(folder.length)}:${line}: ${message} (${ruleId ?? 'syntax'})`),
  );
  expect(found).toEqual([]);
  expect(results.length).toBeGreaterThan(60);
});
