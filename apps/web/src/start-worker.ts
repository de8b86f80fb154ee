// Starts one of the workers, which are all the same: what they are asked tells them apart. Not what is asked.
import type { RunningWorker, WorkerListener } from './analyst.js';
import type { Reply } from './worker/protocol.js';

/** A worker that runs, and tells its listener what it answers. */
export function startWorker({ onReply, onFault }: WorkerListener): RunningWorker {
  const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Reply>) => onReply(data);
  worker.onerror = ({ message }) => onFault(message);
  return { post: (request) => worker.postMessage(request), terminate: () => worker.terminate() };
}
