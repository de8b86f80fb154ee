// Files that are handed to the browser to be kept: from memory, without a server.

/** Offers a file under a name. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click is over.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Several files as one, in a folder of the same name. */
export async function zipped(folder: string, files: readonly { readonly path: string; readonly text: string }[]): Promise<Blob> {
  const { strToU8, zipSync } = await import('fflate');
  // The same files give the same bytes, whenever they are packed; the format knows no time before 1980.
  const mtime = new Date(1980, 0, 1);
  const entries = files.map(({ path, text }) => [`${folder}/${path}`, strToU8(text)] as const);
  return new Blob([Uint8Array.from(zipSync(Object.fromEntries(entries), { mtime }))], { type: 'application/zip' });
}
