/** Chains: where they begin, their steps, and the names and shapes at their ends. */
import { help, replace } from '@trammel/diagnostics';
import { type AssignStatement, type Chain, type FlowStatement, type Head, type Name, plainName } from '@trammel/syntax';
import type { Tensor } from '@trammel/graph';
import { ascribe } from './ascription.js';
import { calleeOf } from './apply.js';
import { type CallRequest, type Place, type Value, wrong } from './elaboration.js';
import { unsuitable } from './faults-of-values.js';
import { isFunctionName } from './function-names.js';
import { apply, evaluate } from './recursion.js';
import { type Finding, report } from './report.js';
import { bind, lookUp } from './scope.js';
import { residualName } from './residual.js';

/** `x = conv(x, 8)` and `x = x -> conv(8)`: steps of a chain, written as assignments to one name. */
function chainAsAssignment(name: Name, { head, steps }: Chain, { scope, current }: Place): Finding | undefined {
  const known = lookUp(scope, name.text);
  if (known?.value.kind !== 'tensor') return undefined;
  const flows = current?.kind === 'tensor' && current.tensor === known.value.tensor;
  const { expression } = head;
  const [step] = steps;
  const isStart = plainName(expression)?.text === name.text && step !== undefined;
  const [first, second] = expression.kind === 'call' ? (expression.arguments ?? []) : [];
  const isArgument = first !== undefined && first.name === undefined && plainName(first.value)?.text === name.text;
  if (!isStart && !isArgument) return undefined;
  const { span } = name;
  const edits = isStart
    ? [replace({ ...span, end: step.call.span.start }, '')]
    : [
        replace({ ...span, end: expression.span.start }, ''),
        replace({ ...span, start: first?.span.start ?? span.start, end: second?.span.start ?? first?.span.end ?? span.end }, ''),
      ];
  return {
    code: 'name-taken',
    span,
    message: `\`${name.text}\` has a meaning already`,
    secondary: [{ span: known.span, message: `the first \`${name.text}\`` }],
    notes: ['steps follow each other without names: each takes what the one before gives'],
    help: [help('write the step alone', ...(flows ? edits : []))],
  };
}

interface Naming {
  /** What the result will be called, where it is one tensor. */
  readonly label: string | undefined;
  readonly doc: string | undefined;
  readonly position: 'head' | 'assigned';
}

/** A chain as a statement: its result flows on. */
export function runFlow({ chain, doc }: FlowStatement, place: Place): void {
  place.current = runChain(chain, { label: chain.label?.text, doc, position: 'head' }, place);
}

/** `q, k, v = x -> ...`: binds what the chain gives, and leaves the flow as it is. */
export function runAssignment({ names, chain, doc }: AssignStatement, place: Place): void {
  const [only, ...others] = names;
  const habit = others.length === 0 && only !== undefined ? chainAsAssignment(only, chain, place) : undefined;
  if (habit !== undefined) {
    report(place, habit);
    return;
  }
  const label = others.length === 0 ? only?.text : undefined;
  const value = runChain(chain, { label: label ?? chain.label?.text, doc, position: 'assigned' }, place);
  if (others.length === 0 && only !== undefined) {
    bind(place, only, { value: oneTensor(value, chain, place), role: 'tensor' });
    return;
  }
  const tensors = value.kind === 'tensors' ? value.tensors : value.kind === 'tensor' ? [value.tensor] : undefined;
  if (tensors !== undefined && tensors.length !== names.length) {
    report(place, {
      code: 'several-outputs',
      span: chain.span,
      message: `the chain gives ${tensors.length === 1 ? 'one tensor' : `${tensors.length} tensors`}, and there are ${names.length} names for them`,
    });
  }
  if (tensors !== undefined) labelResults(tensors, names, place);
  for (const [index, name] of names.entries()) {
    const tensor = tensors?.length === names.length ? tensors[index] : undefined;
    bind(place, name, { value: tensor === undefined ? wrong : { kind: 'tensor', tensor }, role: 'tensor' });
  }
}

function oneTensor(value: Value, { span }: Pick<Chain, 'span'>, place: Place): Value {
  if (value.kind !== 'tensors') return value;
  return report(place, {
    code: 'several-outputs',
    span,
    message: `this gives ${value.tensors.length} tensors, and there is one name for them`,
    notes: ['write a name for each: `a, b = x -> ...`'],
  });
}

function runChain(chain: Chain, naming: Naming, place: Place): Value {
  const { head, steps, shape, label } = chain;
  const isAlone = steps.length === 0;
  let value = startOf(head, isAlone ? naming : { ...naming, label: undefined, doc: undefined }, place);
  let index = 0;
  for (const step of steps) {
    if (value.kind === 'tensors') value = mustBeOne(value.tensors.length, chain, { index, place });
    index += 1;
    const isLast = index === steps.length;
    const { call, body, span } = step;
    value = apply(
      {
        call,
        span,
        upstream: value,
        position: 'step',
        body,
        label: isLast ? naming.label : undefined,
        doc: isLast ? naming.doc : undefined,
      },
      place,
    );
    if (place.build.halted) return wrong;
  }
  labelLastNode(value, naming, place);
  if (shape !== undefined && value.kind === 'tensors') value = oneTensor(value, chain, place);
  if (shape !== undefined && value.kind === 'tensor') value = ascribe(value, shape, place);
  if (label !== undefined) nameResult(label, value, place);
  return value;
}

/** Several tensors cannot flow into one step. */
function mustBeOne(count: number, chain: Chain, at: { readonly index: number; readonly place: Place }): Value {
  const before = at.index === 0 ? chain.head : chain.steps[at.index - 1];
  return report(at.place, {
    code: 'several-outputs',
    span: before?.span ?? chain.span,
    message: `this gives ${count} tensors, and a step takes one`,
    notes: ['end the chain here and name them: `a, b = ...`; then go on with one of them'],
  });
}

function nameResult(label: Name, value: Value, place: Place): void {
  const { kind } = value;
  if (kind === 'tensors') {
    const names = 'write `a, b = ...` instead of `as`';
    report(place, { code: 'several-outputs', span: label.span, message: 'one name cannot stand for several tensors', notes: [names] });
  }
  bind(place, label, { value: kind === 'tensors' ? wrong : value, role: 'tensor' });
}

/** The last node keeps the names of its results. */
function labelResults(tensors: readonly Tensor[], names: readonly Name[], { region, naming }: Place): void {
  const last = region.items.at(-1);
  if (
    last?.kind !== 'node' ||
    last.frame !== naming.frame ||
    tensors.length !== names.length ||
    !tensors.every((tensor, index) => last.outputs[index] === tensor)
  )
    return;
  region.items[region.items.length - 1] = { ...last, resultLabels: names.map(({ text }) => text) };
}

/** An expression gives its node no name of its own: the last one in the same frame gets it afterwards. */
function labelLastNode(value: Value, { label, doc }: Naming, { region, naming }: Place): void {
  const last = region.items.at(-1);
  if (value.kind !== 'tensor' || last?.kind !== 'node' || last.frame !== naming.frame) return;
  if (last.outputs[0] !== value.tensor || ((last.label ?? label) === last.label && (last.doc ?? doc) === last.doc)) return;
  region.items[region.items.length - 1] = { ...last, label: last.label ?? label, doc: last.doc ?? doc };
}

/** What a chain begins with: a tensor, or a call that takes what flows. */
function startOf(head: Head, naming: Naming, place: Place): Value {
  const { expression, body } = head;
  if (expression.kind === 'call' && isStep(head, place)) {
    const { label, doc, position } = naming;
    const upstream = position === 'head' ? place.current : undefined;
    const request: CallRequest = { call: expression, span: head.span, upstream, position, body, label, doc };
    return apply(request, place);
  }
  if (body !== undefined) {
    return report(place, {
      code: 'body-not-taken',
      span: body.span,
      message: 'braces stand behind a call here, such as `add { | ... | ... }`',
    });
  }
  const value = evaluate(expression, place);
  if (value.kind === 'tensor' || value.kind === 'tensors' || value.kind === 'wrong') return value;
  return unsuitable(expression, value, { place, needed: 'a tensor, or a step that gives one,' });
}

/** Whether the head is applied to something, rather than being a value. */
function isStep({ expression, body }: Head, place: Place): boolean {
  if (expression.kind !== 'call') return false;
  const [{ text }] = expression.path;
  const bound = lookUp(place.scope, text)?.value;
  const name = plainName(expression);
  if (name !== undefined && body === undefined) {
    if (bound === undefined) return true;
    return (
      bound.kind === 'layer' ||
      bound.kind === 'callable' ||
      (bound.kind !== 'tensor' && bound.kind !== 'tensors' && bound.kind !== 'wrong' && calleeOf(text, place) !== undefined)
    );
  }
  if (expression.shape !== undefined && expression.arguments === undefined) return false;
  return bound !== undefined || text === residualName || calleeOf(text, place) !== undefined || !isFunctionName(text);
}
