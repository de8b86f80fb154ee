// The text of the runtime within generated modules is that of its sources.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runtimeModule } from '../generate.mjs';

test('is what stands in packages/target-wgsl/runtime (else run node tools/wgsl/generate.mjs)', async () => {
  const written = readFileSync(new URL('../../../packages/target-wgsl/src/runtime-text.generated.ts', import.meta.url), 'utf8');
  expect(await runtimeModule()).toBe(written);
});
