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
import { identityRelation, withAccess, type Accesses, type ValueRelation } from './value-relation.js';

/** For each output, and then each input: the ways in which a unit of the output reads the input. */
export type SiteRelations = readonly (readonly Accesses[])[];

/** The relations of a program. */
export function siteRelations(tracing: Tracing): SiteRelations {
  return tracing.program.outputs.map((output) => outputRelations(tracing, output));
}

function outputRelations(tracing: Tracing, output: Value): readonly Accesses[] {
  const { program, reaching, sizes } = tracing;
  const unit = unitSizes({ shape: output.shape, sizes });
  const accesses = new Map<Value, Accesses>();
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
  return program.inputs.map((input, position) => {
    // Where an input is known to be constant it is not read.
    const forms = tracing.given[position]?.facts.flatMap(({ inside }) => (inside.kind === 'forms' && !inside.isBorder ? inside.forms : []));
    return (accesses.get(input) ?? []).map((relations) =>
      narrowed(relations, forms ?? [], { shape: input.shape, sizes, unit }).map((own, axis) =>
        fittedTo(own, input.shape, axis, { tracing, unit }),
      ),
    );
  });
}

/** Features that do not exist are left out exactly; places that do not exist are left in, so that a window is told without borders. */
function fittedTo(
  own: AxisRelation,
  shape: Shape,
  axis: number,
  of: { readonly tracing: Tracing; readonly unit: UnitSizes },
): AxisRelation {
  const { name, size } = elementAt(shape, axis);
  const isCut = channelAxis(shape) === axis || roleOf(name) === 'plain';
  return fitted(own, numberOf(size, of.tracing.sizes), { sizes: of.unit, isCut });
}

/** How a value is read: what the unit reads of each of its axes. */
interface Reading {
  readonly relations: ValueRelation;
  readonly unit: UnitSizes;
}

type OperandAccesses = readonly (readonly [Value, ValueRelation])[];

function operandAccesses(tracing: Tracing, value: Value, reading: Reading): OperandAccesses {
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
function mattering(tracing: Tracing, value: Value, { shape, reading }: Joint): OperandAccesses {
  const veil = present(tracing.veils.get(value), () => 'a value that reads an input has a veil');
  return operandsOf(value).flatMap((operand, position) => {
    if (!veil.read.has(position)) return [];
    const forms = veil.conditions.flatMap(({ inside, hides }): readonly Affine[] =>
      inside.kind === 'forms' && !inside.isBorder && hides.has(position) ? inside.forms : [],
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
