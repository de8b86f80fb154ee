// Arguments of every kind that a call can have. Which of them an attribute understands, its kind tells: no operator is named here.
import type { Argument, Arguments, Attribute, Pattern } from '@trammel/operators';
import type { Shape, TensorType } from '@trammel/tensor';

const size = (value: number): Argument => ({ kind: 'size', value });
const word = (name: string): Argument => ({ kind: 'word', name });
const list = (...items: readonly Argument[]): Argument => ({ kind: 'list', items });

const plain: readonly Argument[] = [
  { kind: 'boolean', value: true },
  { kind: 'boolean', value: false },
  size(2),
  size(1),
  size(3),
  size(4),
  size(0),
  { kind: 'real', value: 0.3 },
  { kind: 'real', value: 1.5 },
  { kind: 'real', value: -0.5 },
  list(size(2), size(1)),
  list(size(1), size(2)),
  list(size(2), size(1), size(1)),
  list(list(size(0), size(1)), list(size(2), size(0))),
];

/** JSON has no exact whole numbers beyond 2^53, no infinities and no maps, and tells apart records by the order of their keys. */
const exactly = (_: string, value: unknown): unknown => {
  if (value instanceof Map) return [...value];
  if (typeof value === 'bigint' || typeof value === 'number') return value.toString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** A text that is the same for equal values of an attribute. */
export const printValue = (value: unknown): string => JSON.stringify({ value }, exactly);

/** What the attribute understands among arguments of all kinds, for these inputs; other values than the default, each once. */
export function candidateArguments(attribute: Attribute<unknown>, inputs: readonly TensorType[]): readonly Argument[] {
  const { kind, fallback, placement } = attribute;
  const shape = inputs[0]?.shape ?? [];
  if (placement === 'inputPatterns') return [list(...inputs.map((input) => patternArgument(namesOf(input.shape))))];
  if (placement === 'resultPattern') return resultPatterns(inputs).map(patternArgument);
  const met = new Set(fallback === undefined ? [] : [printValue(fallback.value)]);
  return (placement === 'sizes' ? namedSizes(shape) : [...plain, ...words(kind.words, shape), ...patterns(shape)]).filter((argument) => {
    const value = kind.read(argument);
    const key = printValue(value);
    if (value === undefined || met.has(key)) return false;
    met.add(key);
    return true;
  });
}

/** The arguments with one more, where attributes of that placement stand. */
export function withArgument(args: Arguments, name: string, { placement }: Attribute<unknown>, argument: Argument): Arguments {
  if (placement === 'sizes' && argument.kind === 'call') return { ...args, named: new Map([...args.named, ...argument.named]) };
  if (placement === 'resultPattern' && argument.kind === 'pattern') return { ...args, resultPattern: argument.pattern };
  if (placement === 'inputPatterns' && argument.kind === 'list') {
    return { ...args, inputPatterns: argument.items.map((item) => (item.kind === 'pattern' ? item.pattern : undefined)) };
  }
  return { ...args, named: new Map([...args.named, [name, argument]]) };
}

function words(known: readonly string[], shape: Shape): readonly Argument[] {
  const axes = [...namesOf(shape)].reverse();
  const pairs = axes.slice(1).map((name, index) => list(word(name), word(axes[index] ?? name)));
  return [...[...known.slice(0, 8), ...axes, 'Z'].map(word), ...pairs];
}

const namesOf = (shape: Shape): readonly string[] => shape.map((axis) => axis.name);

/** `H=2` and `H=(0, 1)` for each axis of the shape. */
function namedSizes(shape: Shape): readonly Argument[] {
  const values = [size(2), list(size(0), size(1))];
  return namesOf(shape).flatMap((name) =>
    values.map((value): Argument => ({ kind: 'call', name: '', positional: [], named: new Map([[name, value]]) })),
  );
}

const patternArgument = (names: readonly string[]): Argument => ({
  kind: 'pattern',
  pattern: names.map((name) => ({ names: [name], size: undefined })),
});

/** All axes of all tensors; those that only one of them has; those without the last. */
function resultPatterns(inputs: readonly TensorType[]): readonly (readonly string[])[] {
  const names = inputs.map(({ shape }) => namesOf(shape));
  const all = [...new Set(names.flat())];
  return [all.filter((name) => names.filter((some) => some.includes(name)).length === 1), all, all.slice(0, -1)];
}

/** Axes of its own, for an operator that has no input. */
const ownAxes: Pattern = [
  { names: ['H'], size: 3 },
  { names: ['C'], size: 4 },
];

function patterns(shape: Shape): readonly Argument[] {
  const whole: Pattern = shape.map(({ name }) => ({ names: [name], size: undefined }));
  const sized: Pattern = shape.map(({ name, size: known }) => ({ names: [name], size: known }));
  const merged: Pattern = [...whole.slice(0, -2), { names: namesOf(shape.slice(-2)), size: undefined }];
  return [
    { kind: 'rewrite', from: whole, to: [...whole].reverse() },
    { kind: 'rewrite', from: whole, to: merged },
    { kind: 'pattern', pattern: [...sized].reverse() },
    { kind: 'pattern', pattern: [...sized.slice(1), ...whole.slice(0, 1)] },
    { kind: 'pattern', pattern: sized.slice(1) },
    { kind: 'pattern', pattern: ownAxes },
    { kind: 'pattern', pattern: ownAxes.slice(-1) },
  ];
}
