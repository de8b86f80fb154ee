// What the outputs of a program read of its inputs, axis by axis and for any size, from its primitives. Computed once for each site.
import { operandsOf, type Affine, type Value } from '@trammel/program';
import { axisNamed, present, roleOf, type Shape } from '@trammel/tensor';
import { composeRelation, fitted, fixedRelation, type AxisRelation, type UnitSizes } from './axis-relation.js';
import { channelAxis } from './channel-axis.js';
import { coordinateRelation, inverseRelations, unitSizes, wholeAxis } from './coordinate-relation.js';
import { elementAt } from './element-at.js';
import { numberOf } from './known-coordinate.js';
import { narrowed } from './narrowing.js';
import { scanAccesses } from './scan-relations.js';
import { bodyOf, type Tracing } from './tracing.js';
import { equalValues, identityRelation, uniteValues, uniteWidely, type ValueRelation } from './value-relation.js';

/** For each output, and then each input: what a unit of the output reads of the input; undefined where it reads nothing of it. */
export type SiteRelations = readonly (readonly (ValueRelation | undefined)[])[];

/** Ways of reading a value that no single relation says; more than these are united even where that widens them. */
const accessLimit = 16;

/** The relations of a program. */
export function siteRelations(tracing: Tracing): SiteRelations {
  return tracing.program.outputs.map((output) => outputRelations(tracing, output));
}

function outputRelations(tracing: Tracing, output: Value): readonly (ValueRelation | undefined)[] {
  const { program, reaching, sizes } = tracing;
  const unit = unitSizes({ shape: output.shape, sizes });
  const accesses = new Map<Value, readonly ValueRelation[]>();
  const access = (value: Value, relations: ValueRelation): void => {
    if (reaching.has(value)) accesses.set(value, withAccess(accesses.get(value) ?? [], relations, unit));
  };
  access(output, identityRelation(output.shape.length));
  for (const value of [...program.values].reverse()) {
    if (value.instruction.op === 'input') continue;
    for (const relations of accesses.get(value) ?? []) {
      for (const [operand, through] of operandAccesses(tracing, value, { relations, unit })) access(operand, through);
    }
    accesses.delete(value);
  }
  return program.inputs.map((input) => {
    const joint = accesses.get(input)?.reduce<ValueRelation | undefined>((total, next) => uniteWidely(total, next, unit), undefined);
    return joint?.map((relation, axis) => fittedTo(relation, input.shape, axis, { tracing, unit }));
  });
}

/** Features that do not exist are left out exactly; places that do not exist are left in, so that a window is told without borders. */
function fittedTo(
  relation: AxisRelation,
  shape: Shape,
  axis: number,
  of: { readonly tracing: Tracing; readonly unit: UnitSizes },
): AxisRelation {
  const { name, size } = elementAt(shape, axis);
  const isCut = channelAxis(shape) === axis || roleOf(name) === 'plain';
  return fitted(relation, numberOf(size, of.tracing.sizes), { sizes: of.unit, isCut });
}

/** One more way of reading a value, put together with one that is there where that loses nothing. */
function withAccess(known: readonly ValueRelation[], added: ValueRelation, unit: UnitSizes): readonly ValueRelation[] {
  for (const [at, own] of known.entries()) {
    if (equalValues(own, added)) return known;
    const joint = uniteValues(own, added, unit);
    if (joint !== undefined) return known.map((other, position) => (position === at ? joint : other));
  }
  if (known.length < accessLimit) return [...known, added];
  const [first, ...others] = known;
  return [uniteWidely(first, added, unit) ?? added, ...others];
}

/** How a value is read: what the unit reads of each of its axes. */
interface Reading {
  readonly relations: ValueRelation;
  readonly unit: UnitSizes;
}

type Accesses = readonly (readonly [Value, ValueRelation])[];

function operandAccesses(tracing: Tracing, value: Value, reading: Reading): Accesses {
  const { instruction, shape } = value;
  const { sizes } = tracing;
  switch (instruction.op) {
    case 'constant':
    case 'size':
    case 'input':
    case 'parameter':
    case 'iota':
    case 'random':
      return [];
    case 'map':
      return mattering(tracing, value, { shape, reading });
    case 'view': {
      const relations = narrowed(reading.relations, instruction.where, { shape, sizes, unit: reading.unit });
      const { operand, coordinates } = instruction;
      return [
        [
          operand,
          coordinates.map((coordinate, axis) =>
            composeRelation(coordinateRelation(coordinate, elementAt(operand.shape, axis).size, { shape, sizes }), relations, reading.unit),
          ),
        ],
      ];
    }
    case 'accumulate': {
      const relations = inverseRelations(instruction.coordinates, instruction.operand.shape, { shape, sizes });
      return [[instruction.operand, relations.map((relation) => composeRelation(relation, reading.relations, reading.unit))]];
    }
    case 'reduce':
      return [[instruction.operand, aligned(tracing, reading.relations, { from: shape, to: instruction.operand.shape })]];
    case 'contract': {
      const over = instruction.over.map((name) => present(axisNamed(instruction.left.shape, name), () => `axis ${name} is summed over`));
      const whole = over.map((axis) => fixedRelation(wholeAxis(axis.size, sizes)));
      return mattering(tracing, value, {
        shape: [...shape, ...over],
        reading: { ...reading, relations: [...reading.relations, ...whole] },
      });
    }
    case 'gather': {
      const { table, indices, axis } = instruction;
      return [
        [table, aligned(tracing, reading.relations, { from: shape, to: table.shape, except: axis })],
        [indices, aligned(tracing, reading.relations, { from: shape, to: indices.shape })],
      ];
    }
    case 'scatterAdd':
      return [instruction.updates, instruction.indices].map((operand) => [
        operand,
        aligned(tracing, reading.relations, { from: shape, to: operand.shape, except: instruction.axis }),
      ]);
    case 'scan':
      return scanAccesses(instruction, siteRelations(bodyOf(tracing, instruction.recurrence)), { ...reading, sizes });
  }
}

interface Joint {
  /** The shape of the value and the axes that it sums over. */
  readonly shape: Shape;
  readonly reading: Reading;
}

/** The operands of a value that combines them element by element, as far as they matter to it. */
function mattering(tracing: Tracing, value: Value, { shape, reading }: Joint): Accesses {
  const veil = present(tracing.veils.get(value), () => 'a value that reads an input has a veil');
  return operandsOf(value).flatMap((operand, position) => {
    if (!veil.read.has(position)) return [];
    const forms = veil.conditions.flatMap(({ inside, hides }): readonly Affine[] =>
      inside.kind === 'forms' && hides.has(position) ? inside.forms : [],
    );
    const relations = narrowed(reading.relations, forms, { shape, sizes: tracing.sizes, unit: reading.unit });
    return [[operand, aligned(tracing, relations, { from: shape, to: operand.shape })] as const];
  });
}

interface Alignment {
  readonly from: Shape;
  readonly to: Shape;
  /** The name of an axis that is read whole though the value has one of that name. */
  readonly except?: string;
}

/** The relations of the axes of the same name; of any other axis all of it is read. */
function aligned(tracing: Tracing, relations: ValueRelation, { from, to, except }: Alignment): ValueRelation {
  return to.map(({ name, size }) => {
    const at = name === except ? -1 : from.findIndex((axis) => axis.name === name);
    return at < 0 ? fixedRelation(wholeAxis(size, tracing.sizes)) : elementAt(relations, at);
  });
}
