// The names of rows: calls as the source could write them, each in shorter and shorter ways.
import type { Node } from '@trammel/graph';
import type { LayerGroup, Rounds } from './layer-tree.js';
import { shortNumbers } from './numbers.js';
import type { Cell } from './table.js';

/** `dense(1000) as logits` */
export function layerName({ site, label }: Node): Cell {
  const call = shortNumbers(site.text);
  const open = call.indexOf('(');
  const tail = label === undefined ? '' : ` as ${label}`;
  return open < 0 ? call + tail : ways(call.slice(0, open), call.slice(open + 1, -1), tail);
}

/** `EncoderBlock(heads=12, mlp=3072) x 12`, `i=0..3 x 4` */
export function groupName({ frame, word, rounds, run }: LayerGroup): Cell {
  if (run !== undefined) return `${printRun(run.first.name, frame.name)} x ${run.count}`;
  const tail = rounds === undefined ? '' : printRounds(rounds);
  if (word !== undefined) return word;
  if (frame.kind === 'repeat') return `repeat${tail}`;
  return ways(frame.name, shortNumbers(frame.arguments), tail);
}

/** From the value of the first round to that of the last. */
const printRun = (first: string, last: string): string => (first === last ? first : `${first}..${last.slice(last.indexOf('=') + 1)}`);

/** ` x 12` for all rounds of a repeat; ` 2-3 of 3` for some. */
function printRounds({ first, last, of }: Rounds): string {
  if (first === 1 && last === of) return ` x ${of}`;
  return first === last ? `, ${first} of ${of}` : `, ${first}-${last} of ${of}`;
}

/** With all arguments, with fewer and fewer, with none. */
function ways(name: string, list: string, tail: string): Cell {
  if (list === '') return name + tail;
  const parts = splitArguments(list);
  const fewer = parts.map((_, left) => `${name}(${[...parts.slice(0, left), '\u2026'].join(', ')})${tail}`).reverse();
  return [`${name}(${list})${tail}`, ...fewer, name + tail];
}

/** Parts a list at its commas outside of brackets. */
function splitArguments(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of list) {
    if (character === '(' || character === '[') depth += 1;
    if (character === ')' || character === ']') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()];
}
