/** The package.json files of a repository, read as data. */
import { posix } from 'node:path';
import { type Repository, type TextFile } from './repository.js';

export interface Manifest {
  readonly file: TextFile;
  /** The folder, such as `packages/tensor`; empty for the root. */
  readonly folder: string;
  readonly name: string;
  /** The number of its one `layer:N` tag. */
  readonly layer: number | undefined;
  readonly dependencies: readonly string[];
  readonly scripts: readonly string[];
  readonly targets: readonly string[];
}

/** The value at a path of keys, or undefined where there is none. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt(new Map<string, unknown>(Object.entries(value)).get(key), ...rest);
}

const keysAt = (value: unknown, ...keys: readonly string[]): readonly string[] => Object.keys(valueAt(value, ...keys) ?? {});

function layerOf(content: unknown): number | undefined {
  const tags = valueAt(content, 'nx', 'tags');
  const layers = Array.isArray(tags) ? tags.flatMap((tag) => /^layer:(\d+)$/.exec(String(tag))?.[1] ?? []) : [];
  return layers.length === 1 ? Number(layers[0]) : undefined;
}

/** Every package.json of the repository. */
export function manifestsOf(repository: Repository): readonly Manifest[] {
  return manifestsWhere(repository, (path) => !isGenerated(path));
}

/** Those of folders within workspaces that are no workspaces, such as what a bench is measured against and installs by itself. */
export function asideManifestsOf(repository: Repository): readonly Manifest[] {
  return manifestsWhere(repository, (path) => /^tools\/[^/]+\/[^/]+\/package\.json$/.test(path));
}

function manifestsWhere(repository: Repository, isMeant: (path: string) => boolean): readonly Manifest[] {
  return repository
    .filter(({ path }) => posix.basename(path) === 'package.json' && isMeant(path))
    .map((file) => {
      const content: unknown = JSON.parse(file.text);
      const folder = posix.dirname(file.path);
      return {
        file,
        folder: folder === '.' ? '' : folder,
        name: String(valueAt(content, 'name')),
        layer: layerOf(content),
        dependencies: ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
          keysAt(content, kind),
        ),
        scripts: keysAt(content, 'scripts'),
        targets: keysAt(content, 'nx', 'targets'),
      };
    });
}

/** Only the root's and the workspaces' own package.json count; generated projects bring theirs. */
const isGenerated = (path: string): boolean => !/^(package\.json|(packages|apps|tools)\/[^/]+\/package\.json)$/.test(path);
