// The layout engine in a worker of its own, loaded when the first drawing is asked for: it is as large as everything else together.
import type { LayoutEngine } from '@trammel/page';
import type { ELK } from 'elkjs/lib/elk-api.js';
import workerAddress from 'elkjs/lib/elk-worker.min.js?url';

/** One engine for all drawings. */
export function createLayoutEngine(): LayoutEngine {
  let engine: Promise<ELK> | undefined;
  return {
    layout: async (graph) => {
      engine ??= import('elkjs/lib/elk-api.js').then(
        ({ default: Elk }) => new Elk.default({ workerFactory: () => new Worker(workerAddress) }),
      );
      return (await engine).layout(graph);
    },
  };
}
