/** `layer name = call`: one set of weights under a name, to be used as a step in several places. */
import { type Span } from '@trammel/diagnostics';
import { type Call, type LayerStatement, type Name } from '@trammel/syntax';
import { isOperatorName, operators, type OperatorName } from '@trammel/operators';
import { applyBlock } from './apply-block.js';
import { applyOperator } from './apply-operator.js';
import { type Callable, type CallRequest, type Layer, type Place, type Value, type WeightStore, wrong } from './elaboration.js';
import { guess } from './guess.js';
import { gather } from './gather.js';
import { idIn, uniqueName } from './names-of-frames.js';
import { planFor } from './operator-plan.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { bind } from './scope.js';

/** Declares a layer of what the call names. */
export function declareLayer(statement: LayerStatement, callable: Callable, place: Place): void {
  const { name, call } = statement;
  const local = uniqueName(place.naming, name.text);
  const gathered = callable.kind === 'operator' ? gather(call, planFor(callable.name), place) : undefined;
  const layer: Layer = {
    name: name.text,
    span: name.span,
    call,
    callable,
    place: { ...place },
    gathered,
    store: storeFor(local, place),
    reserved: { frame: place.naming, local, isTaken: false },
  };
  bind(place, name, { value: gathered?.isWrong === true ? { kind: 'wrong' } : { kind: 'layer', layer }, role: 'layer' });
}

/** A store of its own; in a block that is itself a layer, the one that the block's other uses have too. */
function storeFor(local: string, { naming, sharing, region }: Place): WeightStore {
  const id = idIn(naming, local);
  if (sharing === undefined) return emptyStore(id, region);
  const key = id.slice(sharing.root.length);
  const store = sharing.store.inner.get(key) ?? emptyStore(`${sharing.store.id}${key}`, sharing.store.region);
  sharing.store.inner.set(key, store);
  return store;
}

const emptyStore = (id: string, region: Place['region']): WeightStore => ({ id, weights: new Map(), inner: new Map(), region });

interface Use {
  readonly request: CallRequest;
  readonly place: Place;
}

/** Uses a layer on what flows in; `method` is the name behind the dot. */
export function applyLayer(layer: Layer, method: Name | undefined, use: Use): Value {
  const { callable } = layer;
  const place: Place = { ...use.place, defaults: layer.place.defaults };
  if (callable.kind === 'operator') return applyOperatorLayer(layer, method, { ...use, place });
  if (method !== undefined) return unknownMethod(layer, method, place);
  const { request } = use;
  const more = tensorsByName(layer, request.call, place);
  const call = { request, call: layer.call, argumentPlace: layer.place, more, local: localName(layer, use), store: layer.store };
  return applyBlock(callable, call, place);
}

function applyOperatorLayer(layer: Layer, method: Name | undefined, { request, place }: Use): Value {
  const { callable, gathered } = layer;
  const operator = method === undefined ? callable.name : methodOf(callable.name, method);
  if (operator === undefined || !isOperatorName(operator)) return method === undefined ? wrong : unknownMethod(layer, method, place);
  const own = gather(request.call, planFor(operator), place);
  const stray = own.given.find(({ value }) => value.kind !== 'tensor' && value.kind !== 'wrong');
  if (stray !== undefined) settled(layer, stray.argument.span, place);
  if (own.isWrong || stray !== undefined || gathered === undefined) return wrong;
  const all = { given: [...gathered.given, ...own.given], result: own.result, isWrong: false };
  const local = localName(layer, { request, place });
  return applyOperator(
    operator,
    {
      request,
      paths: [],
      local,
      shared: { store: layer.store, key: '', use: request.span },
      declared: { call: layer.call, gathered: all },
    },
    place,
  );
}

/** The operator behind a method of an operator. */
function methodOf(operator: string, method: Name): OperatorName | undefined {
  const name = isOperatorName(operator) ? operators[operator].methods?.[method.text] : undefined;
  return name !== undefined && isOperatorName(name) ? name : undefined;
}

function unknownMethod(layer: Layer, method: Name, place: Place): Value {
  const { callable } = layer;
  const methods = callable.kind === 'operator' ? Object.keys(operators[callable.name].methods ?? {}) : [];
  const list = methods.map((name) => `\`${layer.name}.${name}\``).join(', ');
  return report(place, {
    code: 'unknown-method',
    span: method.span,
    message: `the layer \`${layer.name}\` has no \`${method.text}\``,
    secondary: [{ span: layer.span, message: `a layer of \`${callable.name}\`` }],
    notes: [methods.length === 0 ? `layers of \`${callable.name}\` have nothing behind a dot` : `it has ${list}`],
    help: guess(method, methods),
  });
}

/** What is settled where the layer is declared cannot be said again where it is used. */
function settled(layer: Layer, span: Span, place: Place): Value {
  return report(place, {
    code: 'layer-arguments',
    span,
    message: `the arguments of the layer \`${layer.name}\` are given where it is declared`,
    secondary: [{ span: layer.span, message: 'declared here' }],
    notes: ['where a layer is used it can be given tensors only'],
  });
}

function tensorsByName(layer: Layer, call: Call, place: Place): ReadonlyMap<string, Value> {
  const tensors = new Map<string, Value>();
  for (const { name, value: expression, span } of call.arguments ?? []) {
    const value = evaluate(expression, place);
    if (name !== undefined && (value.kind === 'tensor' || value.kind === 'wrong')) tensors.set(name.text, value);
    else settled(layer, span, place);
  }
  return tensors;
}

/** The first use has the layer's own name, if it stands in the same frame. */
function localName({ reserved, name }: Layer, { request, place }: Use): string {
  if (reserved.isTaken || reserved.frame !== place.naming) return uniqueName(place.naming, request.label ?? name);
  reserved.isTaken = true;
  return reserved.local;
}
