// Axes of size 1: taken away (squeeze) or put in (unsqueeze).
import { broadcastTo, pick } from '@trammel/program';
import { axisNamed, isKnown, printSize } from '@trammel/tensor';
import { required, rest } from './attribute.js';
import { checkAxes } from './axis-faults.js';
import type { Fault } from './fault.js';
import { axisNames } from './kinds.js';
import { checkNewAxis, newAxisAttributes, withNewAxis, type NewAxis } from './new-axis.js';
import { oneTensor, operator } from './operator.js';
import { soleShape, soleValue } from './sole-input.js';

export const squeeze = operator<{ readonly axes: readonly string[] }>({
  category: 'shape',
  summary: 'The tensor without the named axes, each of which has size 1.',
  formulas: ['nothing is computed'],
  example: 'net Example {\n  input x: [N, C=1, T]\n  squeeze(C)\n}\n',
  inputs: oneTensor,
  attributes: { axes: rest(required(axisNames, 'The axes that are taken away.')) },
  check: (call) => {
    const shape = soleShape(call);
    const at = { kind: 'argument', name: 'axes' } as const;
    const { axes } = call.attributes;
    const long = axes.flatMap((name): readonly Fault[] => {
      const size = axisNamed(shape, name)?.size ?? 1;
      return isKnown(size) && size === 1 ? [] : [{ code: 'bad-input', at, message: `axis ${name} has ${printSize(size)}, not 1` }];
    });
    return [...checkAxes(shape, axes, at), ...long];
  },
  meaning: (call) => [call.attributes.axes.reduce((value, axis) => pick(value, axis, 0), soleValue(call))],
});

export const unsqueeze = operator<NewAxis>({
  category: 'shape',
  summary: 'The tensor with a new axis of size 1.',
  formulas: ['nothing is computed'],
  example: 'net Example {\n  input x: [N, T]\n  unsqueeze(C, position=1)\n}\n',
  inputs: oneTensor,
  attributes: newAxisAttributes,
  check: (call) => checkNewAxis(call.attributes, soleShape(call)),
  meaning: (call) => [broadcastTo(soleValue(call), withNewAxis(soleShape(call), call.attributes))],
});
