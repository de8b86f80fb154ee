// Patterns such as [N, T, (h, d)] held against tensors: which sizes their names stand for. Names go by position.
import { divideSizesExactly, printShape, printSize, productOfSizes, sameSize, type Axis, type Shape, type Size } from '@trammel/tensor';
import { printPattern, type Pattern, type PatternAxis } from './argument.js';
import type { Written } from './axis-names.js';
import { failure, success, type Fault, type Result } from './fault.js';

/** Sizes by name, and the input that each was found in; undefined for those that the call gives. */
type Found = Map<string, { readonly size: Size; readonly index: number | undefined }>;

/** A pattern axis with the axis of the tensor that stands at its place, of input number `index`. */
interface Place {
  readonly written: PatternAxis;
  readonly axis: Axis;
  readonly index: number;
}

/** The size of each name in the patterns: as given, as found in the tensors, or as follows by exact division of a group. */
export function bindSizes(inputs: readonly Written[], given: ReadonlyMap<string, Size>): Result<ReadonlyMap<string, Size>> {
  const found: Found = new Map([...given].map(([name, size]) => [name, { size, index: undefined }]));
  const ranks = inputs.flatMap(checkRank);
  const [rank] = ranks;
  if (rank !== undefined) return failure(rank);
  const places = inputs.flatMap(({ shape, pattern }, index) =>
    pattern.flatMap((written, position): readonly Place[] => {
      const axis = shape[position];
      return axis === undefined ? [] : [{ written, axis, index }];
    }),
  );
  const singles = places.filter(({ written }) => written.names.length === 1);
  const groups = places.filter(({ written }) => written.names.length !== 1);
  for (const place of [...singles, ...groups]) {
    const fault = place.written.names.length === 1 ? bindSingle(place, found) : bindGroup(place, found);
    if (fault !== undefined) return failure(fault);
  }
  return success(new Map([...found].map(([name, { size }]) => [name, size])));
}

function checkRank({ shape, pattern }: Written, index: number): readonly Fault[] {
  if (shape.length === pattern.length) return [];
  const message = `${printPattern(pattern)} has ${pattern.length} axes, and the tensor, ${printShape(shape)}, has ${shape.length}`;
  return [{ code: 'shape-mismatch', at: { kind: 'input', index }, message }];
}

function bindSingle({ written, axis, index }: Place, found: Found): Fault | undefined {
  const [name = ''] = written.names;
  const at = { kind: 'input', index } as const;
  if (written.size !== undefined && !sameSize(written.size, axis.size)) {
    const message = `${name} is written as ${printSize(written.size)}, and axis ${axis.name} has ${printSize(axis.size)}`;
    return { code: 'shape-mismatch', at, message };
  }
  const known = found.get(name);
  if (known === undefined) found.set(name, { size: axis.size, index });
  if (known === undefined || sameSize(known.size, axis.size)) return undefined;
  if (known.index === undefined) {
    return {
      code: 'shape-mismatch',
      at,
      message: `${name} is given as ${printSize(known.size)}, and axis ${axis.name} has ${printSize(axis.size)}`,
    };
  }
  return {
    code: 'shape-mismatch',
    at,
    against: { kind: 'input', index: known.index },
    message: `axis ${name} is ${printSize(known.size)} in one place and ${printSize(axis.size)} in another`,
  };
}

function bindGroup({ written, axis, index }: Place, found: Found): Fault | undefined {
  const at = { kind: 'input', index } as const;
  const open = written.names.filter((name) => !found.has(name));
  const [inferred, ...more] = open;
  if (more.length > 0) {
    const text = `give all of ${open.join(', ')} but one by name, as \`${open[0] ?? ''}=8\``;
    const message = `the sizes of ${open.join(' and ')} do not follow from axis ${axis.name}, which has ${printSize(axis.size)}`;
    return { code: 'missing-argument', message, help: [{ text }] };
  }
  const parts = written.names.flatMap((name) => found.get(name)?.size ?? []);
  const product = productOfSizes(parts);
  if (inferred === undefined) {
    if (sameSize(product, axis.size)) return undefined;
    const message = `${printParts(written, found)} is ${printSize(product)}, and axis ${axis.name} has ${printSize(axis.size)}`;
    return { code: 'shape-mismatch', at, message };
  }
  const size = divideSizesExactly(axis.size, product);
  if (size === undefined) {
    const message = `axis ${axis.name}, which has ${printSize(axis.size)}, does not divide by ${printParts(written, found)}`;
    return { code: 'not-divisible', at, message, notes: [`so ${inferred} would be no whole number`] };
  }
  found.set(inferred, { size, index });
  return undefined;
}

/** `s * h = 3 * 5`: the members that have a size; `1` for none. */
function printParts({ names }: PatternAxis, found: Found): string {
  const known = names.filter((name) => found.has(name));
  const sizes = known.map((name) => printSize(found.get(name)?.size ?? 1)).join(' * ');
  return known.length === 0 ? '()' : `${known.join(' * ')} = ${sizes}`;
}

/** The members of an axis of a pattern, with their sizes. */
export function membersOf({ names }: PatternAxis, sizes: ReadonlyMap<string, Size>): Shape {
  return names.map((name) => ({ name, size: sizes.get(name) ?? 1 }));
}

/** A fault for each name that occurs twice. */
export function checkDistinct(pattern: Pattern): readonly Fault[] {
  const names = pattern.flatMap((axis) => axis.names);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  return repeated === undefined ? [] : [{ code: 'bad-argument', message: `axis ${repeated} occurs twice in ${printPattern(pattern)}` }];
}

/** A fault for each size that is given for an axis that no pattern has. */
export function checkGiven(given: ReadonlyMap<string, Size>, patterns: readonly Pattern[]): readonly Fault[] {
  const names = patterns.flatMap((pattern) => pattern.flatMap((axis) => axis.names));
  return [...given.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => ({ code: 'unknown-argument', at: { kind: 'name', name }, message: `no pattern has an axis ${name}` }));
}

/** The sizes that are written within a pattern, as in `[N, C, r=3]`. */
export function writtenSizes(pattern: Pattern): ReadonlyMap<string, Size> {
  return new Map(
    pattern.flatMap(({ names: [name, ...others], size }) =>
      name === undefined || size === undefined || others.length > 0 ? [] : [[name, size] as const],
    ),
  );
}
