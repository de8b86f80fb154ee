/** The way to mend paths that do not fit because an `if` was not taken: a condition that asks for the size that changed. */
import { help, insert, spanText, type Help } from '@trammel/diagnostics';
import { type Fault } from '@trammel/operators';
import { axisNamed, featureAxis, printSize, sameSize, type Size } from '@trammel/tensor';
import { type Place } from './elaboration.js';
import { type InputTensor } from './inputs-of-call.js';
import { lookUp } from './scope.js';

/** Help for a fault between two paths, one of which is the identity since its condition is false; undefined for any other. */
export function projectionOf(fault: Fault, { inputs }: { readonly inputs: readonly InputTensor[] }): readonly Help[] | undefined {
  const { at, against } = fault;
  if (fault.code !== 'shape-mismatch' || at?.kind !== 'input' || against?.kind !== 'input') return undefined;
  const [one, other] = [inputs[at.index], inputs[against.index]];
  if (one === undefined || other === undefined) return undefined;
  return projection(one, other) ?? projection(other, one);
}

function projection(skipped: InputTensor, met: InputTensor): readonly Help[] | undefined {
  const { skipped: left } = skipped.origin;
  if (left === undefined) return undefined;
  const { shape } = skipped.tensor.type;
  const axis = shape.find(({ name, size }) => !sameSize(size, axisNamed(met.tensor.type.shape, name)?.size ?? size));
  const wanted = axis === undefined ? undefined : axisNamed(met.tensor.type.shape, axis.name)?.size;
  if (axis === undefined || wanted === undefined || !isSizeHere(axis.name, axis.size, left.place)) return undefined;
  const { condition } = left.statement;
  const question = `${axis.name} != ${nameOf(wanted, left.place)}`;
  const what = axis.name === featureAxis(shape)?.name ? 'channels change' : `axis ${axis.name} changes`;
  const mended = `if ${spanText(condition.span)} or ${question}`;
  return [help(`project when ${what}: \`${mended}\``, insert(condition.span.source, condition.span.end, ` or ${question}`))];
}

/** Whether the name of the axis stands for its size in that place, as it does where an `input` names it. */
function isSizeHere(name: string, size: Size, { scope }: Place): boolean {
  const value = lookUp(scope, name)?.value;
  return value?.kind === 'size' && sameSize(value.value, size);
}

/** How a size can be written there: by the name that is bound to it, or as a number. */
function nameOf(size: Size, { scope }: Place): string {
  for (let here: Place['scope'] | undefined = scope; here !== undefined; here = here.parent) {
    for (const [name, { value, role }] of here.bindings) {
      if (role !== 'size' && value.kind === 'size' && sameSize(value.value, size)) return name;
    }
  }
  return printSize(size);
}
