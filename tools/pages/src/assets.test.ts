// What pages are made of is what stands in the assets of the package.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assetsModule } from '../generate.mjs';

test('the assets are those of packages/page/assets (else run node tools/pages/generate.mjs)', async () => {
  const written = readFileSync(new URL('../../../packages/page/src/assets.generated.ts', import.meta.url), 'utf8');
  expect(written).toBe(await assetsModule());
});
