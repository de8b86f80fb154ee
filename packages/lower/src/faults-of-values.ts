/** What is said where a value is not of the kind that is needed, or a name is not known. */
import { help, replace, sourceFile, type Help, type Label } from '@trammel/diagnostics';
import { operatorNames } from '@trammel/operators';
import { parseExpression, plainName, type Expression, type Name } from '@trammel/syntax';
import { type NumberValue, type Place, type Value, wrong, type WrongValue } from './elaboration.js';
import { guess } from './guess.js';
import { functionNames } from './function-names.js';
import { mentionsIn } from './names-in-expression.js';
import { describeValue, printValue } from './print-value.js';
import { report } from './report.js';
import { lookUp, mayBindMore, namesIn } from './scope.js';

/** The number that an expression is worth; undefined, and reported, where it is none. */
export function numberFrom(expression: Expression, value: Value, place: Place): NumberValue | undefined {
  if (value.kind === 'size' || value.kind === 'real') return value;
  unsuitable(expression, value, { place, needed: 'a number' });
  return undefined;
}

/** The truth value that an expression is worth; undefined, and reported, where it is none. */
export function truthFrom(expression: Expression, value: Value, place: Place): boolean | undefined {
  if (value.kind === 'boolean') return value.value;
  unsuitable(expression, value, { place, needed: 'a condition' });
  return undefined;
}

/** Says that a value is not what is needed: a name that is bound to nothing is unknown, rather than a word. */
export function unsuitable(expression: Expression, value: Value, about: { readonly place: Place; readonly needed: string }): WrongValue {
  const { place, needed } = about;
  if (value.kind === 'wrong') return value;
  const name = plainName(expression);
  const role = name === undefined ? undefined : lookUp(place.scope, name.text)?.role;
  const isBound = role !== undefined && role !== 'size';
  if (value.kind === 'word' && name !== undefined && !isBound) return unknownName(name, place);
  if (value.kind === 'call' && value.name === 'sqrt') {
    return report(place, {
      code: 'unknown-size',
      span: expression.span,
      message: `${needed} is needed here, and this root is of a size that is not known`,
    });
  }
  if (value.kind === 'call') return unknownCallee(callNameOf(expression) ?? { text: value.name, span: expression.span }, place);
  return report(place, {
    code: 'wrong-kind',
    span: expression.span,
    message: `${needed} is needed here, and this is ${describeValue(value)}`,
    secondary: isBound ? originsOf([expression], place) : [],
  });
}

/** Says that a name is bound to nothing, and what may have been meant. */
export function unknownName(name: Name, place: Place, candidates: Iterable<string> = namesIn(place.scope)): WrongValue {
  if (isExcused(name, place)) return wrong;
  if (lookUp(place.scope, name.text)?.role === 'size') {
    return report(place, {
      code: 'unknown-size',
      span: name.span,
      message: `\`${name.text}\` has different sizes in the inputs`,
      notes: ['write the number that is meant'],
    });
  }
  return report(place, {
    code: 'unknown-name',
    span: name.span,
    message: `there is no \`${name.text}\` here`,
    secondary: outOfReach(name, place),
    help: guess(name, candidates),
  });
}

/** Says that nothing of that name can be called. */
export function unknownCallee(name: Name, place: Place): WrongValue {
  if (isExcused(name, place)) return wrong;
  const candidates = [...namesIn(place.scope), ...operatorNames, ...place.module.names.keys(), ...functionNames];
  return report(place, {
    code: 'unknown-operator',
    span: name.span,
    message: `there is no operator, block or tensor \`${name.text}\``,
    secondary: outOfReach(name, place),
    help: unitApart(name) ?? guess(name, candidates),
  });
}

/** `100 MB`: a unit belongs to its number, and behind a blank it is a step. */
function unitApart({ text, span }: Name): readonly Help[] | undefined {
  const before = /([\d._]+)[ \t]+$/.exec(span.source.text.slice(Math.max(0, span.start - longestNumber), span.start));
  const [apart, number] = before ?? [];
  if (apart === undefined || number === undefined) return undefined;
  const { expression } = parseExpression(sourceFile('number', number + text));
  if (expression?.kind !== 'number') return undefined;
  return [help(`write \`${number}${text}\`, without a blank`, replace({ ...span, start: span.start - apart.length }, number + text))];
}

const longestNumber = 60;

/** Where the same file binds the name in braces that have ended. */
function outOfReach({ text, span }: Name, { build }: Place): readonly Label[] {
  const known = build.bound.get(text);
  const isNear = known !== undefined && known.source === span.source && known.start < span.start;
  return isNear ? [{ span: known, message: `this \`${text}\` is known to the end of its braces` }] : [];
}

/** Whether the name may stand in what could not be read, which has been reported. */
function isExcused(name: Name, { scope, module }: Place): boolean {
  return module.lost.has(name.text) || module.isIncomplete || mayBindMore(scope);
}

/** Where the names of expressions got their values: `D is 768`. */
export function originsOf(expressions: readonly Expression[], { scope }: Place): readonly Label[] {
  const labels = new Map<string, Label>();
  for (const {
    name: { text: name },
  } of expressions.flatMap((expression) => mentionsIn(expression))) {
    const binding = lookUp(scope, name);
    if (binding !== undefined && labels.size < mostOrigins)
      labels.set(name, { span: binding.span, message: describeBinding(name, binding.value) });
  }
  return [...labels.values()];
}

/** More places than these tell less. */
const mostOrigins = 4;

function describeBinding(name: string, value: Value): string {
  return value.kind === 'size' && printValue(value) === name ? `the size ${name} is open` : `${name} is ${describeValue(value)}`;
}

function callNameOf(expression: Expression): Name | undefined {
  return expression.kind === 'call' && expression.path.length === 1 ? expression.path[0] : undefined;
}
