/** The house rules that a linter can hold; the others are tests in tools/tidy. */
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The files that turn something untyped into something typed: only they may write `x as T`. */
const parsesUntyped = [
  'packages/syntax/src/parser.ts',
  'packages/syntax/src/cst.ts',
  'packages/operators/src/attribute.ts',
  'packages/operators/src/site.ts',
];

const tests = ['**/*.test.ts', '**/*.bench.ts', '**/test/**/*.ts'];

/** Layers are numbered from the bottom; tools stand on top of everything, but for what tests of lower layers use. */
const tools = 9;
const layers = Array.from({ length: tools + 1 }, (_, layer) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: Array.from({ length: layer }, (_, lower) => `layer:${lower}`),
}));

const noEnum = { selector: 'TSEnumDeclaration', message: 'Write a union of string literals instead of an enum.' };
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name; a default export has a different name in every file.',
};
const noThrow = { selector: 'ThrowStatement', message: 'Return a value and diagnostics instead of throwing.' };

export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/*.timestamp-*', 'packages/page/src/assets.generated.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints: layers, enforceBuildableLibDependency: false, allow: [] }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      // An operator without attributes has the type {}, and it is derived.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'max-lines': ['error', 600],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', noEnum, noDefaultExport],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  // The page knows the document, which nothing else does.
  { files: ['apps/web/src/**/*.ts', 'apps/web/src/**/*.tsx'], languageOptions: { parserOptions: { project: './apps/web/tsconfig.json' } } },
  { files: ['packages/*/src/**/*.ts'], ignores: tests, rules: { 'no-restricted-syntax': ['error', noEnum, noDefaultExport, noThrow] } },
  // Generated projects are programs: they print.
  { files: ['apps/**/*.ts', 'tools/**/*.ts', 'packages/target-tfjs/project/**/*.ts'], rules: { 'no-console': 'off' } },
  { files: parsesUntyped, rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }] } },
  {
    files: tests,
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      'max-lines-per-function': 'off',
    },
  },
  { files: ['**/*.config.ts'], rules: { 'no-restricted-syntax': ['error', noEnum] } },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [js.configs.recommended],
    // The type checker finds undefined names (tsconfig.test.json).
    rules: { 'no-undef': 'off', 'max-lines': ['error', 600], 'max-lines-per-function': ['error', 60] },
  },
);
