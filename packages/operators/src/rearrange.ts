// Axes divided, put together, ordered, renamed, and new ones, in one pattern (after einops). Nothing is computed.
import { signalOfMeaning } from './signal-of-meaning.js';
import { pick } from '@trammel/program';
import { printSize, type Size } from '@trammel/tensor';
import { printPattern, type Pattern } from './argument.js';
import { namedSizes, required } from './attribute.js';
import { putTogether, takeApart } from './axis-groups.js';
import { resultNames } from './axis-names.js';
import { bindSizes, checkDistinct, checkGiven, membersOf, writtenSizes } from './axis-pattern.js';
import type { Fault, Result } from './fault.js';
import { rewrite } from './kinds.js';
import { oneTensor, operator, type Call } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

export interface RearrangeAttributes {
  readonly pattern: { readonly from: Pattern; readonly to: Pattern };
  readonly sizes: ReadonlyMap<string, Size>;
}

export const rearrange = operator<RearrangeAttributes>({
  category: 'shape',
  summary: 'Axes divided into groups, put together, ordered and renamed by a pattern; a new axis repeats the tensor.',
  formulas: [
    'the first name of a group is the slowest; one size of a group follows by exact division',
    'axes of the tensor take the names of the pattern by their position',
    'a group is named `D=(h, d)`, else as it was called before, or after what it holds',
    'nothing is computed',
  ],
  example: 'net Example {\n  input x: [N, T, D=64]\n  rearrange([N, T, (h, d)] => [N, h, T, d], h=8)\n}\n',
  inputs: oneTensor,
  attributes: { pattern: required(rewrite, 'The axes as they are, and as they become.'), sizes: namedSizes },
  check: (call) => {
    const { pattern, sizes: given } = call.attributes;
    const faults = [...checkDistinct(pattern.from), ...checkDistinct(pattern.to), ...checkGiven(given, [pattern.from, pattern.to])];
    if (faults.length > 0) return faults;
    const sizes = sizesOf(call);
    return sizes.ok ? checkNames(pattern, sizes.value) : [sizes.fault];
  },
  signal: signalOfMeaning,
  meaning: (call) => {
    const { from, to } = call.attributes.pattern;
    const bound = sizesOf(call);
    const sizes = bound.ok ? bound.value : new Map<string, Size>();
    const names = resultNames(to, [{ shape: soleShape(call), pattern: from }]);
    const apart = takeApart(
      soleValue(call),
      from.map((axis) => membersOf(axis, sizes)),
    );
    const kept = lostNames(from, to).reduce((value, name) => pick(value, name, 0), apart);
    return [
      putTogether(
        kept,
        to.map((axis, index) => ({ name: names[index] ?? '', members: membersOf(axis, sizes) })),
      ),
    ];
  },
});

function sizesOf(call: Call<RearrangeAttributes>): Result<ReadonlyMap<string, Size>> {
  const { pattern, sizes } = call.attributes;
  return bindSizes([{ shape: soleShape(call), pattern: pattern.from }], new Map([...writtenSizes(pattern.to), ...sizes]));
}

const namesOf = (pattern: Pattern): readonly string[] => pattern.flatMap((axis) => axis.names);
const lostNames = (from: Pattern, to: Pattern): readonly string[] => namesOf(from).filter((name) => !namesOf(to).includes(name));

/** Only axes of size 1 may be left out, and new axes need a size. */
function checkNames({ from, to }: RearrangeAttributes['pattern'], sizes: ReadonlyMap<string, Size>): readonly Fault[] {
  const lost = lostNames(from, to).find((name) => sizes.get(name) !== 1);
  if (lost !== undefined) {
    const message = `axis ${lost}, which has ${printSize(sizes.get(lost) ?? 1)}, is missing in ${printPattern(to)}`;
    const [fresh, ...others] = namesOf(to).filter((name) => !namesOf(from).includes(name));
    const isRenamed = fresh !== undefined && others.length === 0 && lostNames(from, to).length === 1;
    const text = isRenamed
      ? `to rename it, write \`${fresh}\` on both sides: axes are found by their place`
      : `to combine its elements, reduce it: \`mean(${lost})\`, \`sum(${lost})\``;
    return [{ code: 'bad-argument', message, help: [{ text }] }];
  }
  const open = namesOf(to).find((name) => !sizes.has(name));
  if (open === undefined) return [];
  const message = `axis ${open} is new in ${printPattern(to)}, and has no size`;
  return [{ code: 'missing-argument', message, help: [{ text: `give it by name, as \`${open}=2\`: the tensor is repeated along it` }] }];
}
