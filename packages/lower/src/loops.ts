/** `repeat` and `for`: copies of a body with weights of their own. Copies that are alike are folded into one. */
import { type Span } from '@trammel/diagnostics';
import { type Frame, type Item, type Repeat, type Tensor } from '@trammel/graph';
import { type ForStatement, type RepeatStatement } from '@trammel/syntax';
import { isKnown, printSize, sameType } from '@trammel/tensor';
import { runDeclared } from './apply-block.js';
import { type NumberValue, type Place, type Region, type Value, wrong } from './elaboration.js';
import { numberFrom, originsOf, unsuitable } from './faults-of-values.js';
import { limits } from './limits.js';
import { frameIn, idIn, namingIn, uniqueName } from './names-of-frames.js';
import { newTensor, spend } from './node.js';
import { inFrame } from './place.js';
import { printValue } from './print-value.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { bind } from './scope.js';

/** Runs the body again and again; from the first copy that gives what it takes, one stands for all that are left. */
export function runRepeat(statement: RepeatStatement, place: Place): void {
  const count = countOf(statement, place);
  if (count === undefined) place.current = wrong;
  if (count === undefined || count === 0) return;
  const faultsBefore = place.build.faults;
  const local = uniqueName(place.naming, 'repeat');
  for (let done = 0; done < count && !place.build.halted; done += 1) {
    spend(place, statement.span);
    const copy = runCopy(statement, { local: done === 0 ? local : `${local}.${done + 1}`, done, count }, place);
    if (copy === 'folded' || isAtFault(faultsBefore, place)) return;
  }
}

/** Whether a round went wrong: the others have the same fault, or are told of once it is mended. */
function isAtFault(faultsBefore: number, { build, current }: Place): boolean {
  return build.faults > faultsBefore || current?.kind === 'wrong';
}

function countOf({ count: expression }: RepeatStatement, place: Place): number | undefined {
  const number = numberFrom(expression, evaluate(expression, place), place);
  if (number === undefined) return undefined;
  if (number.kind === 'size' && isKnown(number.value) && number.value >= 0) return Number(number.value);
  report(place, {
    code: number.kind === 'size' && !isKnown(number.value) ? 'unknown-size' : 'bad-size',
    span: expression.span,
    message: `a body is repeated a whole number of times, and this is ${printNumber(number)}`,
    secondary: originsOf([expression], place),
  });
  return undefined;
}

const printNumber = (number: NumberValue): string => (number.kind === 'real' ? String(number.value) : printSize(number.value));

interface Copy {
  readonly local: string;
  readonly done: number;
  readonly count: number;
}

/** Runs one copy; where others follow, on a placeholder, since it may turn out to stand for them too. */
function runCopy(statement: RepeatStatement, { local, done, count }: Copy, place: Place): 'folded' | 'alone' {
  const { span, body } = statement;
  const { current } = place;
  const left = count - done;
  const frame = {
    kind: 'repeat',
    name: `repeat ${left}`,
    arguments: '',
    id: idIn(place.naming, local),
    span,
    parent: place.naming.frame,
  } as const;
  const draft: { -readonly [K in keyof Frame]: Frame[K] } = { ...frame };
  const inside = inFrame(place, namingIn(draft), span);
  if (current?.kind !== 'tensor' || left === 1) {
    draft.name = `${done + 1} of ${count}`;
    runDeclared(body, inside);
    place.current = inside.current;
    return 'alone';
  }
  const entry = newTensor(current.tensor.type, place);
  const region: Region = { items: [], weights: [], nodes: 0, parent: place.region };
  const onPlaceholder: Place = { ...inside, region, current: { kind: 'tensor', tensor: entry } };
  runDeclared(body, onPlaceholder);
  const exit = onPlaceholder.current;
  const copies: Copies = { statement, frame: draft, region, entry, initial: current.tensor, left };
  if (exit?.kind === 'tensor' && sameType(exit.tensor.type, entry.type)) {
    place.current = { kind: 'tensor', tensor: fold(copies, exit.tensor, place) };
    return 'folded';
  }
  draft.name = `${done + 1} of ${count}`;
  inline(copies, place);
  place.current = exit?.kind === 'tensor' && exit.tensor === entry ? current : exit;
  return 'alone';
}

interface Copies {
  readonly statement: RepeatStatement;
  readonly frame: Frame;
  readonly region: Region;
  readonly entry: Tensor;
  readonly initial: Tensor;
  readonly left: number;
}

/** All copies that are left, as one; what the last of them gives. */
function fold({ statement, frame, region, entry, initial, left }: Copies, exit: Tensor, place: Place): Tensor {
  if (region.items.length === 0) {
    place.build.replaced.set(entry, initial);
    return exit === entry ? initial : exit;
  }
  for (const weights of region.weights) {
    weights.copies *= left;
    place.region.weights.push(weights);
  }
  const result = newTensor(exit.type, place);
  const { span } = statement;
  const repeat: Repeat = {
    kind: 'repeat',
    count: left,
    body: { items: region.items },
    initial,
    entry,
    exit,
    result,
    id: frame.id,
    span,
    frame: place.naming.frame,
  };
  place.region.items.push(repeat);
  countNodes(region.nodes * left, span, place);
  return result;
}

function countNodes(nodes: number, span: Span, place: Place): void {
  place.region.nodes += nodes;
  if (place.region.nodes <= limits.copiedNodes || place.build.halted) return;
  place.build.halted = true;
  report(place, {
    code: 'too-large',
    span,
    message: `with all its copies, the net has more than ${limits.copiedNodes.toLocaleString('en')} nodes`,
  });
}

/** A copy that stands for itself becomes part of what is around it, with the real tensor for the placeholder. */
function inline({ region, entry, initial }: Copies, place: Place): void {
  for (const item of region.items) place.region.items.push(withInput(item, entry, initial));
  for (const weights of region.weights) place.region.weights.push(weights);
  place.region.nodes += region.nodes;
  place.build.replaced.set(entry, initial);
}

/** The item with one tensor in the place of another. */
function withInput(item: Item, from: Tensor, to: Tensor): Item {
  if (item.kind === 'node') {
    return item.inputs.includes(from) ? { ...item, inputs: item.inputs.map((input) => (input === from ? to : input)) } : item;
  }
  return {
    ...item,
    initial: item.initial === from ? to : item.initial,
    exit: item.exit === from ? to : item.exit,
    body: { items: item.body.items.map((inner) => withInput(inner, from, to)) },
  };
}

/** Runs the body once for each element of a tuple or a range, to the first round that goes wrong; each stands for itself. */
export function runFor(statement: ForStatement, place: Place): void {
  const { list, element, index, span } = statement;
  const value = evaluate(list, place);
  const elements = elementsOf(value);
  if (elements === undefined) {
    place.current = unsuitable(list, value, { place, needed: 'a tuple such as (3, 4, 6), or a range such as 1..4,' });
    return;
  }
  const { build } = place;
  const faultsBefore = build.faults;
  const local = uniqueName(place.naming, (index ?? element).text);
  let round = 0;
  spend(place, span, elements.count);
  for (const one of elements.values) {
    if (build.halted) return;
    const name = index === undefined ? `${element.text}=${printValue(one)}` : `${index.text}=${round}`;
    const naming = frameIn(place.naming, `${local}.${round}`, { kind: 'for', name, arguments: '', span });
    const inside = inFrame(place, naming, span);
    bind(inside, element, { value: one, role: 'loop' });
    if (index !== undefined) bind(inside, index, { value: { kind: 'size', value: round }, role: 'loop' });
    runDeclared(statement.body, inside);
    place.current = inside.current;
    if (isAtFault(faultsBefore, place)) return;
    round += 1;
  }
}

/** The elements one by one: a range may be long. */
function elementsOf(value: Value): { readonly count: number; readonly values: Iterable<Value> } | undefined {
  if (value.kind === 'tuple') return { count: value.items.length, values: value.items };
  if (value.kind !== 'range') return undefined;
  const { low, high } = value;
  if (low.kind !== 'size' || high.kind !== 'size' || !isKnown(low.value) || !isKnown(high.value)) return undefined;
  const [first, last] = [Number(low.value), Number(high.value)];
  return { count: Math.max(0, last - first + 1), values: wholeNumbers(first, last) };
}

/** From the first to the last, both included. */
function* wholeNumbers(first: number, last: number): Generator<Value> {
  for (let value = first; value <= last; value += 1) yield { kind: 'size', value };
}
