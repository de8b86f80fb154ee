/** Other names for the axes of a tensor: a node that changes nothing else, and is there only where a name really changes. */
import { type Span } from '@trammel/diagnostics';
import { type Tensor } from '@trammel/graph';
import { type Pattern } from '@trammel/operators';
import { present } from '@trammel/tensor';
import { nodeAt } from './apply-operator.js';
import { type Place, type Value } from './elaboration.js';

/** The tensor with its axes named anew, in order. */
export function renameAxes(tensor: Tensor, names: readonly string[], about: { readonly place: Place; readonly span: Span }): Value {
  if (tensor.type.shape.every((axis, index) => axis.name === names[index])) return { kind: 'tensor', tensor };
  const { place, span } = about;
  const pattern: Pattern = names.map((name) => ({ names: [name], size: undefined }));
  const given = {
    positional: [{ kind: 'rewrite', from: pattern, to: pattern } as const],
    named: new Map(),
    inputPatterns: [],
    resultPattern: undefined,
  };
  const result = place.build.compilation.sites.of('rearrange', given, [tensor.type]);
  const site = present(result.ok ? result.value : undefined, () => 'axes can be renamed to names that differ');
  return nodeAt(site, { span, inputs: [tensor] }, place);
}
