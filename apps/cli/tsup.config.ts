/** Bundles the command line with everything it needs into one file, straight from the sources: one file starts fastest. */
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  noExternal: [/.*/],
  // Handlebars and Chevrotain may bring CommonJS, which asks for `require`.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  esbuildOptions(options) {
    options.conditions = ['trammel-source'];
  },
  clean: false,
  dts: false,
  minify: false,
  silent: true,
});
