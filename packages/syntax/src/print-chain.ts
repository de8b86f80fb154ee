/** Chains as documents: on one line when they fit, else one step a line, each with its `->` in front. */
import { type Doc, type Suffix, align, choice, flatText, hardLine, indent } from './layout.js';
import { printCall, printExpression, printShape } from './print-expression.js';
import { type Trail, alone, endsLine, lineRest, token } from './trail.js';
import { type Body, type Chain } from './tree.js';

/** A body as it looks on one line, if it may stand on one, and as it looks on several. */
export interface BodyDocs {
  readonly inline: Doc | undefined;
  readonly broken: Doc;
}

export type PrintBody = (trail: Trail, body: Body) => BodyDocs;

/** The head of a chain or one of its steps. */
interface Link {
  readonly call: Doc;
  readonly body: BodyDocs | undefined;
}

/** What follows an arrow. */
interface StepDocs extends Link {
  /** Comments on the line of what stands before the arrow, and on lines of their own. */
  readonly rest: Doc;
  readonly above: readonly string[];
  readonly arrow: Doc;
}

/** A chain in its parts. */
export interface ChainDocs {
  readonly head: Link;
  readonly steps: readonly StepDocs[];
  /** The shape after `:` and the name after `as`. */
  readonly shape: Doc | undefined;
  readonly label: Doc | undefined;
  /** Whether comments between the steps leave no choice. */
  readonly mustBreak: boolean;
}

/** The longest beginning that the arrows are put under, in columns: `q, k, v = x`. */
const longestHang = 24;

export function printChain(trail: Trail, chain: Chain, printBody: PrintBody): ChainDocs {
  const call = printExpression(trail, chain.head.expression);
  const head: Link = { call, body: chain.head.body === undefined ? undefined : printBody(trail, chain.head.body) };
  let mustBreak = false;
  const steps = chain.steps.map((step): StepDocs => {
    const rest = lineRest(trail);
    const above = alone(trail);
    mustBreak ||= endsLine(trail) || above.length > 0;
    const arrow = token(trail, '->');
    const stepCall = printCall(trail, step.call);
    return { rest, above, arrow, call: stepCall, body: step.body === undefined ? undefined : printBody(trail, step.body) };
  });
  return { head, steps, ...printTail(trail, chain), mustBreak };
}

/** Writes the shape before the label, in whichever order they stand. */
function printTail(trail: Trail, { shape, label }: Chain): Pick<ChainDocs, 'shape' | 'label'> {
  const printShapeThen = (): Doc | undefined => (shape === undefined ? undefined : [token(trail, ':'), ' ', printShape(trail, shape)]);
  const printLabelThen = (): Doc | undefined => (label === undefined ? undefined : [token(trail, 'as'), ' ', token(trail, label.text)]);
  if (shape === undefined || label === undefined || !trail.written || shape.span.start < label.span.start) {
    return { shape: printShapeThen(), label: printLabelThen() };
  }
  const labelToken = trail.token;
  trail.token += 2;
  const shapeDoc = printShapeThen();
  const afterShape = trail.token;
  trail.token = labelToken;
  const labelDoc = printLabelThen();
  trail.token = afterShape;
  return { shape: shapeDoc, label: labelDoc };
}

/** A chain that fits on one line as the text that it is there. */
export interface OneLine {
  readonly text: string;
  readonly suffixes: readonly Suffix[];
}

/** The layouts of a chain behind `prefix`, such as `y = `; `oneLine` is all of it as text, if that is known. */
export function layOutChain(prefix: Doc, docs: ChainDocs, oneLine: OneLine | undefined): Doc {
  const { head, steps } = docs;
  const links = [head, ...steps];
  const bodies = links.flatMap(({ body }) => body ?? []);
  const broken = stepByStep(prefix, docs);
  if (docs.mustBreak) return broken;
  const last = { doc: broken, fits: 'first-line' } as const;
  if (oneLine !== undefined) return choice({ doc: [oneLine.text, oneLine.suffixes], fits: oneLine.text.length }, last);
  const straight = (bodyOf: (body: BodyDocs) => Doc): Doc => [
    prefix,
    withBody(head, bodyOf),
    steps.map((step) => [' ', step.arrow, ' ', withBody(step, bodyOf)]),
    tail(docs),
  ];
  const onSeveral = { doc: straight((body) => body.broken), fits: 'first-line' } as const;
  const onOne = { doc: straight((body) => body.inline ?? body.broken), fits: 'flat' } as const;
  if (bodies.length === 0) return choice(onOne, last);
  return bodies.every(({ inline }) => inline !== undefined) ? choice(onOne, onSeveral, last) : choice(onSeveral, last);
}

/** One step a line: under the first arrow when the beginning is short, else indented. */
function stepByStep(prefix: Doc, docs: ChainDocs): Doc {
  const { head, steps } = docs;
  const start = flatText([prefix, head.call]);
  const isShort = start !== undefined && start.suffixes.length === 0 && start.text.length <= longestHang;
  const [first] = steps;
  const hangs = isShort && head.body === undefined && first?.above.length === 0 && flatText(first.rest)?.suffixes.length === 0;
  const stepDocs = steps.map((step, index) => [
    step.rest,
    index === 0 && hangs ? '' : hardLine,
    step.above.map((comment) => [comment, hardLine]),
    [step.arrow, ' ', withBody(step, (body) => body.broken)],
  ]);
  const headDoc = [prefix, withBody(head, (body) => body.broken)];
  return hangs ? [headDoc, ' ', align(stepDocs, tail(docs))] : [headDoc, indent(stepDocs, tail(docs))];
}

function withBody({ call, body }: Link, bodyOf: (body: BodyDocs) => Doc): Doc {
  return body === undefined ? call : [call, ' ', bodyOf(body)];
}

export function tail({ shape, label }: ChainDocs): Doc {
  return [shape === undefined ? '' : [' ', shape], label === undefined ? '' : [' ', label]];
}
