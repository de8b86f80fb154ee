/** Runs one of this folder's scripts: `node tools/setup/run.cjs start`. CommonJS and plain syntax, so that old versions of Node get as far as the sentence that tells them so. */
'use strict';

const { nodeProblem } = require('./node-version.cjs');

const problem = nodeProblem(process.version);
if (problem === undefined) {
  import(`./${process.argv[2] || 'start'}.mjs`).then((script) => script.main());
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
