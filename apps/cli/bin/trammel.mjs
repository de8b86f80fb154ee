#!/usr/bin/env node
/** Starts the built command line; holds no logic of its own. */
import { existsSync } from 'node:fs';
import module from 'node:module';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  // From Node 22.1 on, compiled code is kept between runs.
  Reflect.get(module, 'enableCompileCache')?.();
  await import(main.href);
} else {
  process.stderr.write('trammel is not built yet: run `npm start` once.\n');
  process.exitCode = 2;
}
