/** The list of house rules that tests hold; those that a linter holds stand in eslint.config.mjs. */
import { booleans } from './booleans.js';
import { commands } from './commands.js';
import { cycles } from './cycles.js';
import { headers } from './headers.js';
import { declared, layers } from './layers.js';
import { length } from './length.js';
import { names } from './names.js';
import { operatorsUnnamed } from './operator-names.js';
import { problemGoldens, problemPages } from './problem-pages.js';
import { type Rule } from './rule.js';
import { state } from './state.js';
import { suppressions } from './suppressions.js';
import { emoji, machinePaths, registries } from './words.js';
import { workspace } from './workspace.js';

export const rules: Readonly<Record<string, Rule>> = {
  names,
  length,
  headers,
  booleans,
  state,
  suppressions,
  cycles,
  layers,
  declared,
  workspace,
  operatorsUnnamed,
  problemPages,
  problemGoldens,
  machinePaths,
  registries,
  emoji,
  commands,
};
