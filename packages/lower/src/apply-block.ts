/** Calls of blocks and nets: the body is elaborated anew for each call, in a frame of its own. */
import { type Span } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { plainName, type Body, type Call } from '@trammel/syntax';
import { bindParameters, type BlockArguments, blockArguments } from './arguments-of-block.js';
import { type BlockCallable, type CallRequest, type Place, type Results, type Sharing, type Value, wrong } from './elaboration.js';
import { beginWithTensor } from './inputs-of-call.js';
import { limits } from './limits.js';
import { frameIn, uniqueName } from './names-of-frames.js';
import { spend } from './node.js';
import { planFor } from './operator-plan.js';
import { runBody } from './place.js';
import { withOuterNames } from './receive.js';
import { report } from './report.js';
import { scopeIn } from './scope.js';

/** A call with where its arguments stand; for a `layer` that is its declaration. */
export interface BlockCall {
  readonly request: CallRequest;
  readonly call: Call;
  readonly argumentPlace: Place;
  /** Tensors that are given where a layer is used. */
  readonly more: ReadonlyMap<string, Value>;
  readonly local: string | undefined;
  /** The weights to share, and nothing of the id of the frame, which is known only here. */
  readonly store: Sharing['store'] | undefined;
}

/** Elaborates the body for this call; what it gives. */
export function applyBlock(block: BlockCallable, call: BlockCall, place: Place): Value {
  const { request } = call;
  if (isCalledIn(block, place)) return recursion(block, request.span, place);
  if (place.depth > limits.depth) return tooDeep(request.span, place);
  spend(place, request.span);
  if (place.build.halted) return wrong;
  const given = blockArguments(block, call.call, call.argumentPlace);
  if (request.upstream === undefined && needsFlow(block, given) && call.more.size === 0) return beginWithTensor(request, block.name, place);
  const inside = insideOf(block, { call, given }, place);
  bindParameters(block, given, { place: inside, callSpan: request.span });
  const { declaration } = block;
  if (declaration.kind === 'variant') inside.current = baseOf(declaration.base, inside, request.upstream);
  runDeclared(declaration.body, inside);
  const { results } = inside;
  return results === undefined ? wrong : resultOf(results, inside, { place: inside, span: request.span });
}

/** Whether a block begins with what flows into it. */
function needsFlow({ declaration, module }: BlockCallable, given: BlockArguments): boolean {
  const { body } = declaration;
  if (body?.kind !== 'sequence') return false;
  const input = body.statements.find((statement) => statement.kind === 'input')?.inputs[0];
  if (input !== undefined) return !given.inputs.has(input.name.text);
  const first = body.statements.find((statement) => statement.kind === 'flow');
  const start = first?.kind === 'flow' ? first.chain.head.expression : undefined;
  if (start?.kind !== 'call') return false;
  const [{ text }] = start.path;
  if (module.names.has(text)) return true;
  const isParameter = (name: string): boolean => declaration.parameters.some((parameter) => parameter.name.text === name);
  const names = (start.arguments ?? []).flatMap(({ value }) => plainName(value)?.text ?? []);
  return isOperatorName(text) && names.filter((name) => !isParameter(name)).length < planFor(text).needed;
}

function insideOf(block: BlockCallable, from: { readonly call: BlockCall; readonly given: BlockArguments }, place: Place): Place {
  const { call, given } = from;
  const { request } = call;
  const local = call.local ?? uniqueName(place.naming, request.label ?? block.name);
  const naming = frameIn(place.naming, local, { kind: 'block', name: block.name, arguments: given.text, span: request.span });
  const named = call.more.size === 0 ? given.inputs : new Map([...given.inputs, ...call.more]);
  const { body } = block.declaration;
  const declares = body?.kind === 'sequence' && body.statements.some((statement) => statement.kind === 'input');
  // Written out rather than spread: this is what elaborating spends most of its time on.
  return {
    build: place.build,
    module: block.module,
    scope: scopeIn(undefined),
    naming,
    region: place.region,
    calls: { block, parent: place.calls },
    depth: place.depth + 1,
    sharing: call.store === undefined ? place.sharing : { store: call.store, root: naming.frame.id, use: request.span },
    loop: place.loop,
    results: {
      kind: 'block',
      given: { upstream: request.upstream, named },
      inputs: [],
      outputs: [],
      isMisused: given.isFaulty,
      outerNames: undefined,
    },
    pending: [],
    defaults: place.defaults,
    current: declares ? undefined : request.upstream,
  };
}

/** What the base of a variant gives for the same input. */
function baseOf(base: Call, place: Place, upstream: Value | undefined): Value {
  const name = base.path[0];
  const block = place.module.names.get(name.text);
  if (block === undefined) return wrong;
  const request: CallRequest = {
    call: base,
    span: base.span,
    upstream,
    position: 'step',
    body: undefined,
    label: undefined,
    doc: undefined,
  };
  return applyBlock(block, { request, call: base, argumentPlace: place, more: new Map(), local: undefined, store: undefined }, place);
}

/** Runs the body of a net or a block, whose paths would have nothing to combine them. */
export function runDeclared(body: Body | undefined, place: Place): void {
  if (body === undefined) return;
  if (body.kind === 'sequence') {
    runBody(body.statements, place);
    return;
  }
  place.current = report(place, {
    code: 'paths-alone',
    span: body.paths[0]?.span ?? body.span,
    message: 'paths need an operator that combines them',
    notes: ['write `add { | ... | ... }`, or `concat(C) { | ... | ... }`'],
  });
}

/** What a body gives: its outputs, or else what flows out at its end. */
export function resultOf(results: Results, inside: Place, about: { readonly place: Place; readonly span: Span }): Value {
  const { outputs } = results;
  const [only] = outputs;
  if (only === undefined) return withOuterNames(inside.current ?? nothingLeaves(inside), results, about);
  if (outputs.length === 1) return withOuterNames(only.value, results, about);
  const tensors = outputs.flatMap(({ value }) => (value.kind === 'tensor' ? [value.tensor] : []));
  return tensors.length < outputs.length ? wrong : withOuterNames({ kind: 'tensors', tensors }, results, about);
}

function nothingLeaves(inside: Place): Value {
  const { frame } = inside.naming;
  return report(inside, { code: 'nothing-flows', span: frame.span, message: `\`${frame.name}\` gives no tensor` });
}

function isCalledIn(block: BlockCallable, { calls }: Place): boolean {
  for (let here = calls; here !== undefined; here = here.parent) if (here.block === block) return true;
  return false;
}

function tooDeep(span: Span, place: Place): Value {
  return report(place, { code: 'too-large', span, message: `blocks are nested more than ${limits.depth} deep` });
}

function recursion(block: BlockCallable, span: Span, place: Place): Value {
  const names = [block.name];
  for (let here = place.calls; here !== undefined && here.block !== block; here = here.parent) names.unshift(here.block.name);
  names.unshift(block.name);
  return report(place, {
    code: 'recursive-block',
    span,
    message: `\`${block.name}\` is made of itself`,
    notes: [`the cycle: ${names.join(' -> ')}`, 'use `repeat` or `for` for several copies in a row'],
  });
}
