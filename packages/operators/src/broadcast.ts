// Tensors that meet element by element: what is wrong with their shapes and element types, and what type they give.
import { map, scalar, type Value } from '@trammel/program';
import { broadcastShapes, featureAxis, printShape, printSize, type ElementType, type Shape, type TensorType } from '@trammel/tensor';
import type { Fault } from './fault.js';

/** `1: [N, C=64]`, one line for each input. */
export function listInputs(inputs: readonly TensorType[]): readonly string[] {
  return inputs.map(({ shape }, index) => `tensor ${index + 1} is ${printShape(shape)}`);
}

/** A fault where the inputs do not broadcast by name, a warning where none of them has all axes of the result. */
export function checkBroadcast(operator: string, inputs: readonly TensorType[]): readonly Fault[] {
  const shapes = inputs.map(({ shape }) => shape);
  const common = broadcastShapes(shapes);
  if ('shape' in common) return checkOuter(operator, inputs, common.shape);
  const { axis, sizes, indices } = common.conflict;
  const [one, other] = sizes.map(printSize);
  const isFeature = indices.every((index) => featureAxis(shapes[index] ?? [])?.name === axis);
  return [
    {
      code: 'shape-mismatch',
      at: { kind: 'input', index: indices[1] },
      against: { kind: 'input', index: indices[0] },
      message: `\`${operator}\` needs equal shapes, but axis ${axis} is ${one ?? ''} in one and ${other ?? ''} in the other`,
      notes: listInputs(inputs),
      help: isFeature
        ? [{ text: `project one of them to the size of the other, as with \`conv(${one ?? ''}, 1x1)\` or \`dense(${one ?? ''})\`` }]
        : [],
    },
  ];
}

/** [N, T, C] and [N, T, D] give [N, T, C, D], which is seldom meant. */
function checkOuter(operator: string, inputs: readonly TensorType[], result: Shape): readonly Fault[] {
  const isCovered = inputs.some(({ shape }) => shape.length === result.length);
  if (isCovered) return [];
  return [
    {
      code: 'outer-broadcast',
      message: `\`${operator}\` repeats every tensor, and gives ${printShape(result)}`,
      notes: listInputs(inputs),
      help: [{ text: 'tensors meet by the names of their axes: if two names mean one axis, rename it with `rearrange`' }],
    },
  ];
}

/** A fault for each input whose elements are of another type than those of the first. */
export function checkSameElements(operator: string, inputs: readonly TensorType[]): readonly Fault[] {
  const [first] = inputs;
  return inputs.flatMap(({ elementType }, index): readonly Fault[] =>
    first === undefined || elementType === first.elementType
      ? []
      : [
          {
            code: 'bad-input',
            at: { kind: 'input', index },
            against: { kind: 'input', index: 0 },
            message: `\`${operator}\` needs elements of one type, and is given ${first.elementType} and ${elementType}`,
          },
        ],
  );
}

/** What arithmetic on elements of these types gives: whole numbers where there are no others, truth values counting as 0 and 1. */
export function arithmeticType(types: readonly ElementType[]): ElementType {
  return types.includes('f32') ? 'f32' : 'int';
}

/** The same numbers under another element type. */
export function asElements(value: Value, elementType: ElementType): Value {
  return value.elementType === elementType ? value : map(scalar.argument(0), [value], elementType);
}

/** The same numbers as floats. */
export const asFloats = (value: Value): Value => asElements(value, 'f32');
