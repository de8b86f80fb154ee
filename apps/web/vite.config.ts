/** How the playground is built: from the sources of all packages, into a folder that works from any sub-path and offline. */
import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';
import { digits } from './digits.config.js';

/** Tells the service worker what there is to keep; its text changes with any of it, which is how browsers see a new version. */
function keptFiles(): Plugin {
  return {
    name: 'kept-files',
    apply: 'build',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') this.error('there is no service worker to tell');
      const files = Object.keys(bundle).filter((name) => name !== 'service-worker.js' && !name.endsWith('.map'));
      const kept = [
        './',
        './icon.svg',
        './manifest.webmanifest',
        ...files.filter((name) => name !== 'index.html').map((name) => `./${name}`),
      ];
      const contents = files.map((name) => {
        const file = bundle[name];
        return file === undefined ? '' : file.type === 'chunk' ? file.code : file.source;
      });
      const hash = contents.reduce((sum, content) => sum.update(content), createHash('sha256'));
      worker.code = worker.code.replace('__KEPT_FILES__', kept.sort().join(' ')).replace('__VERSION__', hash.digest('hex').slice(0, 16));
    },
  };
}

const conditions = ['trammel-source', 'module', 'browser', 'development|production'];

export default defineConfig({
  base: './',
  root: import.meta.dirname,
  resolve: { conditions },
  plugins: [digits(), keptFiles()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 2000,
    // The whole of it is small, and what it is asked for next is not known.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', 'service-worker': 'src/service-worker.ts' },
      output: { entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
});
