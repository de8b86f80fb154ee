// Calls in a row, each on what the one before gives. Not where the row stands.
import { operators, type OperatorName } from '@trammel/operators';
import { sameType } from '@trammel/tensor';
import { printCall, randomCall } from './random-call.js';
import { outputsOf, someOperator, type Sketch, type Unnamed } from './sketch.js';

/** Calls by an arrow between them. */
export interface Chain {
  /** `conv(4) -> relu`, without what flows in. */
  readonly text: string;
  readonly operators: readonly OperatorName[];
  readonly output: Unnamed;
  /** The same calls on another tensor of that type with other weights. */
  readonly again: (from: Unnamed) => Unnamed | undefined;
}

/** How many operators are tried for one link. */
const attempts = 12;

/** How many chains are tried before none is held to give what it takes. */
const preservingAttempts = 6;

/** Between one and so many calls; undefined where no operator fits. */
export function randomChain(sketch: Sketch, from: Unnamed, longest: number): Chain | undefined {
  let chain = randomLink(sketch, from);
  for (let length = 1 + sketch.choice.below(longest); chain !== undefined && length > 1; length -= 1) {
    const next = randomLink(sketch, chain.output);
    if (next === undefined) break;
    chain = joined(chain, next);
  }
  return chain;
}

/** A chain whose output is of the type of its input. */
export function preservingChain(sketch: Sketch, from: Unnamed, longest: number): Chain | undefined {
  const isBack = (chain: Chain | undefined): boolean => chain !== undefined && sameType(chain.output.type, from.type);
  for (let attempt = 0; attempt < preservingAttempts; attempt += 1) {
    let chain = randomLink(sketch, from);
    const least = 1 + sketch.choice.below(longest);
    for (let length = 1; chain !== undefined && length < longest && (length < least || !isBack(chain)); length += 1) {
      const next = randomLink(sketch, chain.output);
      chain = next === undefined ? undefined : joined(chain, next);
    }
    if (isBack(chain)) return chain;
  }
  return undefined;
}

const joined = (first: Chain, second: Chain): Chain => ({
  text: `${first.text} -> ${second.text}`,
  operators: [...first.operators, ...second.operators],
  output: second.output,
  again: (from) => {
    const between = first.again(from);
    return between === undefined ? undefined : second.again(between);
  },
});

/** One call of an operator that takes one tensor and gives one. */
function randomLink(sketch: Sketch, from: Unnamed): Chain | undefined {
  const { choice } = sketch;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const operator = someOperator(sketch);
    if (operator === undefined || !takesOne(operator, from)) continue;
    const call = randomCall(operator, [from.type], choice);
    if (call === undefined || call.args.resultPattern !== undefined) continue;
    const outputs = outputsOf(sketch, call.site, [from]);
    const [output] = outputs ?? [];
    if (output === undefined || outputs?.length !== 1) continue;
    return {
      text: printCall(call, []),
      operators: [operator],
      output,
      again: (other) => outputsOf(sketch, call.site, [other])?.[0],
    };
  }
  return undefined;
}

/** Whether the operator can be called on the tensor alone. */
export function takesOne(operator: OperatorName, { type }: Unnamed): boolean {
  const { inputs } = operators[operator];
  const [first, ...others] = inputs;
  return (
    first !== undefined &&
    others.every(({ arity }) => arity === 'optional') &&
    (first.elementType === 'any' || first.elementType === type.elementType)
  );
}
