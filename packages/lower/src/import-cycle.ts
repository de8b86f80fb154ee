/** Circles of imports, found without recursion: a chain of imports may be long. */

export interface ImportGraph<File> {
  readonly imports: readonly { readonly declaration: unknown; readonly target: File | undefined }[];
}

interface Circle<File extends ImportGraph<File>> {
  /** The import that leads back. */
  readonly import: File['imports'][number];
  /** The files of the circle; the first stands at the end again. */
  readonly files: readonly File[];
}

/** The first import that closes a circle, going depth first from the entry. */
export function importOnCycle<File extends ImportGraph<File>>(entry: File): Circle<File> | undefined {
  const finished = new Set<File>();
  const trail: { readonly file: File; next: number }[] = [{ file: entry, next: 0 }];
  const open = new Set<File>([entry]);
  for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
    const step = top.file.imports[top.next];
    top.next += 1;
    if (step === undefined) {
      finished.add(top.file);
      open.delete(top.file);
      trail.pop();
    } else if (step.target !== undefined && open.has(step.target)) {
      const files = trail.map(({ file }) => file);
      return { import: step, files: [...files.slice(files.indexOf(step.target)), step.target] };
    } else if (step.target !== undefined && !finished.has(step.target)) {
      open.add(step.target);
      trail.push({ file: step.target, next: 0 });
    }
  }
  return undefined;
}
