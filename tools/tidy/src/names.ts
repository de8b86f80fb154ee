/** Files and folders are named after what they hold, never after being shared. */
import { isCode } from './repository.js';
import { type Rule } from './rule.js';

const banned = /^(.+[-_.])?(utils?|helpers?)$|^(common|shared|misc)$/i;

export const names: Rule = {
  says: 'no file or folder is called utils, helpers, common, shared or misc',
  check: (repository) =>
    repository.filter(isCode).flatMap((file) => {
      const parts = file.path.split('/').map((part) => part.replace(/(\.test|\.bench)?\.\w+$/, ''));
      const part = parts.find((name) => banned.test(name));
      return part === undefined ? [] : [`${file.path}: "${part}" says nothing; name it after the concept, or move it to its one user`];
    }),
  offends: { 'packages/a/src/helpers/x.ts': '', 'packages/a/src/string-utils.ts': '', 'packages/a/src/shared.test.ts': '' },
  finds: 3,
  complies: { 'packages/a/src/common-subexpressions.ts': '', 'packages/a/src/shared-weights.ts': '' },
};
