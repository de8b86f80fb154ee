/** Packages depend downward only, and declare what they import. */
import { builtinModules } from 'node:module';
import { importsOf } from './imports.js';
import { asideManifestsOf, manifestsOf, type Manifest } from './manifests.js';
import { isCode, isTest, place, type Repository, type TextFile } from './repository.js';
import { type Rule } from './rule.js';

const manifest = (name: string, layer: number, dependencies: readonly string[]): string =>
  JSON.stringify({ name, nx: { tags: [`layer:${layer}`] }, dependencies: Object.fromEntries(dependencies.map((key) => [key, '0.1.0'])) });

function upward(manifests: readonly Manifest[]): readonly string[] {
  const layers = new Map(manifests.map(({ name, layer }) => [name, layer]));
  return manifests
    .filter(({ folder }) => folder !== '')
    .flatMap(({ file, layer, dependencies }) => {
      if (layer === undefined) return [`${file.path}: needs exactly one tag "layer:N" under nx.tags`];
      return dependencies
        .map((name) => ({ name, other: layers.get(name) }))
        .filter(({ other }) => other !== undefined && other >= layer)
        .map(
          ({ name, other }) =>
            `${file.path}: layer ${layer} may not depend on ${name}, which is of layer ${String(other)}; only lower numbers`,
        );
    });
}

export const layers: Rule = {
  says: 'a package depends on lower layers only, never on its own',
  check: (repository) => upward(manifestsOf(repository)),
  offends: {
    'packages/a/package.json': manifest('a', 1, ['b']),
    'packages/b/package.json': manifest('b', 1, ['c']),
    'packages/c/package.json': manifest('c', 2, []),
    'packages/d/package.json': '{ "name": "d" }',
  },
  finds: 3,
  complies: { 'packages/a/package.json': manifest('a', 1, ['b', 'chevrotain']), 'packages/b/package.json': manifest('b', 0, []) },
};

/** `@scope/name` or `name` of a specifier such as `@scope/name/part`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** The innermost manifest that a file lies under. */
function ownerOf(manifests: readonly Manifest[], file: TextFile): Manifest | undefined {
  return manifests.filter(({ folder }) => folder !== '' && file.path.startsWith(`${folder}/`)).at(0);
}

function undeclared(repository: Repository): readonly string[] {
  const manifests = manifestsOf(repository);
  const asides = asideManifestsOf(repository);
  const root = manifests.find(({ folder }) => folder === '')?.dependencies ?? [];
  return repository.filter(isCode).flatMap((file) => {
    const owner = ownerOf(manifests, file);
    if (owner === undefined) return [];
    const aside = ownerOf(asides, file)?.dependencies ?? [];
    const isShipped = file.path.startsWith(`${owner.folder}/src/`) && !isTest(file);
    const known = new Set([...owner.dependencies, owner.name, ...aside, ...(isShipped ? [] : root)]);
    return importsOf(file)
      .filter(({ specifier }) => !/^(?:[./]|node:)/.test(specifier) && !builtinModules.includes(specifier))
      .filter(({ specifier }) => !known.has(packageOf(specifier)))
      .map(({ specifier, position }) => `${place(file, position)}: declare "${packageOf(specifier)}" in ${owner.file.path}`);
  });
}

export const declared: Rule = {
  says: 'what a package imports is in its package.json; tests may also use what the root declares',
  check: undeclared,
  offends: { 'packages/a/package.json': manifest('a', 1, []), 'packages/a/src/x.ts': "import { b } from '@trammel/b';" },
  finds: 1,
  complies: {
    'package.json': manifest('root', 0, ['vitest']),
    'packages/a/package.json': manifest('a', 1, ['@trammel/b']),
    'packages/a/src/x.ts': "import { b } from '@trammel/b';",
    'packages/a/src/x.test.ts': "import { test } from 'vitest';",
  },
};
