// Types of tensors that an operator may be called on: ranks, layouts and element types, small, with sizes that tell axes apart.
import { impliedInput, noArguments, operators, type InputSpec, type OperatorName } from '@trammel/operators';
import { printType, type ElementType, type Shape, type TensorType } from '@trammel/tensor';

const shapeOf = (sizes: Readonly<Record<string, number>>): Shape => Object.entries(sizes).map(([name, size]) => ({ name, size }));

/** Feature sizes have divisors; other sizes of one shape differ. */
export const smallShapes: readonly Shape[] = [
  { N: 2, C: 4, H: 5, W: 6 },
  { N: 2, C: 4 },
  { N: 2, T: 5, E: 4 },
  { N: 2, H: 5, W: 6, C: 4 },
  { N: 2, C: 4, H: 6 },
  { N: 2, C: 4, T: 5 },
  { N: 1, C: 4, D: 3, H: 5, W: 4 },
  { N: 2, h: 3, T: 4, S: 5 },
  { N: 2, S: 3, E: 4 },
  { N: 2, E: 4, F: 3 },
  { N: 2, C: 1, H: 5 },
  { C: 4 },
  { N: 2 },
  {},
].map(shapeOf);

/** Numbers in all shapes; whole numbers and truth values, where the operator takes any, in the first few. */
function typesFor({ elementType }: InputSpec): readonly TensorType[] {
  const of = (element: ElementType, some: readonly Shape[]): readonly TensorType[] =>
    some.map((shape) => ({ elementType: element, shape }));
  return elementType === 'any'
    ? [...of('f32', smallShapes), ...of('int', smallShapes.slice(0, 3)), ...of('bool', smallShapes.slice(0, 2))]
    : of(elementType, smallShapes);
}

/** Lists of input types worth trying, the likeliest first. */
export function candidateInputs(operator: OperatorName): readonly (readonly TensorType[])[] {
  const { inputs } = operators[operator];
  const [first] = inputs;
  if (first === undefined) return [[]];
  const complete = typesFor(first).flatMap((type) => completions(operator, [type]));
  const shorter = first.arity === 'optional' ? [[]] : [];
  return [...new Map([...shorter, ...complete].map((inputs) => [inputs.map(printType).join(), inputs])).values()];
}

/** The given inputs with those that follow, as far as they must or may. */
function completions(operator: OperatorName, given: readonly TensorType[]): readonly (readonly TensorType[])[] {
  const { inputs } = operators[operator];
  const last = inputs.at(-1);
  const spec = inputs[given.length];
  if (spec === undefined)
    return last?.arity === 'variadic' && given.length === inputs.length ? [[...given, ...given.slice(-1)], given] : [given];
  const implied = impliedInput(operator, noArguments, given);
  const likely = [...(implied.ok && implied.value !== undefined ? [implied.value] : []), ...given.slice(-1)];
  const further = [...likely, ...typesFor(spec)].flatMap((type) => completions(operator, [...given, type]));
  return spec.arity === 'optional' ? [given, ...further] : further;
}
