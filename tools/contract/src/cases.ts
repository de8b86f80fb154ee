// Calls of an operator to hold it to the contract by: found by trying arguments that its attributes understand on inputs of many types.
import {
  createSite,
  initializer,
  noArguments,
  operators,
  printArguments,
  type Arguments,
  type Attribute,
  type Fault,
  type OperatorName,
  type Site,
} from '@trammel/operators';
import { printType, type TensorType } from '@trammel/tensor';
import { candidateArguments, candidateInputs, withArgument } from '@trammel/networks';

/** What an operator is called with. */
export interface Call {
  readonly args: Arguments;
  readonly inputs: readonly TensorType[];
}

/** A call that an operator takes. */
export interface Case extends Call {
  /** How it could be written, with the types of its inputs. */
  readonly text: string;
  readonly site: Site;
}

/** A call that an operator refuses. */
export interface Refusal {
  readonly text: string;
  readonly fault: Fault;
}

/** What became of all calls that were tried. */
export interface Trials {
  readonly cases: readonly Case[];
  readonly refusals: readonly Refusal[];
  /** Calls that made the operator throw. */
  readonly crashes: readonly string[];
}

/** How many kinds of inputs are kept, and how many values of each attribute. */
const [keptInputs, keptValues] = [6, 3];

/** How many calls are tried to find arguments that the operator requires, for inputs of one type. */
const combinationLimit = 64;

interface Trying {
  readonly operator: OperatorName;
  readonly cases: Map<string, Case>;
  readonly refusals: Map<string, Refusal>;
  readonly crashes: string[];
}

/** Calls over several ranks and layouts: on the first with so many inputs each attribute at several values, on the others all attributes together. */
export function trialsOf(operator: OperatorName): Trials {
  const trying: Trying = { operator, cases: new Map(), refusals: new Map(), crashes: [] };
  const varied = new Set<number>();
  for (const base of basesOf(trying)) {
    const together = vary(varied.has(base.inputs.length) ? { ...trying, cases: new Map() } : trying, base);
    attempt(trying, together);
    varied.add(base.inputs.length);
  }
  return { cases: [...trying.cases.values()], refusals: [...trying.refusals.values()], crashes: trying.crashes };
}

/** An accepted call to vary. */
interface Base extends Call {
  /** Arguments that are required; those of the call may be more, where these are refused. */
  readonly least: Arguments;
}

/** One accepted call for each kind of inputs, which names and element types of axes tell apart. */
function basesOf(trying: Trying): readonly Base[] {
  const bases: Base[] = [];
  const kinds = new Set<string>();
  for (const inputs of candidateInputs(trying.operator)) {
    const kind = inputs.map(({ elementType, shape }) => elementType + shape.map((axis) => axis.name).join()).join(';');
    if (bases.length === keptInputs || kinds.has(kind)) continue;
    const base = firstAccepted(trying, inputs);
    if (base === undefined) continue;
    kinds.add(kind);
    bases.push(base);
  }
  return bases;
}

function attempt({ operator, cases, refusals, crashes }: Trying, { args: given, inputs }: Call): boolean {
  // There is a place for a pattern behind each tensor.
  const args = { ...given, inputPatterns: inputs.map((_, index) => given.inputPatterns[index]) };
  const text = `${operator}(${printArguments(args)}) on ${inputs.map(printType).join(' and ')}`;
  try {
    const result = createSite(operator, args, inputs);
    if (result.ok) cases.set(text, { args, inputs, text, site: result.value });
    else refusals.set(`${result.fault.code} ${result.fault.message}`, { text, fault: result.fault });
    return result.ok;
  } catch (error) {
    crashes.push(`${text}: ${String(error)}`);
    return false;
  }
}

/** The attributes of an operator with their names. */
export const schemaOf = (operator: OperatorName): readonly (readonly [string, Attribute<unknown>])[] =>
  Object.entries<Attribute<unknown>>(operators[operator].attributes);

/** The first call on these inputs that is accepted: with required arguments only, else with one more or with all that there can be. */
function firstAccepted(trying: Trying, inputs: readonly TensorType[]): Base | undefined {
  const schema = schemaOf(trying.operator);
  let required: readonly Arguments[] = [noArguments];
  let all: Arguments = noArguments;
  for (const [name, attribute] of schema) {
    const candidates = candidateArguments(attribute, inputs);
    if (attribute.fallback === undefined && attribute.placement !== 'inputPatterns' && attribute.placement !== 'resultPattern')
      required = required.flatMap((args) => candidates.map((argument) => withArgument(args, name, attribute, argument)));
    const [first] = candidates;
    if (first !== undefined && (attribute.placement === 'inputPatterns' || attribute.placement === 'resultPattern'))
      all = withArgument(all, name, attribute, first);
  }
  const [least = noArguments] = required;
  const oneMore = schema.flatMap(([name, attribute]) =>
    candidateArguments(attribute, inputs).map((argument) => withArgument(least, name, attribute, argument)),
  );
  const tried = [...required.slice(0, combinationLimit), ...oneMore, all];
  return tried.map((args) => ({ args, inputs, least })).find((call) => attempt(trying, call));
}

/**
 * Tries each attribute at several other values: alone, or where that is refused instead of what the base was given beyond
 * what is required, or together with the attributes before it. Gives the call with as many of them together as is accepted.
 */
function vary(trying: Trying, base: Base): Call {
  const { inputs } = base;
  let together = base.args;
  for (const [name, attribute] of schemaOf(trying.operator)) {
    // How weights begin is no part of what an operator means.
    if (attribute.kind === initializer) continue;
    let accepted = 0;
    for (const argument of candidateArguments(attribute, inputs)) {
      if (accepted === keptValues) break;
      const starts = [base.args, base.least, together].map((args) => ({ args: withArgument(args, name, attribute, argument), inputs }));
      if (!starts.some((call) => attempt(trying, call))) continue;
      const joined = withArgument(together, name, attribute, argument);
      if (accepted === 0 && attempt(trying, { args: joined, inputs })) together = joined;
      accepted += 1;
    }
  }
  return { args: together, inputs };
}
