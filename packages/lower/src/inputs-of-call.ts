/** Which tensors a call of an operator works on: those of the chain, of its arguments and of its paths, in the order of its inputs. */
import { help, insert, type Span } from '@trammel/diagnostics';
import { type Tensor } from '@trammel/graph';
import { type Pattern } from '@trammel/operators';
import { callName, type IfStatement, type Name } from '@trammel/syntax';
import { type CallRequest, type Gathered, type Place, type Value, type WrongValue } from './elaboration.js';
import { guess } from './guess.js';
import { type OperatorPlan } from './operator-plan.js';
import { report } from './report.js';
import { lookUp, namesIn } from './scope.js';

/** A tensor with where it comes from. */
export interface InputTensor {
  readonly tensor: Tensor;
  readonly pattern: Pattern | undefined;
  readonly origin: Origin;
}

export interface Origin {
  readonly kind: 'chain' | 'argument' | 'path' | 'operand';
  readonly span: Span;
  /** More about it, for a label: `(condition false: identity)`. */
  readonly remark: string;
  /** The `if` that was not taken, for a path that is the identity because of it. */
  readonly skipped?: SkippedIf;
}

export interface SkippedIf {
  readonly statement: IfStatement;
  readonly place: Place;
}

/** What the paths of a body give. */
export interface PathTensor {
  readonly value: Value;
  readonly origin: Origin;
}

/** The inputs in order; `poisoned` where one of them is wrong already, `reported` where there are too few or too many. */
export function inputsOf(
  call: { readonly request: CallRequest; readonly plan: OperatorPlan },
  from: Sources,
  place: Place,
): readonly InputTensor[] | 'poisoned' | 'reported' {
  const { request, plan } = call;
  const inputs: InputTensor[] = [];
  if (takesFromChain(request, plan, from)) {
    const upstream = chainTensor(request, place);
    if (upstream === 'poisoned' || upstream === 'reported') return upstream;
    inputs.push(upstream);
  }
  for (const { argument, value, pattern } of from.gathered.given) {
    if (argument.name !== undefined || value.kind !== 'tensor') continue;
    inputs.push({ tensor: value.tensor, pattern, origin: { kind: 'argument', span: argument.value.span, remark: '' } });
  }
  for (const { value, origin } of from.paths) {
    if (value.kind !== 'tensor') return 'poisoned';
    inputs.push({ tensor: value.tensor, pattern: undefined, origin });
  }
  if (!placeNamed(inputs, { plan, gathered: from.gathered }, place)) return 'reported';
  return checkCount(inputs, call, place) ? inputs : 'reported';
}

export interface Sources {
  readonly gathered: Gathered;
  readonly paths: readonly PathTensor[];
}

/** A step takes what the arrow brings; a call at the head of a chain or in an expression may be given all it needs. */
function takesFromChain(request: CallRequest, plan: OperatorPlan, { gathered, paths }: Sources): boolean {
  if (paths.length > 0) return false;
  if (request.position === 'step') return true;
  if (request.position !== 'head' || plan.inputs.length === 0) return false;
  let count = 0;
  for (const { argument, value, pattern } of gathered.given) {
    if (value.kind === 'tensor' && pattern !== undefined) return false;
    if (value.kind === 'tensor' && argument.name?.text === plan.inputs[0]?.name) return false;
    const isOperand = value.kind === 'tensor' || (plan.takesNumbers && (value.kind === 'size' || value.kind === 'real'));
    if (argument.name === undefined && isOperand) count += 1;
  }
  return count < plan.needed;
}

function chainTensor({ upstream, call }: CallRequest, place: Place): InputTensor | 'poisoned' | 'reported' {
  if (upstream?.kind === 'tensor') {
    return { tensor: upstream.tensor, pattern: undefined, origin: { kind: 'chain', span: call.path[0].span, remark: '' } };
  }
  if (upstream !== undefined) return 'poisoned';
  report(place, {
    code: 'nothing-flows',
    span: call.span,
    message: `\`${callName(call)}\` has no tensor to work on`,
    notes: ['an `input` begins the flow; a chain may also begin with the name of a tensor: `x -> ...`'],
  });
  return 'reported';
}

/** Puts the tensors that are given by the name of an input in their places. */
function placeNamed(inputs: InputTensor[], call: { readonly plan: OperatorPlan; readonly gathered: Gathered }, place: Place): boolean {
  const { plan, gathered } = call;
  for (const { argument, value, pattern } of gathered.given) {
    if (argument.name === undefined || value.kind !== 'tensor') continue;
    const index = plan.inputs.findIndex((input) => input.name === argument.name?.text);
    if (index < 0) return misplacedTensor(argument.name, plan, place);
    if (index !== inputs.length) {
      const message =
        index < inputs.length ? 'is given twice' : `comes after \`${plan.inputs[inputs.length]?.name ?? ''}\`, which is missing`;
      report(place, {
        code: 'input-count',
        span: argument.span,
        message: `the input \`${argument.name.text}\` of \`${plan.name}\` ${message}`,
      });
      return false;
    }
    inputs.push({ tensor: value.tensor, pattern, origin: { kind: 'argument', span: argument.value.span, remark: '' } });
  }
  return true;
}

function misplacedTensor(name: Name, plan: OperatorPlan, place: Place): false {
  const attribute = plan.attributes.get(name.text);
  const names = plan.inputs.map((input) => `\`${input.name}\``).join(', ');
  if (attribute !== undefined) {
    const message = `\`${name.text}\` expects ${attribute.kind.expects}, and is given a tensor`;
    report(place, { code: 'bad-argument', span: name.span, message });
  } else {
    report(place, {
      code: 'unknown-argument',
      span: name.span,
      message: `\`${plan.name}\` has no input \`${name.text}\``,
      notes: [plan.inputs.length === 0 ? `\`${plan.name}\` takes no tensors` : `its inputs are ${names}`],
      help: guess(
        name,
        plan.inputs.map((input) => input.name),
      ),
    });
  }
  return false;
}

/** Whether there are neither too few nor too many. */
function checkCount(
  inputs: readonly InputTensor[],
  call: { readonly request: CallRequest; readonly plan: OperatorPlan },
  place: Place,
): boolean {
  const { request, plan } = call;
  const { least, most } = plan;
  if (inputs.length >= least && inputs.length <= most) return true;
  const missing = plan.inputs[inputs.length];
  if (inputs.length === 0 && missing !== undefined) beginWithTensor(request, plan.name, place);
  else if (inputs.length < least) {
    const message = `\`${plan.name}\` needs \`${missing?.name ?? ''}\` too, and there is no tensor for it`;
    report(place, { code: 'input-count', span: request.span, message });
  } else {
    const taken = most === 0 ? 'no tensor' : most === 1 ? 'one tensor' : `${most} tensors`;
    const message = `\`${plan.name}\` takes ${taken}, and is given ${inputs.length}`;
    report(place, { code: 'input-count', span: inputs[most]?.origin.span ?? request.span, message });
  }
  return false;
}

/** A call that is given no tensor at all, where none flows. */
export function beginWithTensor({ call, position }: CallRequest, name: string, place: Place): WrongValue {
  const flowing = place.current?.kind === 'tensor' ? nameOfTensor(place.current.tensor, place) : undefined;
  const start = flowing ?? 'x';
  const text =
    position === 'expression'
      ? `write the tensor between the parentheses: \`${name}(${start})\``
      : `begin with a tensor: \`${start} -> ${name}\``;
  const { source, start: offset } = call.span;
  const isAssigned = position === 'assigned';
  return report(place, {
    code: 'input-count',
    span: call.span,
    message: `\`${name}\` has no tensor to work on`,
    notes: isAssigned ? ['an assignment leaves the flow as it is, and begins with a tensor of its own'] : [],
    help: [isAssigned && flowing !== undefined ? help(text, insert(source, offset, `${start} -> `)) : help(text)],
  });
}

/** The name that a tensor has here. */
function nameOfTensor(tensor: Tensor, { scope }: Place): string | undefined {
  return namesIn(scope).find((name) => {
    const value = lookUp(scope, name)?.value;
    return value?.kind === 'tensor' && value.tensor === tensor;
  });
}
