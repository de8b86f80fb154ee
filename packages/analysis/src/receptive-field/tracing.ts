// A program made ready for tracing what its outputs read: what is known of its values, and what hides operands. Not the tracing.
import { operandsOf, recurrenceBody, type Program, type Recurrence, type Value } from '@trammel/program';
import { present, type SymbolValues } from '@trammel/tensor';
import { elementAt } from './element-at.js';
import { constantOf, factsOf, knownPoints, type Fact, type KnownOperands, type Region } from './fact.js';
import { indexValueOf, type IndexValue } from './index-value.js';
import { partialScalar } from './partial-scalar.js';
import { knownMapOf, type KnownMap } from './view-image.js';

/** A program with what tracing needs to know of it; made once, used for any number of units. */
export interface Tracing {
  readonly program: Program;
  readonly sizes: SymbolValues;
  /** The values that depend on an input. */
  readonly reaching: ReadonlySet<Value>;
  /** What stands between the value and its operands, for values that combine operands element by element or in products. */
  readonly veils: ReadonlyMap<Value, Veil>;
  /** Where a view reads and an accumulate adds; undefined while sizes are open. Found when a single unit is asked for. */
  readonly mapOf: (value: Value) => KnownMap | undefined;
  /** The indices of gathers that depend on nothing but where they stand. */
  readonly pointers: ReadonlyMap<Value, IndexValue>;
  /** The bodies of recurrences. */
  readonly bodies: ReadonlyMap<Recurrence, Tracing>;
  /** What is known of each input, and of each output whatever the inputs are; undefined for nothing. */
  readonly given: readonly (Known | undefined)[];
  readonly outputs: readonly (Known | undefined)[];
}

/** What is known of a tensor whatever the inputs are. */
export interface Known {
  readonly facts: readonly Fact[];
  readonly indexed: IndexValue | undefined;
}

/**
 * Where operands do not matter to a value, because others are known there. Indices are those of the value and, for a contraction,
 * of the axes summed over behind them.
 */
export interface Veil {
  /** The operands, by position, that matter anywhere. */
  readonly read: ReadonlySet<number>;
  /** The operands in `hides` do not matter outside of the region. */
  readonly conditions: readonly { readonly inside: Region; readonly hides: ReadonlySet<number> }[];
  /** The operands that matter at an index, which is looked at along `axes` only; undefined where the index makes no difference. */
  readonly selection: Selection | undefined;
}

export interface Selection {
  readonly axes: readonly number[];
  /** Undefined where none does. */
  readonly at: (index: readonly number[]) => ReadonlySet<number> | undefined;
}

/** What is known of the values of a program. */
interface Knowledge {
  readonly facts: Map<Value, readonly Fact[]>;
  readonly indexed: Map<Value, IndexValue>;
  readonly sizes: SymbolValues;
}

/** Makes a program ready. The sizes are those of symbols that are known; `given` is what is known of the inputs, by position. */
export function traceable(program: Program, sizes: SymbolValues = new Map(), given: readonly (Known | undefined)[] = []): Tracing {
  const reaching = new Set<Value>(program.inputs);
  const veils = new Map<Value, Veil>();
  const pointers = new Map<Value, IndexValue>();
  const bodies = new Map<Recurrence, Tracing>();
  const knowledge: Knowledge = { facts: new Map(), indexed: new Map(), sizes };
  for (const [position, input] of program.inputs.entries()) accept(input, given[position], knowledge);
  for (const value of program.values) {
    if (operandsOf(value).some((operand) => reaching.has(operand))) reaching.add(value);
    learn(value, knowledge);
    const veil = reaching.has(value) ? veilOf(value, knowledge) : undefined;
    if (veil !== undefined) veils.set(value, veil);
    const { instruction } = value;
    const pointer = instruction.op === 'gather' ? knowledge.indexed.get(instruction.indices) : undefined;
    if (pointer !== undefined) pointers.set(value, pointer);
    if (instruction.op === 'scan' && !bodies.has(instruction.recurrence)) {
      bodies.set(instruction.recurrence, traceable(recurrenceBody(instruction.recurrence), sizes));
    }
  }
  const outputs = program.outputs.map((output) => knownOf(output, knowledge));
  return { program, sizes, reaching, veils, mapOf: mapsOnDemand(sizes), pointers, bodies, given, outputs };
}

function accept(input: Value, known: Known | undefined, { facts, indexed }: Knowledge): void {
  if (known === undefined) return;
  facts.set(input, known.facts);
  if (known.indexed !== undefined) indexed.set(input, known.indexed);
}

/** What is worth knowing of an output. That elements around it were padded matters to few, and not far. */
function knownOf(output: Value, { facts, indexed }: Knowledge): Known | undefined {
  const kept = (facts.get(output) ?? []).filter(({ inside }) => inside.kind === 'points' || !inside.isBorder);
  const index = indexed.get(output);
  return kept.length === 0 && index === undefined ? undefined : { facts: kept, indexed: index };
}

/** The body of a recurrence of the program. */
export function bodyOf(tracing: Tracing, recurrence: Recurrence): Tracing {
  return present(tracing.bodies.get(recurrence), () => 'the recurrence is of the program');
}

/** The maps of values, each found once. */
function mapsOnDemand(sizes: SymbolValues): Tracing['mapOf'] {
  const maps = new Map<Value, KnownMap | undefined>();
  return (value) => {
    if (!maps.has(value)) maps.set(value, mapOf(value, sizes));
    return maps.get(value);
  };
}

function mapOf({ instruction, shape }: Value, sizes: SymbolValues): KnownMap | undefined {
  if (instruction.op === 'view') return knownMapOf(instruction, instruction.operand.shape, sizes);
  return instruction.op === 'accumulate' ? knownMapOf(instruction, shape, sizes) : undefined;
}

/** Facts beyond this are forgotten. */
const factLimit = 8;

function learn(value: Value, knowledge: Knowledge): void {
  const { facts, indexed, sizes } = knowledge;
  const index = indexValueOf(value, (operand) => indexed.get(operand), sizes);
  if (index !== undefined) indexed.set(value, index);
  const own = factsOf(value, ofOperands(knowledge));
  if (own.length > 0) facts.set(value, own.slice(0, factLimit));
}

function ofOperands({ facts, indexed, sizes }: Knowledge): KnownOperands {
  return { facts: (operand) => facts.get(operand) ?? [], indexed: (operand) => indexed.get(operand), sizes };
}

function veilOf(value: Value, knowledge: Knowledge): Veil | undefined {
  const { instruction } = value;
  if (instruction.op === 'map') return mapVeil(instruction, ofOperands(knowledge));
  return instruction.op === 'contract' ? contractVeil(value, instruction, knowledge) : undefined;
}

function mapVeil(map: Extract<Value['instruction'], { op: 'map' }>, known: KnownOperands): Veil {
  const { facts, indexed, sizes } = known;
  const { expression, operands } = map;
  const constants = operands.map((operand) => constantOf(indexed(operand)));
  const readWith = (argument: (index: number) => number | undefined): ReadonlySet<number> =>
    partialScalar(expression, { argument, sizes }).reads;
  const read = readWith((index) => constants[index]);
  const conditions = operands.flatMap((operand, position) =>
    facts(operand).flatMap(({ constant, inside }) => {
      const left = readWith((index) => (index === position ? constant : constants[index]));
      // That the operand itself does not matter there is left to its own operands, which say so too.
      const hides = new Set([...read].filter((index) => index !== position && !left.has(index)));
      return hides.size === 0 ? [] : [{ inside, hides }];
    }),
  );
  const points = knownPoints(map, known);
  return { read, conditions, selection: points === undefined ? undefined : { axes: points.axes, at: (index) => points.at(index).reads } };
}

/** An operand does not matter where the other one is 0. */
function contractVeil(value: Value, contract: Extract<Value['instruction'], { op: 'contract' }>, knowledge: Knowledge): Veil {
  const { left, right, over } = contract;
  const names = [...value.shape.map((axis) => axis.name), ...over];
  const both = new Set([0, 1]);
  const sides = [left, right].map((operand) => {
    const places = operand.shape.map((axis) => names.indexOf(axis.name));
    const zeros = (knowledge.facts.get(operand) ?? []).filter((fact) => fact.constant === 0);
    return { places, index: knowledge.indexed.get(operand), inside: zeros.map((fact) => placed(fact.inside, places)) };
  });
  const isZero = (at: readonly number[]): boolean =>
    sides.some(({ places, index }) => index?.at(places.map((place) => elementAt(at, place))) === 0);
  const axes = [...new Set(sides.flatMap(({ places, index }) => index?.axes.map((axis) => elementAt(places, axis)) ?? []))];
  return {
    read: both,
    conditions: sides.flatMap((side, position) => side.inside.map((inside) => ({ inside, hides: new Set([1 - position]) }))),
    selection: axes.length === 0 ? undefined : { axes, at: (index) => (isZero(index) ? undefined : both) },
  };
}

/** The region with its axes at other places. */
function placed(region: Region, places: readonly number[]): Region {
  if (region.kind === 'points') {
    const { axes, has } = region;
    return {
      kind: 'points',
      axes: axes.map((axis) => elementAt(places, axis)),
      has: (index) => has(places.map((place) => elementAt(index, place))),
    };
  }
  const forms = region.forms.map(({ terms, offset }) => ({
    terms: terms.map((term) => ({ ...term, axis: elementAt(places, term.axis) })),
    offset,
  }));
  return { ...region, forms };
}
