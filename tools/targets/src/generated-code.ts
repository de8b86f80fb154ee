// Generated TypeScript run within the process that asks: each file compiled by itself, files that are copied as they are once.
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { posix } from 'node:path';
import type { GeneratedFile } from '@trammel/target-tfjs';
import { invariant } from '@trammel/tensor';
import ts from 'typescript';

const require = createRequire(import.meta.url);

/** What a module of generated code exports. */
export type Exports = Readonly<Record<string, unknown>>;

/** Modules by path; the copied ones are kept from project to project. */
export interface Loader {
  readonly load: (files: readonly GeneratedFile[], path: string) => Exports;
}

/** A loader; layers of copied files are registered once. */
export function createLoader(): Loader {
  const kept = new Map<string, Exports>();
  return {
    load: (files, path) => {
      const texts = new Map(files.map((file) => [file.path, file.text]));
      const fresh = new Map<string, Exports>();
      const load = (at: string): Exports => {
        const isCopied = /^src\/(layers|support)\//.test(at);
        const known = isCopied ? kept : fresh;
        const found = known.get(at);
        if (found !== undefined) return found;
        const exports: Record<string, unknown> = {};
        known.set(at, exports);
        evaluate(texts.get(at) ?? '', exports, (name) => {
          const isOwn = name.startsWith('.');
          const other: unknown = isOwn ? undefined : require(name);
          return other ?? load(posix.join(posix.dirname(at), name).replace(/\.js$/, '.ts'));
        });
        return exports;
      };
      return load(path);
    },
  };
}

function evaluate(text: string, exports: Record<string, unknown>, load: (name: string) => unknown): void {
  // Only modules of ECMAScript know where they are; packages are looked for from here.
  const placed = text.replaceAll('import.meta.url', JSON.stringify(import.meta.url));
  const { outputText } = ts.transpileModule(placed, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  Reflect.apply(compileFunction(outputText, ['require', 'exports']), undefined, [load, exports]);
}

/** An exported function; that it is missing is a defect of what was generated. */
export function functionIn(exports: Exports, name: string): (...given: readonly unknown[]) => unknown {
  const found = exports[name];
  invariant(typeof found === 'function', () => `${name} is exported as a function`);
  return (...given) => {
    const result: unknown = Reflect.apply(found, undefined, [...given]);
    return result;
  };
}
