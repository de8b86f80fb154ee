// From text to results: compile a file, analyse its networks, ask for single units.
import type { Size } from '@trammel/tensor';

export { analyze, compare, type Analysis, type Comparison } from '@trammel/analysis';
export { compile, type CompileOptions, type CompileResult, type Network, type SourceProvider } from '@trammel/lower';
export { format, type FormatResult } from '@trammel/syntax';

/** Sizes for open symbols; or what is wrong with the text. */
export type ParsedSizes = { readonly sizes: ReadonlyMap<string, Size> } | { readonly why: string };

/** Reads sizes as they are given on a command line: whole numbers of at least 1, with `_` between digits and k, M, G. */
export function parseSizes(texts: ReadonlyMap<string, string>): ParsedSizes {
  const sizes = new Map<string, Size>();
  for (const [name, text] of texts) {
    const match = /^(\d[\d_]*)([kMG]?)$/.exec(text);
    const value = Number(match?.[1]?.replaceAll('_', '')) * (scales.get(match?.[2] ?? '') ?? 1);
    if (!Number.isSafeInteger(value) || value < 1)
      return { why: `the size of ${name} is a whole number of at least 1, and is given as ${JSON.stringify(text)}` };
    sizes.set(name, value);
  }
  return { sizes };
}

const scales: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
]);
