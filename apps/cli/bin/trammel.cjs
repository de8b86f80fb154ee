#!/usr/bin/env node
/** Starts the built command line; holds no logic of its own but how to start fast. */
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const main = join(__dirname, '../dist/main.cjs');
if (existsSync(main)) {
  // A run is short and allocates a lot: letting the young heap grow at once saves most of its collections.
  setFlagsFromString('--semi-space-growth-factor=6');
  // The old heap grows by less than Node would let it, so that 100,000 layers written out stay under a gigabyte.
  setFlagsFromString('--heap-growing-percent=80');
  // Most runs end before optimised code would pay: only what runs long is optimised.
  setFlagsFromString('--interrupt-budget=1000000');
  // Compiling the bundle takes longer than analysing a network, so the build keeps the compiled code beside it. Another
  // version of Node refuses that and compiles as usual. A bundle that was changed but kept its length it would not refuse:
  // the build, which asks for new compiled code, must not start from what was kept before.
  const cache = `${main}.cache`;
  const isKept = process.env['TRAMMEL_WRITE_CODE_CACHE'] === undefined && existsSync(cache);
  const cachedData = isKept ? readFileSync(cache) : undefined;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(main, 'latin1')}\n})`, {
    filename: main,
    cachedData,
  });
  const own = { exports: {} };
  script.runInThisContext()(own.exports, createRequire(main), own, main, join(__dirname, '../dist'));
  // The build asks for the compiled code of all that one run used.
  if (process.env['TRAMMEL_WRITE_CODE_CACHE'] !== undefined) {
    process.on('exit', () => require('node:fs').writeFileSync(process.env['TRAMMEL_WRITE_CODE_CACHE'] ?? cache, script.createCachedData()));
  }
} else {
  process.stderr.write('trammel is not built yet: run `npm start` once.\n');
  process.exitCode = 2;
}
