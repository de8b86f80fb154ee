// The backend that generated projects compute with in Node, chosen by their own code. Not the one that tests begin with.
import { generateTfjs } from '@trammel/target-tfjs';
import { invariant } from '@trammel/tensor';
import { functionIn, type Loader } from './generated-code.js';
import { graphOf } from './source-network.js';

const trained = 'net Any {\n  input x: [N, C=2]\n  dense(2) as y\n}\ntrain Any { loss = mse(y, target) }\n';

/** Chooses WebAssembly, with what the projects put in the place of kernels that it lacks; gives its name. */
export async function useBackend(loader: Loader): Promise<string> {
  const { files } = generateTfjs(graphOf(trained, 'Any'));
  const chosen = functionIn(loader.load(files, 'src/support/backend.ts'), 'useBackend')();
  invariant(chosen instanceof Promise, () => 'a backend is waited for');
  return String(await chosen);
}
