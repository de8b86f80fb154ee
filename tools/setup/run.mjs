/** Runs one of this folder's scripts: `node tools/setup/run.mjs start`. Uses only what old versions of Node know, to tell them what is wrong. */
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem(process.version);
if (problem === undefined) {
  import(`./${process.argv[2] || 'start'}.mjs`).then((script) => script.main());
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
