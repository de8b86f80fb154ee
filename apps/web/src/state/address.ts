// The state of the playground in the part of an address behind `#`, which no server sees: deflated, in letters that addresses allow.
import { mostCharacters, readSaved, writeSaved, type Saved } from './saved.js';

/** Says how the rest is to be read, so that another way can be told apart. */
const form = 'v1.';

/** `#v1.` and what follows it. */
export async function addressOf(saved: Saved): Promise<string> {
  const bytes = await through(new TextEncoder().encode(writeSaved(saved)), new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY);
  const letters = btoa(Array.from(bytes ?? new Uint8Array(), (byte) => String.fromCharCode(byte)).join(''));
  return `#${form}${letters.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** What an address holds; undefined where it holds nothing that can be read. */
export async function readAddress(hash: string): Promise<Saved | undefined> {
  if (!hash.startsWith(`#${form}`)) return undefined;
  const bytes = bytesOf(hash.slice(1 + form.length));
  // Four bytes for a character at most; a small address that holds more than that is not read to its end.
  const inflated = bytes === undefined ? undefined : await through(bytes, new DecompressionStream('deflate-raw'), 4 * mostCharacters);
  return inflated === undefined ? undefined : readSaved(new TextDecoder().decode(inflated));
}

function bytesOf(letters: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** All that comes out; undefined where that is more than `most`, or cannot be read. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > most) {
        await reader.cancel();
        return undefined;
      }
      parts.push(part.value);
    }
  } catch {
    return undefined;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
