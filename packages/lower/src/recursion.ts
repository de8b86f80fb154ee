/** The rules that call each other in a circle, so that no file has to import itself by a detour. */
import { type Expression, type Statement } from '@trammel/syntax';
import { type CallRequest, type Place, type SignRequest, type Value } from './elaboration.js';

/** What an expression is worth. */
export function evaluate(expression: Expression, place: Place): Value {
  return place.build.compilation.elaborator.evaluate(expression, place);
}

/** Runs statements one after the other; they move the place's current value on. */
export function runStatements(statements: readonly Statement[], place: Place): void {
  place.build.compilation.elaborator.runStatements(statements, place);
}

/** What a call of an operator, a block or a layer gives. */
export function apply(request: CallRequest, place: Place): Value {
  return place.build.compilation.elaborator.apply(request, place);
}

/** What a sign between values gives, one of which is a tensor. */
export function applySign(request: SignRequest, place: Place): Value {
  return place.build.compilation.elaborator.applySign(request, place);
}
