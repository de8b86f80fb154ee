/** Names and what they are bound to, from the innermost braces outward. */
import { help } from '@trammel/diagnostics';
import { isOperatorName } from '@trammel/operators';
import { type Name } from '@trammel/syntax';
import { type Binding, type Callable, type Place, type Scope, type Value } from './elaboration.js';
import { report } from './report.js';
import { residualName } from './residual.js';

/** An empty scope; without a parent, that of a block or a net. */
export function scopeIn(parent: Scope | undefined): Scope {
  return { bindings: new Map(), parent, isIncomplete: false };
}

/** What a name is bound to, in the innermost braces that bind it. */
export function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let here: Scope | undefined = scope; here !== undefined; here = here.parent) {
    const found = here.bindings.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a name that is not found may have been bound by a statement that could not be read. */
export function mayBindMore(scope: Scope): boolean {
  for (let here: Scope | undefined = scope; here !== undefined; here = here.parent) if (here.isIncomplete) return true;
  return false;
}

/** Every name that is bound here, innermost first. */
export function namesIn(scope: Scope): readonly string[] {
  const names: string[] = [];
  for (let here: Scope | undefined = scope; here !== undefined; here = here.parent) names.push(...here.bindings.keys());
  return names;
}

/** Binds a name; one that is bound already keeps its first meaning, and that is reported. */
export function bind(place: Place, name: Name, binding: { readonly value: Value; readonly role: Binding['role'] }): void {
  const { value, role } = binding;
  if ((role === 'tensor' || role === 'layer') && isTaken(name.text, place)) {
    const what = isOperatorName(name.text) ? 'an operator' : name.text === residualName ? 'a combiner' : 'a block';
    report(place, {
      code: 'name-taken',
      span: name.span,
      message: `\`${name.text}\` is the name of ${what}`,
      help: [help(`choose another, such as \`${name.text}_\`, here and where it is used`)],
    });
    return;
  }
  const known = lookUp(place.scope, name.text);
  if (known !== undefined) {
    report(place, {
      code: 'name-taken',
      span: name.span,
      message: `\`${name.text}\` has a meaning already`,
      secondary: [{ span: known.span, message: `the first \`${name.text}\`` }],
      notes: ['a name is bound once; give the new value a name of its own'],
    });
    return;
  }
  place.scope.bindings.set(name.text, { value, role, span: name.span });
  place.build.bound.set(name.text, name.span);
}

/** A tensor or a layer begins a chain, and so does an operator or a block: the two must differ. A parameter may be called `pad`. */
function isTaken(name: string, { module }: Place): boolean {
  return isOperatorName(name) || module.names.has(name) || name === residualName;
}

/** Binds a name whose conflicts are reported elsewhere; the first meaning stays. */
export function bindQuietly(scope: Scope, name: Name, binding: { readonly value: Value; readonly role: Binding['role'] }): void {
  const { value, role } = binding;
  if (!scope.bindings.has(name.text)) scope.bindings.set(name.text, { value, role, span: name.span });
}

/** The operator, block or net of that name, whatever else is bound to it. */
export function callableNamed(name: string, place: Place): Callable | undefined {
  return isOperatorName(name) ? { kind: 'operator', name } : place.module.names.get(name);
}
