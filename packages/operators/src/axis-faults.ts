// What can be wrong with the axes that a call names, or that an operator needs to find.
import { didYouMean } from '@trammel/diagnostics';
import { axisNamed, printShape, type Shape } from '@trammel/tensor';
import type { Fault, FaultPlace } from './fault.js';

/** A fault for each name that is no axis of the shape, and for an axis that is named twice. */
export function checkAxes(shape: Shape, names: readonly string[], at: FaultPlace): readonly Fault[] {
  const known = shape.map((axis) => axis.name);
  return names.flatMap((name, index): readonly Fault[] => {
    if (names.indexOf(name) < index) return [{ code: 'bad-argument', at, message: `axis ${name} is named twice` }];
    if (axisNamed(shape, name) !== undefined) return [];
    const near = didYouMean(name, known);
    const help = near === undefined ? [] : [{ text: `did you mean \`${near}\`?`, replacement: near }];
    return [{ code: 'missing-axis', at, message: `there is no axis ${name} in ${printShape(shape)}`, help }];
  });
}

/** A fault where the tensor has no axis at all, and so no feature axis. */
export function checkNotScalar(shape: Shape): readonly Fault[] {
  return shape.length > 0 ? [] : [{ code: 'bad-input', at: { kind: 'input', index: 0 }, message: 'a scalar has no axis to work on' }];
}
