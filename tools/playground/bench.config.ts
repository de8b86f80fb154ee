/** The measurements of the playground, which are no tests: `npm run bench:web`. */
import { defineConfig } from 'vitest/config';

const conditions = ['trammel-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['tools/playground/src/**/*.bench.ts'], testTimeout: 300_000, hookTimeout: 120_000, disableConsoleIntercept: true },
});
