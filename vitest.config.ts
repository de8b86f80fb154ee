/** Tests run straight from the sources: the `trammel-source` condition of each package leads to its src/index.ts. */
import { defineConfig } from 'vitest/config';

const conditions = ['trammel-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,tools}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    passWithNoTests: true,
    // Two cores may be shared with the linter and the compiler.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
