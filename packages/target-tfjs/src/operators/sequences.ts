// Attention and recurrence: layers of our own over [batch, time, features].
import { geometryOf, sequenceAxes, type Parameter, type RecurrentAttributes } from '@trammel/operators';
import { present } from '@trammel/tensor';
import { known, needed, own, withWeights } from '../emission.js';
import type { Local, Settings, Variable } from '../statement.js';
import type { Emit, EmitCall } from './emit.js';
import { axisNumber, first, firstShape, inBatch } from './inputs.js';

export const causalMask: Emit<'causal_mask'> = ({ site, inputs, emission }) => {
  const x = first(inputs);
  const { query, key } = site.attributes;
  return [emission.apply(own('CausalMask', { query: axisNumber(x, query), key: axisNumber(x, key) }), [x], x.axes)];
};

/** Matrices lie as they are multiplied with, inputs first: a product of transposed ones takes longer. */
function variablesOf({ parameters }: { readonly parameters: readonly Parameter[] }): readonly (Variable | string)[] {
  return parameters.map(({ name, shape }) => (shape.length === 2 ? { parameter: name, order: [1, 0] } : name));
}

export const attention: Emit<'attention'> = ({ node, site, inputs, emission }) => {
  const { attributes } = site;
  const { query, kvHeads } = geometryOf(site);
  const heads = needed(attributes.heads, 'the number of heads', emission);
  const layer = own('Attention', {
    heads,
    keyHeads: known(kvHeads) ?? heads,
    causal: attributes.causal,
    ...(attributes.rope ? { ropeBase: attributes.rope_base } : {}),
    dropout: attributes.dropout,
    useBias: attributes.bias,
  });
  const folds = site.inputs.map(({ shape }, index) => {
    const { time } = sequenceAxes(shape);
    const x = present(inputs[index], () => 'each input is there');
    return inBatch(x, { shape, within: [time.name] }, emission);
  });
  const [first_] = folds;
  const result = emission.apply(
    withWeights(layer, variablesOf(site), node),
    folds.map(({ folded }) => folded),
    first_?.folded.axes ?? [],
  );
  return first_ === undefined ? [result] : [first_.unfold(result, [query.time.name, query.feature.name])];
};

function recurrent(
  { node, site, inputs, emission }: EmitCall<'rnn' | 'lstm' | 'gru'>,
  name: string,
  { attributes, more = {} }: { readonly attributes: RecurrentAttributes; readonly more?: Settings },
): readonly Local[] {
  const shape = firstShape(site);
  const { time, feature } = sequenceAxes(shape);
  const { layers, bidirectional, bias, dropout } = attributes;
  const settings = {
    units: needed(attributes.features, 'the number of features', emission),
    layers,
    bidirectional,
    returns: attributes.return,
    useBias: bias,
    dropout,
    ...more,
  };
  const { folded, unfold } = inBatch(first(inputs), { shape, within: [time.name] }, emission);
  const axes = attributes.return === 'last' ? [feature.name] : [time.name, feature.name];
  const batch = folded.axes[0] ?? '';
  return [unfold(emission.apply(withWeights(own(name, settings), variablesOf(site), node), [folded], [batch, ...axes]), axes)];
}

export const rnn: Emit<'rnn'> = (call) => {
  const { attributes } = call.site;
  return recurrent(call, 'Rnn', { attributes, more: { activation: attributes.activation } });
};
export const lstm: Emit<'lstm'> = (call) => recurrent(call, 'Lstm', { attributes: call.site.attributes });
export const gru: Emit<'gru'> = (call) => recurrent(call, 'Gru', { attributes: call.site.attributes });
