// Receptive fields of whole networks: against what was measured, against single units, and in closed form.
import { sourceFile, type Span } from '@trammel/diagnostics';
import type { Frame, Graph, Item, Node, Repeat, Tensor } from '@trammel/graph';
import { createSites, noArguments, type Argument, type OperatorName } from '@trammel/operators';
import { present, printSize, symbolSize, type Shape, type Size, type SymbolValues } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { extentOf, receptiveFieldsOf, type AxisField, type Channels } from './receptive-field.js';
import type { Exactness } from './receptive-field/axis-relation.js';
import { setAt } from './receptive-field/family.js';
import { graphRelations } from './receptive-field/graph-relations.js';
import { projection } from './receptive-field/index-set.js';
import { covers, emptySet, indicesOf, intersect, runsOf, sum, type IntegerSet } from './receptive-field/integer-set.js';
import { numberOf } from './receptive-field/known-coordinate.js';
import { fieldOfUnit } from './receptive-field/unit-field.js';
import { asOne } from './receptive-field/value-relation.js';

type Given = number | string | boolean | readonly Given[];
type Calls = Readonly<Record<string, Given>>;

const span: Span = { source: sourceFile('test.net', ''), start: 0, end: 0 };
const frame: Frame = { kind: 'net', name: 'Test', arguments: '', id: '', span, parent: undefined };
const sites = createSites();

function argument(given: Given): Argument {
  if (typeof given === 'number') return { kind: 'size', value: given };
  if (typeof given === 'boolean') return { kind: 'boolean', value: given };
  return typeof given === 'string' ? { kind: 'word', name: given } : { kind: 'list', items: given.map(argument) };
}

/** Adds nodes to a list, as a net does that is written line by line. */
interface Writer {
  readonly call: (operator: OperatorName, inputs: readonly Tensor[], given?: Calls, order?: readonly Given[]) => Tensor;
  readonly repeat: (count: number, initial: Tensor, body: (inner: Writer, entry: Tensor) => Tensor) => Tensor;
}

function writer(items: Item[], tensorOf: (type: Tensor['type']) => Tensor): Writer {
  return {
    call: (operator, inputs, given = {}, order = []) => {
      const named = new Map(Object.entries(given).map(([name, value]) => [name, argument(value)]));
      const made = sites.of(
        operator,
        { ...noArguments, named, positional: order.map(argument) },
        inputs.map((input) => input.type),
      );
      if (!made.ok) throw new Error(`${operator}: ${made.fault.message}`);
      const outputs = made.value.outputs.map(tensorOf);
      const id = `${operator}${items.length}`;
      items.push({
        kind: 'node',
        operator,
        site: made.value,
        id,
        label: undefined,
        doc: undefined,
        inputs,
        outputs,
        weights: undefined,
        span,
        frame,
      } as unknown as Node);
      return present(outputs[0], () => 'an output');
    },
    repeat: (count, initial, body) => {
      const inner: Item[] = [];
      const entry = tensorOf(initial.type);
      const exit = body(writer(inner, tensorOf), entry);
      const result = tensorOf(exit.type);
      items.push({
        kind: 'repeat',
        count,
        body: { items: inner },
        initial,
        entry,
        exit,
        result,
        id: 'repeat',
        span,
        frame,
      } satisfies Repeat);
      return result;
    },
  };
}

interface Net {
  readonly graph: Graph;
  readonly x: Tensor;
  readonly y: Tensor;
}

function net(shape: Shape, write: (to: Writer, x: Tensor) => Tensor, elementType: Tensor['type']['elementType'] = 'f32'): Net {
  const items: Item[] = [];
  let tensorCount = 0;
  const tensorOf = (type: Tensor['type']): Tensor => ({ type, index: tensorCount++ });
  const x = tensorOf({ elementType, shape });
  const y = write(writer(items, tensorOf), x);
  const named = (name: string, tensor: Tensor) => ({ name, tensor, span });
  const graph: Graph = {
    name: 'Test',
    doc: undefined,
    file: 'test.net',
    arguments: new Map(),
    symbols: [],
    conditions: [],
    inputs: [named('x', x)],
    outputs: [named('y', y)],
    named: new Map(),
    body: { items },
    tensorCount,
    weights: [],
    assertions: [],
    training: undefined,
    span,
  };
  return { graph, x, y };
}

const image = (channels: number, height: Size, width: Size = height): Shape => [
  { name: 'N', size: symbolSize('N') },
  { name: 'C', size: channels },
  { name: 'H', size: height },
  { name: 'W', size: width },
];
const batch: SymbolValues = new Map([['N', 1]]);
const conv =
  (to: Writer) =>
  (x: Tensor, channels: number, kernel: Given, more: Calls = {}): Tensor =>
    to.call('conv', [x], { channels, kernel, ...more });
const pool = (to: Writer, x: Tensor): Tensor => to.call('maxpool', [x], { kernel: 2 });

/** What the units along an axis of the output read along the axis of that position: [first, last] of each, or the runs where there are several. */
function readAlong({ graph, x, y }: Net, axis: number, sizes: SymbolValues = batch): readonly unknown[] {
  const count = numberOf(present(y.type.shape[axis], () => 'an axis').size, sizes) ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const set = fieldOfUnit(
      graph,
      y,
      y.type.shape.map((__, at) => (at === axis ? index : 0)),
      sizes,
    ).get(x);
    const runs = set === undefined ? [] : runsOf(projection(set, axis));
    return runs.length === 1 ? runs[0] : runs;
  });
}

/** stride*i + from to stride*i + to for i < count, cut to an axis of that size. */
function windows(
  count: number,
  size: number,
  { stride = 1, from, to }: { readonly stride?: number; readonly from: number; readonly to: number },
): readonly unknown[] {
  return Array.from({ length: count }, (_, i) => [Math.max(0, stride * i + from), Math.min(size - 1, stride * i + to)]);
}

/** The receptive field along an axis in short: `size 10, 4*i-3 to 4*i+6`. */
function told({ graph, y }: Net, axis = 'H', sizes: SymbolValues = batch): string {
  const field = present(
    receptiveFieldsOf(graph, sizes)
      .get(y)?.[0]
      ?.axes.find((own) => own.axis === axis),
    () => `axis ${axis} is read`,
  );
  return printField(field);
}

function printField({ size, stride, from, to, holes, phases }: AxisField): string {
  const end = (offset: Size): string => `${stride}*i${printSize(offset).replace(/^(?!-)/, '+')}`;
  const inPhases =
    phases === undefined ? '' : `, phases ${phases.map((phase) => (phase === undefined ? '-' : `${phase.from}..${phase.to}`)).join(' ')}`;
  return `size ${printSize(size)}, ${end(from)} to ${end(to)}${holes ? ', holes' : ''}${inPhases}`;
}

function channelsOf({ graph, y }: Net): Channels | undefined {
  return receptiveFieldsOf(graph, batch).get(y)?.[0]?.channels;
}

const pool3 = (to: Writer, x: Tensor): Tensor => to.call('maxpool', [x], { kernel: 3, stride: 1, pad: 1 });

describe('measured networks', () => {
  it('convolutions and pools', () => {
    const a = net(image(3, 32), (to, x) => pool(to, conv(to)(pool(to, conv(to)(x, 8, 3, { pad: 1 })), 8, 3, { pad: 1 })));
    expect(readAlong(a, 2)).toEqual(windows(8, 32, { stride: 4, from: -3, to: 6 }));
    expect(readAlong(a, 3)).toEqual(windows(8, 32, { stride: 4, from: -3, to: 6 }));
    expect(told(a)).toBe('size 10, 4*i-3 to 4*i+6');
    expect(channelsOf(a)).toBe('all');
  });

  it('dilated convolutions, with and without padding', () => {
    const dilated = (isPadded: boolean): Net =>
      net(image(1, 48), (to, x) => [1, 2, 4, 8].reduce((y, dilation) => conv(to)(y, 4, 3, { dilation, pad: isPadded ? dilation : 0 }), x));
    expect(readAlong(dilated(true), 2)).toEqual(windows(48, 48, { from: -15, to: 15 }));
    expect(readAlong(dilated(false), 3)).toEqual(windows(18, 48, { from: 0, to: 30 }));
    expect(told(dilated(true))).toBe('size 31, 1*i-15 to 1*i+15');
  });

  it('a transposed convolution', () => {
    const e = net(image(1, 8), (to, x) => to.call('conv_transpose', [x], { channels: 4, kernel: 3, stride: 2, pad: 1, output_pad: 1 }));
    expect(readAlong(e, 2)).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 3],
      [3, 3],
      [3, 4],
      [4, 4],
      [4, 5],
      [5, 5],
      [5, 6],
      [6, 6],
      [6, 7],
      [7, 7],
      [7, 7],
    ]);
    expect(told(e)).toBe('size 2, 0.5*i-0.5 to 0.5*i+0.5, phases 0..0 0..1');
  });

  it('linear upsampling, which reads no element with weight 0', () => {
    const f = net(image(1, 12), (to, x) => to.call('upsample', [conv(to)(x, 1, 3, { pad: 1 })], { scale: 2, mode: 'bilinear' }));
    expect(readAlong(f, 2)).toEqual([
      [0, 1],
      [0, 2],
      [0, 2],
      [0, 3],
      [0, 3],
      [1, 4],
      [1, 4],
      [2, 5],
      [2, 5],
      [3, 6],
      [3, 6],
      [4, 7],
      [4, 7],
      [5, 8],
      [5, 8],
      [6, 9],
      [6, 9],
      [7, 10],
      [7, 10],
      [8, 11],
      [8, 11],
      [9, 11],
      [9, 11],
      [10, 11],
    ]);
    expect(told(f)).toBe('size 4, 0.5*i-2 to 0.5*i+1.5, phases -2..1 -1..2');
  });

  it('groups of channels', () => {
    const g = net(image(8, 16), (to, x) => conv(to)(conv(to)(x, 8, 3, { pad: 1, groups: 2 }), 8, 3, { pad: 1, groups: 4 }));
    expect(readAlong(g, 1)).toEqual([...Array<unknown>(4).fill([0, 3]), ...Array<unknown>(4).fill([4, 7])]);
    expect(readAlong(g, 2)).toEqual(windows(16, 16, { from: -2, to: 2 }));
    expect(channelsOf(g)).toEqual({ groups: 2 });
  });

  it('branches that are not aligned', () => {
    const i = net(image(1, 16), (to, x) =>
      to.call('add', [conv(to)(to.call('pad', [x], {}, [[0, 1]]), 1, 2), conv(to)(x, 1, 3, { pad: 1 })]),
    );
    expect(readAlong(i, 2)).toEqual(windows(16, 16, { from: -1, to: 1 }));
    expect(told(i)).toBe('size 3, 1*i-1 to 1*i+1');
  });

  it('kernels of unequal sides', () => {
    const j = net(image(1, 24, 30), (to, x) => {
      const wide = conv(to)(x, 2, [1, 7], { pad: [0, 3] });
      return conv(to)(conv(to)(wide, 2, [7, 1], { pad: [3, 0] }), 1, [3, 5], { stride: [2, 1], pad: [1, 2] });
    });
    expect(readAlong(j, 2)).toEqual(windows(12, 24, { stride: 2, from: -4, to: 4 }));
    expect(readAlong(j, 3)).toEqual(windows(30, 30, { from: -5, to: 5 }));
    expect([told(j), told(j, 'W')]).toEqual(['size 9, 2*i-4 to 2*i+4', 'size 11, 1*i-5 to 1*i+5']);
  });

  it('a small U-Net', () => {
    const up = (to: Writer, x: Tensor, channels: number): Tensor => to.call('conv_transpose', [x], { channels, kernel: 2, stride: 2 });
    const m = net(image(1, 48), (to, x) => {
      const a = conv(to)(x, 4, 3, { pad: 1 });
      const b = conv(to)(pool(to, a), 8, 3, { pad: 1 });
      const c = conv(to)(pool(to, b), 8, 3, { pad: 1 });
      const d = conv(to)(to.call('concat', [b, up(to, c, 8)], {}, ['C']), 4, 3, { pad: 1 });
      return conv(to)(to.call('concat', [a, up(to, d, 4)], {}, ['C']), 1, 3, { pad: 1 });
    });
    const phases = [
      [-11, 10],
      [-11, 14],
      [-11, 14],
      [-7, 14],
    ];
    const expected = Array.from({ length: 48 }, (_, i) => {
      const [from = 0, to = 0] = phases[i % 4] ?? [];
      return [Math.max(0, 4 * Math.floor(i / 4) + from), Math.min(47, 4 * Math.floor(i / 4) + to)];
    });
    expect(readAlong(m, 2)).toEqual(expected);
    expect(told(m)).toBe('size 26, 1*i-13 to 1*i+13, phases -11..10 -11..14 -11..14 -7..14');
  });

  it('residual blocks', () => {
    const block = (to: Writer, x: Tensor, stride: number): Tensor => {
      const inner = conv(to)(conv(to)(x, 4, 3, { pad: 1, stride }), 4, 3, { pad: 1 });
      return to.call('add', [inner, stride === 1 ? x : conv(to)(x, 4, 1, { stride })]);
    };
    const b = net(image(3, 160, 128), (to, x) => {
      const stem = to.call('maxpool', [conv(to)(x, 4, 7, { stride: 2, pad: 3 })], { kernel: 3, stride: 2, pad: 1 });
      return block(to, block(to, block(to, stem, 1), 1), 2);
    });
    expect(readAlong(b, 2)).toEqual(windows(20, 160, { stride: 8, from: -33, to: 33 }));
    expect(readAlong(b, 3)).toEqual(windows(16, 128, { stride: 8, from: -33, to: 33 }));
    expect(told(b)).toBe('size 67, 8*i-33 to 8*i+33');
  });
});

describe('the source problem', () => {
  // One-based in the text: m - s*i there is stride*i + offset here, moved by s - 1.
  it('the four rows of its table', () => {
    const rows = [
      net(image(3, 32), (to, x) => conv(to)(x, 8, 3, { pad: 1 })),
      net(image(3, 32), (to, x) => pool(to, conv(to)(x, 8, 3, { pad: 1 }))),
      net(image(3, 32), (to, x) => pool(to, pool(to, conv(to)(x, 8, 3, { pad: 1 })))),
      net(image(3, 32), (to, x) => pool(to, conv(to)(pool(to, conv(to)(x, 8, 3, { pad: 1 })), 8, 3, { pad: 1 }))),
    ];
    expect(rows.map((row) => told(row))).toEqual([
      'size 3, 1*i-1 to 1*i+1',
      'size 4, 2*i-1 to 2*i+2',
      'size 6, 4*i-1 to 4*i+4',
      'size 10, 4*i-3 to 4*i+6',
    ]);
    expect(rows.map(channelsOf)).toEqual(['all', 'all', 'all', 'all']);
    expect(channelsOf(net(image(8, 32), (to, x) => pool(to, x)))).toEqual({ groups: 8 });
  });
});

/** The indices along an axis of the input that the graph's relations give for a unit. */
function relationAt(
  of: Net,
  unit: readonly number[],
  axis: number,
  sizes: SymbolValues,
): { readonly told: IntegerSet; readonly exactness: Exactness } {
  const unitShape = of.y.type.shape.map((own) => numberOf(own.size, sizes));
  const ways = present(graphRelations(of.graph, sizes).get(of.y)?.get(of.x), () => 'the output reads the input');
  const { terms, fixed, exactness } = present(asOne(ways, unitShape)?.[axis], () => 'a relation for each axis');
  const whole = indicesOf(present(numberOf(present(of.x.type.shape[axis], () => 'an axis').size, sizes), () => 'a known size'));
  return {
    told: intersect(
      terms.reduce((total, term) => sum(total, setAt(term.family, unit[term.axis] ?? 0)), fixed),
      whole,
    ),
    exactness,
  };
}

/**
 * Holds what is told of all units against tracing those along each axis: never less, and for the unit in the middle the same, but where
 * units of other channels read more.
 */
function agree(of: Net, sizes: SymbolValues = batch): void {
  const shape = of.y.type.shape.map((axis) => present(numberOf(axis.size, sizes), () => 'a known size'));
  const middle = shape.map((size) => Math.floor(size / 2));
  const channels = channelsOf(of);
  const hasOneField = typeof channels !== 'object' || !('table' in channels);
  for (const [along, size] of shape.entries()) {
    for (let index = 0; index < size; index += Math.ceil(size / 8)) {
      const unit = middle.map((own, axis) => (axis === along ? index : own));
      const read = fieldOfUnit(of.graph, of.y, unit, sizes).get(of.x);
      for (const axis of of.x.type.shape.keys()) {
        const { told, exactness } = relationAt(of, unit, axis, sizes);
        const own = read === undefined ? emptySet : projection(read, axis);
        if (exactness === 'exact' || exactness === 'bound') expect(covers(told, own), `unit ${unit.join()}, axis ${axis}`).toBe(true);
        if (hasOneField && unit.every((at, position) => at === middle[position]) && exactness !== 'bound')
          expect(runsOf(own)).toEqual(runsOf(told));
      }
    }
  }
}

const sequence = (features: number, length: Size = symbolSize('T')): Shape => [
  { name: 'N', size: symbolSize('N') },
  { name: 'T', size: length },
  { name: 'E', size: features },
];

describe('further kinds of networks', () => {
  it('upsampling by 3 and by 3/2, nearest and linear', () => {
    const by = (given: Calls): Net => net(image(2, 12), (to, x) => conv(to)(to.call('upsample', [x], given), 2, 3, { pad: 1 }));
    for (const given of [{ scale: 3 }, { size: 18 }, { scale: 3, mode: 'bilinear' }, { size: 18, mode: 'bilinear' }]) agree(by(given));
    expect(told(by({ scale: 3 }))).toBe(`size 2, ${1 / 3}*i-1 to ${1 / 3}*i+${1 / 3}, phases -1..0 0..0 0..1`);
    expect(told(net(image(2, 12), (to, x) => to.call('upsample', [x], { scale: 3, mode: 'bilinear' })))).toContain(
      'phases -1..0 0..0 0..1',
    );
  });

  it('strided, dilated and grouped convolutions with shuffled channels', () => {
    const shuffled = net(image(12, 40), (to, x) => {
      const y = to.call('channel_shuffle', [conv(to)(x, 12, 3, { pad: 1, groups: 3 })], { groups: 3 });
      return conv(to)(y, 24, 3, { pad: 2, dilation: 2, stride: 2, groups: 6 });
    });
    agree(shuffled);
    expect(told(shuffled)).toBe('size 7, 2*i-3 to 2*i+3');
    expect(channelsOf(shuffled)).toEqual({
      table: Array.from({ length: 6 }, (_, part) => {
        const reads = [
          [[0, 7]],
          [
            [0, 3],
            [8, 11],
          ],
          [[4, 11]],
        ][part % 3];
        return { channels: [4 * part, 4 * part + 3], reads, step: 0 };
      }),
    });
  });

  it('pixels put into channels and back', () => {
    const unshuffled = net(image(2, 16), (to, x) => to.call('pixel_unshuffle', [x], { factor: 2 }));
    const shuffled = net(image(8, 16), (to, x) => to.call('pixel_shuffle', [x], { factor: 2 }));
    agree(unshuffled);
    agree(shuffled);
    expect([told(shuffled), channelsOf(shuffled)]).toEqual(['size 1, 0.5*i-0.5 to 0.5*i+0, phases 0..0 0..0', { groups: 2 }]);
  });

  it('a gate that looks at the whole image', () => {
    const gated = net(image(4, 16), (to, x) =>
      to.call('mul', [conv(to)(x, 4, 3, { pad: 1 }), to.call('sigmoid', [conv(to)(to.call('global_avgpool', [x], { keep: true }), 4, 1)])]),
    );
    agree(gated);
    expect(told(gated)).toBe('size 16, 0*i+0 to 0*i+15');
  });

  it('parts of a concatenation, each with its own channels', () => {
    const joined = net(image(4, 16), (to, x) => to.call('concat', [conv(to)(x, 2, 5, { pad: 2 }), pool3(to, x)], {}, ['C']));
    agree(joined);
    expect(told(joined)).toBe('size 5, 1*i-2 to 1*i+2');
    expect(channelsOf(joined)).toEqual({
      table: [
        { channels: [0, 1], reads: [[0, 3]], step: 0 },
        { channels: [2, 5], reads: [[0, 0]], step: 1 },
      ],
    });
  });

  it('padding that mirrors and goes around', () => {
    for (const mode of ['reflect', 'replicate', 'circular']) {
      const padded = net(image(1, 9), (to, x) => conv(to)(to.call('pad', [x], { mode }, [2]), 1, 5));
      agree(padded);
      expect(told(padded)).toBe('size 5, 1*i-2 to 1*i+2');
    }
  });

  it('windows that overlap unevenly', () => {
    for (const size of [4, 5]) agree(net(image(2, 12), (to, x) => to.call('adaptive_avgpool', [x], { size })));
  });

  it('masked attention, as one operator and with open length', () => {
    const gpt = net(sequence(8), (to, x) =>
      to.repeat(3, x, (inner, entry) => inner.call('add', [entry, inner.call('attention', [entry], { heads: 2, causal: true })])),
    );
    expect(told(gpt, 'T')).toBe('size T, 1*i-T+1 to 1*i+0');
    const sizes = new Map([
      ['N', 1],
      ['T', 6],
    ]);
    expect(readAlong(gpt, 1, sizes)).toEqual(Array.from({ length: 6 }, (_, t) => [0, t]));
    agree(gpt, sizes);
    expect(
      told(
        net(sequence(8), (to, x) => to.call('attention', [x], { heads: 2 })),
        'T',
      ),
    ).toBe('size T, 0*i+0 to 0*i+T-1');
  });

  it('recurrences in both directions', () => {
    const sizes = new Map([
      ['N', 1],
      ['T', 6],
    ]);
    const forward = net(sequence(3), (to, x) => to.call('gru', [x], {}, [4]));
    expect(readAlong(forward, 1, sizes)).toEqual(Array.from({ length: 6 }, (_, t) => [0, t]));
    expect(told(forward, 'T')).toBe('size T, 1*i-T+1 to 1*i+0');
    agree(forward, sizes);
  });

  it('the batch, only where examples read each other', () => {
    const { graph, y } = net(image(2, 4), (to, x) => to.call('mean', [x], {}, ['N']));
    expect(
      receptiveFieldsOf(graph)
        .get(y)?.[0]
        ?.axes.map((axis) => axis.axis),
    ).toEqual(['N', 'H', 'W']);
  });
});

describe('repeats', () => {
  const deep = (count: number, more: Calls = {}): Net =>
    net(image(1, 64), (to, x) => to.repeat(count, x, (inner, entry) => conv(inner)(entry, 1, 3, { pad: 1, ...more })));

  it('are not written out: a hundred thousand convolutions, a million dilated ones', () => {
    const { graph, y } = deep(100_000);
    expect(told(deep(100_000))).toBe('size 200001, 1*i-100000 to 1*i+100000');
    expect(extentOf(graph, y)).toBe(200_001);
    expect(told(deep(1_000_000, { pad: 4, dilation: 4 }))).toBe('size 8000001, 1*i-4000000 to 1*i+4000000, holes');
    expect(readAlong(deep(100_000), 2)).toEqual(windows(64, 64, { from: -64, to: 64 }));
    expect(readAlong(deep(1_000_000, { pad: 4, dilation: 4 }), 2).at(5)).toHaveLength(16);
  });

  it('read the same as the copies one by one, nested and with what stands outside', () => {
    const block = (to: Writer, x: Tensor, side: Tensor): Tensor => to.call('add', [conv(to)(x, 2, 3, { pad: 1, groups: 2 }), side]);
    const folded = net(image(2, 40), (to, x) => {
      const side = conv(to)(x, 2, 1, { groups: 2 });
      return to.repeat(3, x, (outer, y) =>
        outer.repeat(2, conv(outer)(y, 2, 3, { pad: 2, dilation: 2, groups: 2 }), (inner, z) => block(inner, z, side)),
      );
    });
    const unfolded = net(image(2, 40), (to, x) => {
      const side = conv(to)(x, 2, 1, { groups: 2 });
      return [0, 1, 2].reduce((y) => block(to, block(to, conv(to)(y, 2, 3, { pad: 2, dilation: 2, groups: 2 }), side), side), x);
    });
    expect(told(folded)).toBe(told(unfolded));
    expect(told(folded)).toBe('size 25, 1*i-12 to 1*i+12');
    expect(readAlong(folded, 2)).toEqual(readAlong(unfolded, 2));
    agree(folded);
  });

  it('stand for their last copy inside', () => {
    const { graph, x } = deep(5);
    const [repeat] = graph.body.items;
    if (repeat?.kind !== 'repeat') throw new Error('there is a repeat');
    expect(receptiveFieldsOf(graph, batch).get(repeat.exit)?.[0]?.axes[0]?.size).toBe(11);
    expect(receptiveFieldsOf(graph, batch).get(repeat.entry)?.[0]?.axes[0]?.size).toBe(9);
    const read = fieldOfUnit(graph, repeat.exit, [0, 0, 30, 30], batch).get(x);
    expect(read === undefined ? [] : runsOf(projection(read, 2))).toEqual([[25, 35]]);
  });
});
