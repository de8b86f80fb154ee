/** Calls of blocks and nets: the body is elaborated anew for each call, in a frame of its own. */
import { type Span } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { plainName, type Body, type Call, type VariantDeclaration } from '@trammel/syntax';
import { bindParameters, type BlockArguments, blockArguments, reportMisplaced } from './arguments-of-block.js';
import { type BlockCallable, type CallRequest, type Place, type Results, type Sharing, type Value, wrong } from './elaboration.js';
import { beginWithTensor } from './inputs-of-call.js';
import { limits } from './limits.js';
import { frameIn, uniqueName } from './names-of-frames.js';
import { spend } from './node.js';
import { planFor } from './operator-plan.js';
import { runBody } from './place.js';
import { withOuterNames } from './receive.js';
import { report } from './report.js';
import { bindQuietly, scopeIn } from './scope.js';

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
  const end = endOf(block, call, place);
  return end?.results === undefined ? wrong : resultOf(end.results, end, { place: end, span: call.request.span });
}

/** Where the body of a block has come to its end; undefined, and reported, where it did not begin. */
function endOf(block: BlockCallable, call: BlockCall, place: Place): Place | undefined {
  const { request } = call;
  const fault = isCalledIn(block, place) ? recursion : place.depth > limits.depth ? tooDeep : undefined;
  fault?.(block, request.span, place);
  if (fault !== undefined) return undefined;
  spend(place, request.span);
  if (place.build.halted) return undefined;
  const given = blockArguments(block, call.call, call.argumentPlace);
  const isFlowMissing = request.upstream === undefined && needsFlow(block, given) && call.more.size === 0;
  if (given.misplaced.length > 0) {
    reportMisplaced(block, given, { call: call.call, isMissing: isFlowMissing }, place);
    return undefined;
  }
  if (isFlowMissing) {
    beginWithTensor(request, block.name, place);
    return undefined;
  }
  const inside = insideOf(block, { call, given }, place);
  bindParameters(block, given, { place: inside, callSpan: request.span });
  const { declaration } = block;
  if (declaration.kind === 'variant') return endOfVariant(declaration, request.upstream, inside);
  runDeclared(declaration.body, inside);
  return inside;
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
  const { span } = request;
  const { doc } = block.declaration;
  const naming = frameIn(place.naming, local, { kind: 'block', name: block.name, arguments: given.text, span, doc });
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

/** Elaborates the base of a variant for the same inputs; the body of the variant goes on where that ended, and knows its names. */
function endOfVariant({ base, body }: VariantDeclaration, upstream: Value | undefined, place: Place): Place | undefined {
  if (place.results?.isMisused === true) return undefined;
  const block = place.module.names.get(base.path[0].text);
  const more = place.results?.given?.named ?? new Map<string, Value>();
  const request: CallRequest = {
    call: base,
    span: base.span,
    upstream,
    position: 'step',
    body: undefined,
    label: undefined,
    doc: undefined,
  };
  const call: BlockCall = { request, call: base, argumentPlace: place, more, local: undefined, store: undefined };
  const before = block === undefined ? undefined : endOf(block, call, place);
  if (before?.results === undefined || place.results === undefined) return undefined;
  const scope = scopeIn(before.scope);
  for (const [text, { value, span }] of place.scope.bindings) bindQuietly(scope, { text, span }, { value, role: 'parameter' });
  const { inputs, outputs, outerNames } = before.results;
  const own: Results = { ...place.results, inputs, outerNames };
  const after: Place = { ...place, scope, results: own, current: before.current };
  runDeclared(body, after);
  const isUnchanged = own.outputs.length === 0 && after.current === before.current;
  return isUnchanged ? { ...after, results: { ...own, outputs } } : after;
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

function tooDeep(_: BlockCallable, span: Span, place: Place): Value {
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
