/** Bundles the command line with everything it needs into one file, straight from the sources: one file starts fastest. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** Modules that commands import when they run: each is a bundle of its own, so that a short run need not load it. */
const whenNeeded = ['advise', 'equivalence', 'generate', 'new-project', 'report', 'sampling'];

/**
 * Two things that Chevrotain does when it starts cost a short run a twentieth of its time. A line that is not found there exactly once
 * fails the build: another version may start in other ways.
 */
const startOfChevrotain: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  // A table of 65,536 numbers, each of which one division gives.
  'scan/lexer.js': [
    [': charCodeToOptimizedIdxMap[charCode];', ': 255 + ~~(charCode / 255);'],
    ['        initCharCodeToOptimizedIndexMap();', ''],
  ],
  // Methods that are taken off an object again, which is slow once the object was laid out for speed: it is, right after.
  'parse/parser/parser.js': [
    ['                toFastProperties(this);', ''],
    ['this.disableRecording();', 'this.disableRecording();\n                    toFastProperties(this);'],
  ],
};

export default defineConfig({
  entry: { main: 'src/main.ts', ...Object.fromEntries(whenNeeded.map((name) => [name, `src/${name}.ts`])) },
  // CommonJS, whose compiled code can be kept between runs on every version of Node.
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  noExternal: [/.*/],
  esbuildOptions(options) {
    options.conditions = ['trammel-source'];
    // Templates are compiled beforehand: what runs them is enough, and compiles nothing.
    options.alias = { handlebars: 'handlebars/runtime' };
    // What is imported when needed is then required, as nothing else can be from code that was kept.
    options.supported = { 'dynamic-import': false };
    // The start-up script reads the bundle as Latin-1, which takes no decoding.
    options.charset = 'ascii';
  },
  esbuildPlugins: [
    {
      name: 'modules-when-needed',
      setup(build) {
        build.onResolve({ filter: /^\.\// }, ({ kind, path }) => {
          if (kind !== 'dynamic-import') return undefined;
          const name = path.replace(/^\.\/|\.js$/g, '');
          if (whenNeeded.includes(name)) return { path: `./${name}.cjs`, external: true };
          return { errors: [{ text: `${name} is imported when needed, and not in the list of tsup.config.ts` }] };
        });
      },
    },
    {
      name: 'chevrotain-starts-faster',
      setup(build) {
        for (const [file, changes] of Object.entries(startOfChevrotain)) {
          build.onLoad({ filter: new RegExp(`/chevrotain/lib/src/${file}$`) }, ({ path }) => {
            const source = readFileSync(path, 'utf8');
            const missing = changes.find(([from]) => source.split(from).length !== 2);
            if (missing !== undefined) return { errors: [{ text: `${path} does not have once: ${missing[0]}` }] };
            return { contents: changes.reduce((text, [from, to]) => text.replace(from, to), source) };
          });
        }
      },
    },
    {
      // The parser of arguments loads what starts processes, for commands that are programs of their own; there are none here,
      // and loading that takes a tenth of a short run.
      name: 'processes-when-needed',
      setup(build) {
        build.onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
          importer.includes('commander') ? { path: 'child_process', namespace: 'when-needed' } : undefined,
        );
        build.onLoad({ filter: /.*/, namespace: 'when-needed' }, () => ({
          contents: "module.exports = { spawn: (...args) => require('node:child_process').spawn(...args) };",
        }));
      },
    },
  ],
  removeNodeProtocol: false,
  clean: false,
  dts: false,
  minify: true,
  silent: true,
  // One run of the whole pipeline, so that the code of every pass is compiled and kept.
  onSuccess: () => {
    execFileSync(process.execPath, ['bin/trammel.cjs', 'analyze', 'bin/warm.net'], {
      env: { ...process.env, TRAMMEL_WRITE_CODE_CACHE: 'dist/main.cjs.cache' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return Promise.resolve();
  },
});
