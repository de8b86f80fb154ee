// The table of weights in a generated project: which variable of which layer holds which parameter, and how it begins.
import { expressionOf, statement } from '@trammel/emit';
import { copyOf, weightsName, type Graph, type Region, type Weights } from '@trammel/graph';
import { distributionOf, type Parameter } from '@trammel/operators';
import { known } from './emission.js';
import { layerName } from './layer-name.js';
import type { Layer, Statement, Variable } from './statement.js';

/** The lines of the table, in the order of the graph. */
export function weightLines(graph: Graph, statements: readonly Statement[]): readonly string[] {
  const layers = layersOf(statements);
  return placesOf(graph.body, { copy: '', rounds: [] }).flatMap(({ weights, name, layer }) => {
    const variables = layers.get(weights)?.weights?.variables ?? [];
    return weights.parameters.flatMap((parameter) => {
      const index = variables.findIndex((variable) => variable.parameter === parameter.name);
      const variable = variables[index];
      return variable === undefined ? [] : linesOf({ name: `${name}.${parameter.name}`, layer, index, variable, parameter });
    });
  });
}

/** The layers that have weights, by what they hold. */
function layersOf(statements: readonly Statement[]): ReadonlyMap<Weights, Layer> {
  return new Map(
    statements.flatMap((statement): readonly (readonly [Weights, Layer])[] => {
      if (statement.kind === 'call' || statement.kind === 'loop') return [...layersOf(statement.body)];
      const { layer } = statement;
      return 'kind' in layer || layer.weights === undefined ? [] : [[layer.weights.of, layer]];
    }),
  );
}

interface Copy {
  readonly copy: string;
  /** The repeats around, and which round of them it is. */
  readonly rounds: readonly { readonly id: string; readonly round: number }[];
}

interface Place {
  readonly weights: Weights;
  /** The name in the graph, and in files. */
  readonly name: string;
  readonly layer: string;
}

/** Every copy of weights, once, in the order in which they are met. */
function placesOf(region: Region, at: Copy): readonly Place[] {
  const places = new Map<string, Place>();
  const add = (place: Place): void => {
    if (!places.has(place.name)) places.set(place.name, place);
  };
  for (const item of region.items) {
    if (item.kind === 'repeat') {
      for (let round = 0; round < item.count; round += 1)
        placesOf(item.body, { copy: copyOf(at.copy, round), rounds: [...at.rounds, { id: item.id, round }] }).forEach(add);
    } else if (item.weights !== undefined) {
      const { weights } = item;
      const rounds = weights.copies === 1 ? [] : at.rounds;
      add({ weights, name: weightsName(weights, at.copy), layer: layerName(weights.id, rounds) });
    }
  }
  return [...places.values()];
}

function linesOf(entry: {
  readonly name: string;
  readonly layer: string;
  readonly index: number;
  readonly variable: Variable;
  readonly parameter: Parameter;
}): readonly string[] {
  const { name, layer, index, variable, parameter } = entry;
  const shape = parameter.shape.map(({ size }) => known(size) ?? 0);
  const trainable = parameter.isTrainable ? {} : { trainable: false };
  const value = { name, shape, layer, variable: index, order: variable.order, ...trainable, initial: initialOf(parameter) };
  return statement('', expressionOf(value), { after: ',', indent: 2 });
}

/** The distribution with its numbers worked out: what the fans are, only the operator knows. */
function initialOf({ initializer, fans }: Parameter) {
  const law = distributionOf(initializer, fans);
  const { kind } = law;
  switch (kind) {
    case 'constant':
      return { kind, value: law.value };
    case 'normal':
      return { kind, mean: law.mean, std: law.std };
    case 'truncated_normal':
      return { kind: 'truncatedNormal', mean: law.mean, std: law.std };
    case 'uniform':
      return { kind, minimum: law.minimum, maximum: law.maximum };
    case 'orthogonal':
      return { kind, gain: law.gain };
  }
}
