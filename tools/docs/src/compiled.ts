/** A text as the tests see it: what the compiler and the analysis say of it, as one list. */
import { sourceFile, type Diagnostic } from '@trammel/diagnostics';
import { analyze, compile, type CompileResult } from 'trammel';

/** A file that knows itself and the files beside it under their names. */
export function compileText(text: string, name: string, beside: ReadonlyMap<string, string> = new Map()): CompileResult {
  const source = sourceFile(name, text);
  const files = new Map([...beside].map(([path, content]) => [path, sourceFile(path, content)]));
  return compile(source, {
    resolve: (_, path) => {
      const found = path === name ? source : files.get(path);
      return found === undefined ? { why: 'there is no such file' } : { source: found };
    },
  });
}

/** Everything that is said of a text: by the compiler, and of each net that it made by the analysis. */
export function diagnosticsOf(text: string, name: string, beside?: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const { networks, diagnostics } = compileText(text, name, beside);
  return [...diagnostics, ...networks.flatMap(({ graph }) => (graph === undefined ? [] : analyze(graph).diagnostics))];
}
