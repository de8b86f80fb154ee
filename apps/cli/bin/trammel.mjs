#!/usr/bin/env node
/** Starts the built command line; holds no logic of its own. */
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('trammel is not built yet: run `npm start` once.\n');
  process.exitCode = 2;
}
