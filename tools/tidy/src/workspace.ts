/** A new package is complete only when the tests are type-checked with it. */
import { manifestsOf } from './manifests.js';
import { type Rule } from './rule.js';

export const workspace: Rule = {
  says: 'tsconfig.test.json refers to every package, so that tests are type-checked against it',
  check: (repository) => {
    const settings = repository.find(({ path }) => path === 'tsconfig.test.json')?.text ?? '';
    return manifestsOf(repository)
      .filter(({ folder }) => /^(packages|apps)\//.test(folder) && !settings.includes(`"./${folder}"`))
      .map(({ folder }) => `tsconfig.test.json: add { "path": "./${folder}" } to its references`);
  },
  offends: { 'tsconfig.test.json': '{ "references": [] }', 'packages/a/package.json': '{ "name": "a" }' },
  finds: 1,
  complies: { 'tsconfig.test.json': '{ "references": [{ "path": "./packages/a" }] }', 'packages/a/package.json': '{ "name": "a" }' },
};
