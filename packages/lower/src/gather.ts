/** The arguments of a call of an operator, evaluated: which of them are tensors, and what is written behind those. */
import { type Pattern } from '@trammel/operators';
import { type Argument as TreeArgument, type Call, type Expression, plainName, type Shape } from '@trammel/syntax';
import { type Gathered, type Given, type Place, type Value, wrong } from './elaboration.js';
import { unknownName, unsuitable } from './faults-of-values.js';
import { type CallPlan } from './operator-plan.js';
import { patternOf } from './pattern.js';
import { evaluate } from './recursion.js';
import { lookUp } from './scope.js';

const nothing: Gathered = { given: [], result: undefined, isWrong: false };

/** Evaluates the arguments of a call, each as its attribute reads it. */
export function gather(call: Call, plan: CallPlan, place: Place): Gathered {
  if (call.arguments === undefined || call.arguments.length === 0) return nothing;
  const given: Given[] = [];
  let [position, isWrong] = [0, false];
  let result: Pattern | undefined;
  for (const argument of call.arguments) {
    const one = evaluateArgument(argument, { plan, position, place });
    if (one.value.kind === 'wrong') isWrong = true;
    if (argument.target !== undefined && one.value.kind === 'tensor') {
      result = patternOf(argument.target, place);
      if (result === undefined) isWrong = true;
    }
    if (argument.name === undefined && one.value.kind !== 'tensor') position += 1;
    given.push(one);
  }
  return { given, result, isWrong };
}

interface Reading {
  readonly plan: CallPlan;
  /** How many positional arguments that are no tensors stand before. */
  readonly position: number;
  readonly place: Place;
}

function evaluateArgument(argument: TreeArgument, reading: Reading): Given {
  const { value: expression, target } = argument;
  const { place } = reading;
  if (target !== undefined && expression.kind === 'shape')
    return { argument, value: rewriteOf(expression, target, place), pattern: undefined };
  if (expression.kind === 'call' && expression.shape !== undefined && expression.arguments === undefined) {
    return tensorWithPattern(argument, { expression, shape: expression.shape }, place);
  }
  const value = readsName(argument, reading) ? valueOrName(expression, place, reading) : evaluate(expression, place);
  if (target === undefined || value.kind === 'tensor' || value.kind === 'wrong') return { argument, value, pattern: undefined };
  return {
    argument,
    value: unsuitable(expression, value, { place, needed: 'a tensor, or the shape that `=>` changes,' }),
    pattern: undefined,
  };
}

function rewriteOf(from: Shape, to: Shape, place: Place): Value {
  const [before, after] = [patternOf(from, place), patternOf(to, place)];
  return before === undefined || after === undefined ? wrong : { kind: 'rewrite', from: before, to: after };
}

function tensorWithPattern(argument: TreeArgument, written: { readonly expression: Call; readonly shape: Shape }, place: Place): Given {
  const { expression, shape } = written;
  const [name] = expression.path;
  const binding = lookUp(place.scope, name.text);
  const pattern = patternOf(shape, place);
  if (binding === undefined) return { argument, value: unknownName(name, place), pattern };
  if (binding.value.kind === 'tensor' && pattern !== undefined) return { argument, value: binding.value, pattern };
  if (binding.value.kind === 'wrong' || pattern === undefined) return { argument, value: wrong, pattern };
  return { argument, value: unsuitable(expression, binding.value, { place, needed: 'a tensor' }), pattern };
}

function readsName({ name }: TreeArgument, { plan, position }: Reading): boolean {
  if (name === undefined) return plan.namesInSlots[position] ?? plan.namesInRest;
  return plan.attributes.get(name.text)?.kind.bareName === 'name';
}

/** Names of axes may also be bound to sizes; a name that is bound to a word, or to several, stands for those. */
function valueOrName(expression: Expression, place: Place, reading: Reading): Value {
  if (expression.kind === 'tuple') {
    const items = expression.items.map((item) => valueOrName(item, place, reading));
    return items.some((item) => item.kind === 'wrong') ? wrong : { kind: 'tuple', items, leaves: items.length + 1 };
  }
  if (expression.kind === 'group') return valueOrName(expression.inner, place, reading);
  const name = plainName(expression);
  if (name === undefined) return evaluate(expression, place);
  const bound = lookUp(place.scope, name.text)?.value;
  const standsForItself = bound === undefined || bound.kind === 'size' || bound.kind === 'real' || bound.kind === 'boolean';
  return standsForItself ? { kind: 'word', name: name.text } : bound;
}
