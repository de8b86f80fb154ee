/** No file is too long to read. */
import { isGolden } from './repository.js';
import { type Rule } from './rule.js';

const limit = 600;

export const length: Rule = {
  says: `no file is longer than ${limit} lines, except goldens, data and the lock file`,
  check: (repository) =>
    repository
      .filter((file) => !isGolden(file) && !/(^|\/)package-lock\.json$|\.(csv|svg|tsv|html)$/.test(file.path))
      .map((file) => ({ file, lines: file.text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > limit)
      .map(({ file, lines }) => `${file.path}: ${lines} lines; split it by concept`),
  offends: { 'packages/a/src/x.ts': 'x\n'.repeat(601) },
  finds: 1,
  complies: {
    'packages/a/src/x.ts': 'x\n'.repeat(600),
    'packages/a/goldens/x.txt': 'x\n'.repeat(601),
    'package-lock.json': 'x\n'.repeat(601),
  },
};
