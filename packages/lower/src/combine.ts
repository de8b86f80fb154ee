/** Parallel paths under a combiner: `add { | ... | ... }`, `concat(C) { ... }`, and `residual { ... }`, an `add` with the identity. */
import { spanOver, type Span } from '@trammel/diagnostics';
import { type OperatorName } from '@trammel/operators';
import { callName, type Body, type Path, type Statement } from '@trammel/syntax';
import { applyOperator } from './apply-operator.js';
import { type CallRequest, type Place, type Value, wrong } from './elaboration.js';
import { type Origin, type PathTensor } from './inputs-of-call.js';
import { frameIn, uniqueName } from './names-of-frames.js';
import { planFor } from './operator-plan.js';
import { inFrame, runBody } from './place.js';
import { report } from './report.js';
import { residualName } from './residual.js';

/** Combines what the paths of a body give. */
export function applyCombiner(name: OperatorName, request: CallRequest & { readonly body: Body }, place: Place): Value {
  const { body, call } = request;
  if (!planFor(name).isVariadic) {
    return report(place, {
      code: 'body-not-taken',
      span: body.span,
      message: `\`${callName(call)}\` takes no body`,
      notes: ['paths in braces stand behind an operator that takes several tensors, such as `add` and `concat`'],
    });
  }
  if (body.kind === 'sequence') {
    return report(place, {
      code: 'paths-needed',
      span: body.span,
      message: `the body of \`${callName(call)}\` has no paths`,
      notes: ['each path begins with `|`; a path without steps is the identity'],
    });
  }
  const local = uniqueName(place.naming, request.label ?? name);
  const paths = body.paths.map((path, index) => pathTensor(path, { local, number: index + 1, request }, place));
  return combined(name, { request, local, paths }, place);
}

/** `residual { a -> b }` is `add { | | a -> b }`. */
export function applyResidual(request: CallRequest & { readonly body: Body }, place: Place): Value {
  const { body, call, upstream } = request;
  if (call.arguments !== undefined && call.arguments.length > 0) {
    return report(place, { code: 'too-many-arguments', span: call.span, message: '`residual` takes a body, and no arguments' });
  }
  const local = uniqueName(place.naming, request.label ?? residualName);
  const identity: PathTensor = {
    value: upstream ?? nothingFlows(call.span, place),
    origin: { kind: 'path', span: call.path[0].span, remark: ' (the identity)' },
  };
  const written: readonly (Path | Extract<Body, { readonly kind: 'sequence' }>)[] = body.kind === 'paths' ? body.paths : [body];
  const paths = written.map((path, index) => pathTensor(path, { local, number: index + 1, request }, place));
  return combined('add', { request, local, paths: [identity, ...paths] }, place);
}

function nothingFlows(span: Span, place: Place): Value {
  return report(place, { code: 'nothing-flows', span, message: 'there is no tensor to begin with' });
}

function combined(
  name: OperatorName,
  call: { readonly request: CallRequest; readonly local: string; readonly paths: readonly PathTensor[] },
  place: Place,
): Value {
  const { request, local, paths } = call;
  if (paths.some(({ value }) => value.kind === 'wrong')) return wrong;
  const { body } = request;
  if (body !== undefined && place.module.unreadable.some(({ start }) => start >= body.span.start && start < body.span.end)) {
    // A path may be missing that could not be read.
    place.build.faults += 1;
    return wrong;
  }
  const declared =
    name === request.call.path[0].text ? undefined : { call: request.call, gathered: { given: [], result: undefined, isWrong: false } };
  return applyOperator(name, { request, paths, local, shared: undefined, declared }, place);
}

interface PathContext {
  readonly local: string;
  readonly number: number;
  readonly request: CallRequest;
}

/** Runs one path from what comes in; without a step it gives that unchanged. */
function pathTensor(path: Pick<Path, 'span' | 'statements'>, { local, number, request }: PathContext, place: Place): PathTensor {
  const span = spanOfStatements(path);
  const naming = frameIn(place.naming, `${local}.${number}`, { kind: 'path', name: `path ${number}`, arguments: '', span });
  const inside = inFrame(place, naming);
  inside.current = request.upstream;
  runBody(path.statements, inside);
  const value = inside.current ?? nothingFlows(span, inside);
  const isIdentity = value.kind === 'tensor' && request.upstream?.kind === 'tensor' && value.tensor === request.upstream.tensor;
  return {
    value: singleTensor(value, span, place),
    origin: isIdentity ? identityOrigin(path, span, inside) : { kind: 'path', span, remark: '' },
  };
}

function singleTensor(value: Value, span: Span, place: Place): Value {
  if (value.kind === 'tensor' || value.kind === 'wrong') return value;
  return report(place, { code: 'several-outputs', span, message: 'a path must give one tensor' });
}

/** Why a path changes nothing, if that can be told: it is empty, or the `if` that it is made of is not taken. */
function identityOrigin(path: Pick<Path, 'statements'>, span: Span, place: Place): Origin {
  const [only, ...others] = path.statements;
  if (only === undefined) return { kind: 'path', span, remark: ' (empty path: identity)' };
  const isSkipped = only.kind === 'if' && only.otherwise === undefined && others.length === 0;
  if (!isSkipped) return { kind: 'path', span, remark: '' };
  return { kind: 'path', span, remark: ' (condition false: identity)', skipped: { statement: only, place } };
}

/** From the first statement to the last; the whole path where there is none. */
function spanOfStatements({ span, statements }: { readonly span: Span; readonly statements: readonly Statement[] }): Span {
  const [first, last] = [statements[0], statements.at(-1)];
  return first === undefined || last === undefined ? span : spanOver(first.span, last.span);
}
