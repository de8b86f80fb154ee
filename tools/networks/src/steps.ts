// The steps that a random network grows by: calls, chains, paths, residuals, repeats, blocks, shared layers. Not their order.
import { operators, type OperatorName } from '@trammel/operators';
import { callOn, callOperator, useLayer } from './calls.js';
import { preservingChain, randomChain, type Chain } from './chain.js';
import { printCall } from './random-call.js';
import { assign, commit, freshName, someOperator, type Sketch, type SketchTensor, type Unnamed } from './sketch.js';

/** Adds something to the sketch, mostly behind that tensor, or nothing where nothing fits. */
export type Grow = (sketch: Sketch, from: SketchTensor) => void;

/** The longest row of calls in one line, and the most paths and rounds. */
const longest = 3;

/** A row of calls on one tensor. */
export const growChain: Grow = (sketch, from) => {
  const chain = randomChain(sketch, from, longest);
  if (chain !== undefined) assign(sketch, `${from.name} -> ${chain.text}`, { ...chain, reads: [from], outputs: [chain.output] });
};

/** Rows of calls from one tensor that an operator joins; an empty one is the identity. */
export const growPaths: Grow = (sketch, from) => {
  const keeps = sketch.choice.happens(1 / 2);
  const paths = Array.from({ length: 2 + sketch.choice.below(longest - 1) }, (): Chain | undefined =>
    sketch.choice.happens(1 / 4) ? undefined : keeps ? preservingChain(sketch, from, longest) : randomChain(sketch, from, longest),
  );
  const ends = paths.map((path) => path?.output ?? from);
  for (const operator of sketch.choice.shuffled(sketch.operators.filter(joins))) {
    const made = callOn(sketch, operator, ends);
    if (made === undefined || made.call.args.resultPattern !== undefined || made.outputs.length !== 1) continue;
    const body = paths.map((path) => `    |${path === undefined ? '' : ` ${path.text}`}\n`).join('');
    const called = [operator, ...paths.flatMap((path) => path?.operators ?? [])];
    assign(sketch, `${printCall(made.call, [from.name])} {\n${body}  }`, { reads: [from], operators: called, outputs: made.outputs });
    return;
  }
};

/** Whether the operator takes paths: as many tensors as are given. */
const joins = (operator: OperatorName): boolean => operators[operator].inputs.at(-1)?.arity === 'variadic';

/** A row of calls beside the identity. */
export const growResidual: Grow = (sketch, from) => {
  const chain = from.type.elementType === 'f32' ? preservingChain(sketch, from, longest) : undefined;
  if (chain === undefined) return;
  const data = chain.output.data.map((value, index) => value + (from.data[index] ?? 0));
  assign(sketch, `${from.name} -> residual { ${chain.text} }`, { ...chain, reads: [from], outputs: [{ type: from.type, data }] });
};

/** A row of calls repeated, in the flow of the network. */
export const growRepeat: Grow = (sketch, from) => {
  const chain = preservingChain(sketch, from, longest);
  if (chain === undefined) return;
  const rounds = 2 + sketch.choice.below(longest - 1);
  const end = after(rounds, chain, from);
  const last = end && randomChain(sketch, end, 1);
  if (last === undefined) return;
  const name = freshName(sketch, 'v');
  sketch.lines.push(from.name, `repeat ${rounds} { ${chain.text} }`, `${last.text} as ${name}`);
  commit(sketch, [{ ...last.output, name }], { reads: [from], operators: [...chain.operators, ...last.operators] });
};

/** A row of calls, once or repeated, as a block that is called twice with weights of its own each time. */
export const growBlock: Grow = (sketch, from) => {
  const chain = preservingChain(sketch, from, longest);
  if (chain === undefined) return;
  // A block does not know the open sizes of the network around it.
  if ([...sketch.sizes.keys()].some((name) => new RegExp(`[=*/+-]${name}`).test(chain.text))) return;
  const rounds = 1 + sketch.choice.below(2);
  const end = after(2 * rounds, chain, from);
  if (end === undefined) return;
  const block = freshName(sketch, 'Block');
  const body = rounds === 1 ? chain.text : `repeat ${rounds} { ${chain.text} }`;
  sketch.blocks.push(`block ${block} {\n  ${body}\n}`);
  assign(sketch, `${from.name} -> ${block} -> ${block}`, { ...chain, reads: [from], outputs: [end] });
};

/** What so many rounds of the chain make, the first of which is computed already. */
function after(rounds: number, chain: Chain, from: Unnamed): Unnamed | undefined {
  let current: Unnamed | undefined = from;
  for (let round = 0; round < rounds && current !== undefined; round += 1) current = chain.again(current);
  return current;
}

/** Another use of a layer that is declared. */
export const growShared: Grow = (sketch) => {
  const layer = sketch.choice.of(sketch.layers);
  if (layer !== undefined) useLayer(sketch, layer);
};

/** A call of some operator. */
export const growCall: Grow = (sketch) => {
  const operator = someOperator(sketch);
  if (operator !== undefined) callOperator(sketch, operator);
};
