/** No file imports itself by a detour; cycles between packages are impossible by their layers. */
import { byPath, importsOf, resolveRelative } from './imports.js';
import { isCode, type Repository } from './repository.js';
import { type Rule } from './rule.js';

/** One cycle through each knot of files, as a path that ends where it began. */
function findCycles(repository: Repository): readonly string[] {
  const files = byPath(repository);
  const edges = new Map(
    repository.filter(isCode).map((file) => {
      const targets = importsOf(file).filter(({ specifier }) => specifier.startsWith('.'));
      return [file.path, targets.flatMap(({ specifier }) => resolveRelative(files, file, specifier)?.path ?? [])] as const;
    }),
  );
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || finished.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}

export const cycles: Rule = {
  says: 'no file imports itself by a detour, types included',
  check: (repository) => findCycles(repository).map((cycle) => `${cycle}: move what both need into a file of its own`),
  offends: { 'packages/a/src/x.ts': "import { y } from './y.js';", 'packages/a/src/y.ts': "export type { X } from './x.js';" },
  finds: 1,
  complies: { 'packages/a/src/x.ts': "import { y } from './y.js';", 'packages/a/src/y.ts': "import fs from 'node:fs';" },
};
