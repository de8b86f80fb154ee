/** Patterns as einops and NumPy write them, in strings, and how they are written here. */
import type { Argument } from './argument.js';
import type { FaultHelp } from './fault.js';

/** What to write instead of `"b (h d) t -> b h t d"` or `"bij,bjk->bik"`; undefined for what is no such pattern. */
export function patternStringHint(argument: Argument): FaultHelp | undefined {
  if (argument.kind !== 'text') return undefined;
  const [before, after, ...more] = argument.value.split('->');
  if (before === undefined || after === undefined || more.length > 0) return undefined;
  const [result] = shapesIn(after);
  const [first, ...others] = shapesIn(before);
  if (result === undefined || first === undefined) return { text: 'write a rewrite, with a name for each axis: `[N, T, d] => [N, d, T]`' };
  const replacement = `${first} => ${result}`;
  if (others.length === 0) return { text: `write \`${replacement}\``, replacement };
  const tensors = [first, ...others].map((shape, index) => `${tensorNames[index] ?? 'x'}${shape}`).join(', ');
  return { text: `write the axes behind each tensor, and those of the result last: \`einsum(${tensors} => ${result})\`` };
}

const tensorNames = ['a', 'b', 'c', 'd'];

/** `b (h d) t` as `[b, (h, d), t]`, `bij` as `[b, i, j]`; nothing where a part of it is something else, such as an ellipsis. */
function shapesIn(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  const shapes = parts.flatMap((part) => shapeOf(part) ?? []);
  return shapes.length === parts.length ? shapes : [];
}

function shapeOf(part: string): string | undefined {
  if (/^[A-Za-z]*$/.test(part)) return `[${part.replaceAll(/(?<=.)(?=.)/g, ', ')}]`;
  const axes = part.match(/\([^()]*\)|[^\s()]+/g) ?? [];
  const written = axes.map((axis) => (axis.startsWith('(') ? `(${axis.slice(1, -1).trim().split(/\s+/).join(', ')})` : axis));
  const isPlain = written.every((axis) => /^(?:[A-Za-z]\w*|1|\((?:[A-Za-z]\w*(?:, [A-Za-z]\w*)*)?\))$/.test(axis));
  return isPlain ? `[${written.map((axis) => (axis === '1' ? '()' : axis)).join(', ')}]` : undefined;
}
