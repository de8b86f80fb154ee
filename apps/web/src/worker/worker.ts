// The worker: takes calls one after the other and answers each. What they do stands in the files beside it.
import { createSession } from './session.js';
import type { Reply, Request } from './protocol.js';

const session = createSession();

addEventListener('message', (event: MessageEvent<Request>) => {
  void answered(event.data).then((reply) => postMessage(reply));
});

/** A fault here is our own: what people write is answered with findings. */
async function answered({ id, name, ask }: Request): Promise<Reply> {
  try {
    return { id, answer: await session(name, ask) };
  } catch (fault) {
    return { id, fault: fault instanceof Error ? fault.message : String(fault) };
  }
}
