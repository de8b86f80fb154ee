// Which argument of a call says how its weights begin: a fact of the operator's schema, whatever it is called.
import type { Node } from '@trammel/graph';
import { initializer, operators, type Attribute, type Initializer, type Parameter } from '@trammel/operators';

/** Weights that mix units: those with more than one axis; biases and scales have one. */
export const isMatrix = ({ shape, isTrainable }: Parameter): boolean => isTrainable && shape.length > 1;

/** Biases and scales. */
export const isVector = ({ shape, isTrainable }: Parameter): boolean => isTrainable && shape.length === 1;

/** The arguments that say how these parameters of a node begin. */
export function initialAttributes(node: Node, isMeant: (parameter: Parameter) => boolean): readonly string[] {
  const meant = new Set((node.weights?.parameters ?? []).filter(isMeant).map((parameter): unknown => parameter.initializer));
  const schema = Object.entries<Attribute<unknown>>(operators[node.operator].attributes);
  const isInitializer = (name: string): boolean => schema.some(([key, { kind }]) => key === name && kind.expects === initializer.expects);
  return argumentsOf(node).flatMap(([name, value]) => (meant.has(value) && isInitializer(name) ? [name] : []));
}

/** What a call was told, defaults included. */
export function argumentsOf({ site }: Node): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(site.attributes);
}

/** As it could be written, for the arguments that set it. */
export type NamedInitializer = readonly [name: string, initializer: Initializer];
