// From text to results: compile a file, analyse its networks, ask for single units.
import { didYouMean } from '@trammel/diagnostics';
import { nodesOf, type Graph } from '@trammel/graph';
import {
  isKnown,
  moduloSizes,
  printShape,
  printSize,
  substituteShape,
  substituteSize,
  type Size,
  type SymbolValues,
} from '@trammel/tensor';

export { adviceFor, type AdviceRequest } from '@trammel/advice';
export {
  analyze,
  asksForGradient,
  compare,
  gradientBoundsOf,
  type Advice,
  type Analysis,
  type Comparison,
  type GradientBounds,
  type InputDistributions,
} from '@trammel/analysis';
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

/** What speaks against telling the networks at these sizes, in a sentence; undefined where nothing does. */
export function sizesFault(graphs: readonly Graph[], sizes: SymbolValues): string | undefined {
  if (sizes.size === 0 || graphs.length === 0) return undefined;
  return unknownSymbol(graphs, sizes) ?? graphs.map((graph) => faultIn(graph, sizes)).find((fault) => fault !== undefined);
}

function unknownSymbol(graphs: readonly Graph[], sizes: SymbolValues): string | undefined {
  const known = [...new Set(graphs.flatMap((graph) => graph.symbols.map(({ name }) => name)))];
  const name = [...sizes.keys()].find((each) => !known.includes(each));
  if (name === undefined) return undefined;
  if (known.length === 0) return `there is no open size ${name}: all sizes are given`;
  const near = didYouMean(name, known);
  return `there is no open size ${name}; ${near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`}`;
}

function faultIn({ name, symbols, conditions, body }: Graph, sizes: SymbolValues): string | undefined {
  const at = [...sizes].map(([symbol, size]) => `${symbol}=${printSize(size)}`).join(', ');
  for (const { name: symbol, maximum } of symbols) {
    const size = sizes.get(symbol);
    const most = maximum === undefined ? undefined : substituteSize(maximum, sizes);
    if (size !== undefined && isKnown(size) && most !== undefined && isKnown(most) && size > most)
      return `${symbol} is at most ${printSize(most)} in ${name}, and is given as ${printSize(size)}`;
  }
  for (const { dividend, divisor } of conditions) {
    const remainder = moduloSizes(substituteSize(dividend, sizes), substituteSize(divisor, sizes));
    if (isKnown(remainder) && remainder !== 0) return `at ${at}, ${printSize(divisor)} does not divide ${printSize(dividend)} in ${name}`;
  }
  for (const { node } of nodesOf(body)) {
    const shape = node.outputs
      .map(({ type }) => substituteShape(type.shape, sizes))
      .find((axes) => axes.some(({ size }) => isKnown(size) && size < 1));
    if (shape !== undefined) return `at ${at}, ${node.id} of ${name} would give ${printShape(shape)}: nothing is left`;
  }
  return undefined;
}
