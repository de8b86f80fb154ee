/** What a name in the place of a step means: a layer, an operator, a block, or a name that stands for one of those. */
import { help } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { callName, type Call } from '@trammel/syntax';
import { applyBlock } from './apply-block.js';
import { applyOperator } from './apply-operator.js';
import { applyCombiner, applyResidual } from './combine.js';
import { type Callable, type CallRequest, type Place, type Value, wrong } from './elaboration.js';
import { originsOf, unknownCallee } from './faults-of-values.js';
import { foreignOperator, habitOf } from './habits.js';
import { applyLayer } from './layers.js';
import { describeValue } from './print-value.js';
import { report } from './report.js';
import { residualName } from './residual.js';
import { lookUp } from './scope.js';

/** Applies whatever the call names. */
export function applyCall(request: CallRequest, place: Place): Value {
  const { call, body } = request;
  const { path } = call;
  const [name] = path;
  const method = path[1];
  const bound = lookUp(place.scope, name.text)?.value;
  if (bound?.kind === 'wrong') return wrong;
  if (bound?.kind === 'layer' && path.length <= 2) {
    if (body === undefined) return applyLayer(bound.layer, method, { request, place });
    return report(place, { code: 'body-not-taken', span: body.span, message: `the layer \`${name.text}\` takes no body` });
  }
  if (bound?.kind === 'tensor' || bound?.kind === 'tensors') return tensorCalled(call, place);
  const callable = method === undefined ? calleeOf(name.text, place) : undefined;
  if (callable !== undefined) return applyCallable(callable, request, place);
  if (name.text === residualName && method === undefined) {
    if (body !== undefined) return applyResidual({ ...request, body }, place);
    return report(place, { code: 'paths-needed', span: call.span, message: '`residual` needs a body: `residual { ... }`' });
  }
  const habit = habitOf(call);
  if (habit !== undefined) return report(place, habit);
  if (bound !== undefined) return noStep(call, bound, place);
  return unknownCallee({ text: callName(call), span: call.path.at(-1) === name ? name.span : call.span }, place);
}

/** What a name calls here: the operator or block that it is bound to, or that has that name. */
export function calleeOf(name: string, place: Place): Callable | undefined {
  const bound = lookUp(place.scope, name)?.value;
  if (bound?.kind === 'callable') return bound.callable;
  return isOperatorName(name) ? { kind: 'operator', name } : place.module.names.get(name);
}

function applyCallable(callable: Callable, request: CallRequest, place: Place): Value {
  const { body, call } = request;
  if (call.shape !== undefined) {
    return report(place, {
      code: 'misplaced-shape',
      span: call.shape.span,
      message: `\`${callable.name}\` is followed by a shape, which nothing reads`,
      notes: ['a chain ends with `: [...]` to have its shape checked'],
    });
  }
  if (callable.kind === 'operator') {
    if (body !== undefined) return applyCombiner(callable.name, { ...request, body }, place);
    return applyOperator(callable.name, { request, paths: [], local: undefined, shared: undefined, declared: undefined }, place);
  }
  if (body !== undefined) {
    return report(place, { code: 'body-not-taken', span: body.span, message: `the block \`${callable.name}\` takes no body` });
  }
  return applyBlock(callable, { request, call, argumentPlace: place, more: new Map(), local: undefined, store: undefined }, place);
}

/** A name that is bound to something that cannot be applied. */
export function noStep(call: Call, value: Value, place: Place): Value {
  const [{ text, span }] = call.path;
  return report(place, {
    code: 'wrong-kind',
    span,
    message: `\`${text}\` is ${describeValue(value)}, and no operator, block or layer`,
    secondary: originsOf([{ kind: 'call', span, path: [call.path[0]], arguments: undefined, shape: undefined }], place),
  });
}

function tensorCalled({ path, span }: Call, place: Place): Value {
  const [{ text: name }, method] = path;
  return report(place, {
    code: 'wrong-kind',
    span,
    message: `\`${name}\` is a tensor, and ${method === undefined ? 'cannot be called' : 'has nothing behind a dot'}`,
    notes: [`a chain begins with it: \`${name} -> ...\``],
    help: method === undefined ? [] : [help(methodHint(name, method.text))],
  });
}

/** What is written for a method of a tensor. */
function methodHint(tensor: string, method: string): string {
  if (method === 'shape' || method === 'size') return 'the names of the axes of an `input` stand for their sizes: `C`, `H`';
  const operator = foreignOperator(method);
  return operator === undefined ? `apply an operator: \`${tensor} -> relu\`` : `write \`${tensor} -> ${operator}\``;
}
