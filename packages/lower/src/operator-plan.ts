/** What the reading of a call has to know of an operator, worked out once for each: where arguments go and how tensors fill its inputs. */
import {
  numberOperand,
  operatorNames,
  operators,
  type Attribute,
  type InputSpec,
  type OperatorName,
  type Schema,
} from '@trammel/operators';
import { present } from '@trammel/tensor';

/** The plan of an operator. */
export interface OperatorPlan extends CallPlan {
  readonly operator: OperatorName;
}

export interface CallPlan {
  readonly name: string;
  readonly inputs: readonly InputSpec[];
  readonly attributes: ReadonlyMap<string, Attribute<unknown>>;
  /** The names of the attributes that positional arguments fill, in order. */
  readonly slots: readonly string[];
  /** Whether a bare name in a slot is a name, such as that of an axis; the last entry is for all that are left. */
  readonly namesInSlots: readonly boolean[];
  readonly namesInRest: boolean;
  /** The attribute that takes all positional arguments that are left. */
  readonly rest: string | undefined;
  /** With so many tensors of its own, a call at the head of a chain takes none from the chain. */
  readonly needed: number;
  /** How many tensors it needs, and how many it takes, whoever gives them. */
  readonly least: number;
  readonly most: number;
  /** Whether numbers may stand for tensors: `add(x, 2)`. */
  readonly takesNumbers: boolean;
  readonly isVariadic: boolean;
}

/** The plan of anything that takes arguments by a schema. */
export function planOf(name: string, schema: Schema<Readonly<Record<string, unknown>>>, inputs: readonly InputSpec[]): CallPlan {
  const entries = Object.entries(schema);
  const slots = entries.filter(([, attribute]) => attribute.placement === 'positional');
  const rest = entries.find(([, attribute]) => attribute.placement === 'rest');
  const takesNumbers = slots.some(([, attribute]) => attribute.kind === numberOperand);
  const isVariadic = inputs.at(-1)?.arity === 'variadic';
  const required = inputs.filter((input) => input.arity === 'one').length;
  return {
    name,
    inputs,
    attributes: new Map(entries),
    slots: slots.map(([slot]) => slot),
    namesInSlots: slots.map(([, attribute]) => attribute.kind.bareName === 'name'),
    namesInRest: rest?.[1].kind.bareName === 'name',
    rest: rest?.[0],
    least: inputs.filter((input) => input.arity !== 'optional').length,
    most: isVariadic ? Infinity : inputs.length,
    needed: takesNumbers ? Math.max(2, required) : isVariadic ? required + 2 : required,
    takesNumbers,
    isVariadic,
  };
}

const plans: ReadonlyMap<OperatorName, OperatorPlan> = new Map(
  operatorNames.map((name) => [name, { ...planOf(name, operators[name].attributes, operators[name].inputs), operator: name }]),
);

/** The plan of an operator. */
export function planFor(name: OperatorName): OperatorPlan {
  return present(plans.get(name), () => `${name} is an operator`);
}

/** Operators by the sign that stands for them between two tensors. */
export const infixOperators: ReadonlyMap<string, OperatorName> = new Map(
  operatorNames.flatMap((name) => {
    const { infix } = operators[name];
    return infix === undefined ? [] : [[infix, name] as const];
  }),
);

/** Operators by the sign that stands for them before a tensor. */
export const prefixOperators: ReadonlyMap<string, OperatorName> = new Map(
  operatorNames.flatMap((name) => {
    const { prefix } = operators[name];
    return prefix === undefined ? [] : [[prefix, name] as const];
  }),
);
