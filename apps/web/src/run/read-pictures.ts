// Files of pictures as pixels of one size, with the classes that their folders or names tell. Not how a network takes them.
import type { GivenPictures } from './protocol.js';

/** What was read, and what could not be. */
export interface ReadPictures {
  readonly pictures: GivenPictures | undefined;
  readonly faults: readonly string[];
}

/** Rows and columns that are kept; networks take them at sizes of their own. */
const side = 64;
const mostPictures = 2000;

/** Cut to a square around the middle. */
export async function readPictures(files: readonly File[]): Promise<ReadPictures> {
  const faults: string[] = files.length > mostPictures ? [`Only the first ${mostPictures} of ${files.length} files are read.`] : [];
  const each = 3 * side * side;
  const read: { readonly label: string; readonly pixels: Uint8Array }[] = [];
  const context = Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d', {
    willReadFrequently: true,
  });
  for (const file of files.slice(0, mostPictures)) {
    const pixels = context === null ? undefined : await pixelsOf(file, context);
    if (pixels === undefined) faults.push(`${file.name} is no picture that this browser reads.`);
    else read.push({ label: labelOf(file), pixels });
  }
  if (read.length === 0) return { pictures: undefined, faults };
  const pixels = new Uint8Array(read.length * each);
  for (const [at, one] of read.entries()) pixels.set(one.pixels, at * each);
  return { pictures: { side, pixels, labels: read.map(({ label }) => label) }, faults };
}

async function pixelsOf(file: File, context: CanvasRenderingContext2D): Promise<Uint8Array | undefined> {
  try {
    const bitmap = await createImageBitmap(file);
    const square = Math.min(bitmap.width, bitmap.height);
    context.fillStyle = 'white';
    context.fillRect(0, 0, side, side);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, (bitmap.width - square) / 2, (bitmap.height - square) / 2, square, square, 0, 0, side, side);
    bitmap.close();
    const { data } = context.getImageData(0, 0, side, side);
    // Red, green and blue of each pixel become planes of their own.
    return Uint8Array.from({ length: 3 * side * side }, (_, at) => data[4 * (at % (side * side)) + Math.floor(at / (side * side))] ?? 0);
  } catch {
    return undefined;
  }
}

/** The folder, or the name up to its number: `cat_12.png` is a cat. */
export function labelOf({ name, webkitRelativePath }: Pick<File, 'name' | 'webkitRelativePath'>): string {
  const folder = webkitRelativePath.split('/').at(-2);
  const stem = name.replace(/\.[^.]*$/, '');
  const word = stem.replace(/[\s._-]*\(?\d+\)?$/, '');
  return folder ?? (word === '' ? stem : word);
}

/** Files, and those of folders, whose paths tell where they were. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) {
    const file = await new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));
    if (file === undefined) return [];
    const path = entry.fullPath.replace(/^\//, '');
    return [path.includes('/') ? Object.defineProperty(file, 'webkitRelativePath', { value: path }) : file];
  }
  return isFolder(entry) ? (await Promise.all((await entriesOf(entry)).map(filesIn))).flat() : [];
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** A reader gives them in parts, until there are none. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<readonly FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (part.length === 0 || found.length > mostPictures) return found;
    found.push(...part);
  }
}
