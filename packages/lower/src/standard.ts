/** The standard library: files that come with the language. */
import { sourceFile, type SourceFile } from '@trammel/diagnostics';
import { standardTexts } from './std.generated.js';

/** The names under which they are imported. */
export const standardNames: readonly string[] = Object.keys(standardTexts).map((name) => `std/${name}`);

/** The file behind `std/resnet` or `std/resnet.net`. */
export function standardFile(path: string): { readonly source: SourceFile } | undefined {
  const name = path.replace(/^std\//, '').replace(/\.net$/, '');
  const text = new Map(Object.entries(standardTexts)).get(name);
  return text === undefined ? undefined : { source: sourceFile(`std/${name}.net`, text) };
}
