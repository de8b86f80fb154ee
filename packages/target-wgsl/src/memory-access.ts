// Reading and writing tensors in memory: where an element lies, and whether four in a row are read at once.
import type { Value } from '@trammel/program';
import { addIndices, addressText, fixedIndex, linear, shifted, type Index } from './index-form.js';
import type { Placed } from './scope.js';
import { stridesOf } from './strides.js';
import { bindingOf, named, type Writer } from './writer.js';

/** The element of a tensor in memory. */
export function load(writer: Writer, value: Value, indices: readonly Index[]): Placed {
  const at = linear(indices, stridesOf(value.shape));
  const binding = bindingOf(writer, value);
  const member = memberOf(at);
  if (member === undefined) binding.isAligned = false;
  else if (member > 0) binding.hasNeighbours = true;
  if (binding.isVector && member !== undefined) {
    const { text, scope } = addressText(writer, quarterOf(shifted(at, -member)));
    const four = named({ text: `${binding.name}[${text}]`, scope }, 'q');
    return { text: `${four.text}[${member}]`, scope: four.scope };
  }
  const { text, scope } = addressText(writer, at);
  return { text: `${binding.name}[${text}]`, scope };
}

/** Writes the element where it belongs. */
export function store(writer: Writer, value: Value, indices: readonly Index[], element: string): string {
  const binding = bindingOf(writer, value);
  binding.isWritten = true;
  return `${binding.name}[${addressText(writer, linear(indices, stridesOf(value.shape))).text}] = ${element};`;
}

/** Which of four in a row the index is; undefined where that is not the same everywhere. */
function memberOf({ terms, offset }: Index): number | undefined {
  const isWhole = terms.every(({ coefficient }) => typeof coefficient === 'number' && coefficient % 4 === 0);
  return isWhole && typeof offset === 'number' ? ((offset % 4) + 4) % 4 : undefined;
}

function quarterOf({ terms, offset }: Index): Index {
  const quarter = (size: unknown): number => Number(size) / 4;
  return terms.reduce(
    (sum, { atom, coefficient }) => addIndices(sum, { terms: [{ atom, coefficient: quarter(coefficient) }], offset: 0, range: undefined }),
    fixedIndex(quarter(offset)),
  );
}
