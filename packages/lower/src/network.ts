/** One net, elaborated with its arguments to a graph. */
import { type Assertion, type AssertionExpression, type Graph, type NamedTensor, type Tensor, type Training } from '@trammel/graph';
import { type Call, type Expression, type NetDeclaration, type VariantDeclaration } from '@trammel/syntax';
import { runDeclared } from './apply-block.js';
import { bindParameters, blockArguments, type BlockArguments } from './arguments-of-block.js';
import { begunGraph } from './begun-graph.js';
import { type BlockCallable, type Build, type Compilation, type Place, type Results } from './elaboration.js';
import { guess } from './guess.js';
import { namingIn } from './names-of-frames.js';
import { printValue } from './print-value.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { bindQuietly, lookUp, scopeIn } from './scope.js';
import { trainingOf } from './training.js';

/** Values for parameters from outside of the program. */
export interface Overrides {
  readonly values: ReadonlyMap<string, Expression>;
  /** The names for which a net had a parameter. */
  readonly used: Set<string>;
}

/** What comes of a net: its graph or, where something is wrong with it and is reported, what could be built of it. */
export interface Elaborated {
  readonly graph: Graph | undefined;
  readonly begun: Graph | undefined;
}

/** The graph of a net, or what could be built of it. */
export function elaborateNet(net: BlockCallable, compilation: Compilation, overrides: Overrides): Elaborated {
  const build: Build = {
    compilation,
    weights: [],
    symbols: new Map(),
    conditions: new Map(),
    assertions: [],
    bound: new Map(),
    replaced: new Map(),
    tensors: 0,
    work: 0,
    halted: false,
    faults: 0,
  };
  const place = rootPlace(net, build);
  const line = lineOf(net, place);
  if (line === undefined) return { graph: undefined, begun: undefined };
  const end = runLine(line, overrides, place);
  if (end.results.inputs.length === 0 && build.faults === 0) {
    const { name } = line.declaration;
    report(place, {
      code: 'no-input',
      span: name.span,
      message: `\`${name.text}\` has no input`,
      notes: ['as in `input x: [N, C=3, H=224, W=224]`'],
    });
  }
  const outputs = outputsOf(end, net);
  const training = build.faults > 0 || outputs === undefined ? undefined : trainingNamed(net, end.place);
  // What passed a limit is too large to be shown.
  if (build.halted) return { graph: undefined, begun: undefined };
  const graph = graphOf(net, { end, outputs: outputs ?? [], build, training });
  return build.faults > 0 || outputs === undefined ? { graph: undefined, begun: begunGraph(graph) } : { graph, begun: undefined };
}

function rootPlace({ name, declaration, module }: BlockCallable, build: Build): Place {
  const frame = { kind: 'net', name, arguments: '', id: '', span: declaration.span, parent: undefined } as const;
  return {
    build,
    module,
    scope: scopeIn(undefined),
    naming: namingIn(frame),
    region: { items: [], weights: [], nodes: 0, parent: undefined },
    calls: undefined,
    depth: 0,
    sharing: undefined,
    loop: undefined,
    results: { kind: 'net', given: undefined, inputs: [], outputs: [], isMisused: false, outerNames: undefined },
    pending: [],
    defaults: { operators: new Map(), blocks: new Map() },
    current: undefined,
  };
}

interface Variant {
  readonly net: BlockCallable;
  readonly declaration: VariantDeclaration;
}

/** A net with a body, and the variants of it that lead to the net that is wanted, outermost first. */
interface Line {
  readonly base: BlockCallable;
  readonly declaration: NetDeclaration;
  readonly variants: readonly Variant[];
}

function lineOf(net: BlockCallable, place: Place): Line | undefined {
  const variants: Variant[] = [];
  let here = net;
  while (here.declaration.kind === 'variant') {
    const { declaration, module, name } = here;
    if (variants.some((variant) => variant.declaration === declaration)) {
      const names = [...variants.map((variant) => variant.net.name), name];
      report(place, {
        code: 'variant-cycle',
        span: declaration.name.span,
        message: `\`${name}\` is a variant of itself`,
        notes: [names.join(' -> ')],
      });
      return undefined;
    }
    variants.push({ net: here, declaration });
    const base = module.names.get(declaration.base.path.map((part) => part.text).join('.'));
    if (base === undefined || base.declaration.kind === 'block') {
      unknownBase(declaration.base, { ...place, module });
      return undefined;
    }
    here = base;
  }
  const { declaration } = here;
  return declaration.kind === 'net' ? { base: here, declaration, variants } : undefined;
}

function unknownBase({ path }: Call, place: Place): void {
  const { module } = place;
  const [name] = path;
  place.build.faults += 1;
  if (module.lost.has(name.text) || module.isIncomplete) return;
  const nets = [...module.names].flatMap(([text, { declaration }]) => (declaration.kind === 'block' ? [] : [text]));
  const isBlock = module.names.has(name.text);
  report(place, {
    code: 'unknown-net',
    span: name.span,
    message: isBlock ? `\`${name.text}\` is a block, and not a net` : `there is no net \`${name.text}\``,
    help: isBlock ? [] : guess(name, nets),
  });
}

/** What is known when the last body has run. */
interface End {
  readonly place: Place;
  readonly results: Results;
  readonly arguments: ReadonlyMap<string, string>;
}

/** Binds the parameters from the outermost variant inward, runs the body of the net, and those of the variants outward. */
function runLine({ base, declaration, variants }: Line, overrides: Overrides, root: Place): End {
  const given = new Map<string, string>();
  const pending = new Map(overrides.values);
  let passed: BlockArguments = { parameters: new Map(), inputs: new Map(), text: '', isFaulty: false, misplaced: [] };
  const enter = (net: BlockCallable): Place => {
    const place: Place = { ...root, module: net.module, scope: scopeIn(undefined), calls: { block: net, parent: undefined } };
    const withOverrides = override(passed, net, { pending, used: overrides.used, place });
    bindParameters(net, withOverrides, { place, callSpan: net.declaration.name.span });
    for (const { name } of net.declaration.parameters)
      given.set(name.text, printValue(lookUp(place.scope, name.text)?.value ?? { kind: 'wrong' }));
    return place;
  };
  const places: Place[] = [];
  for (const [index, { net, declaration: variant }] of variants.entries()) {
    const place = enter(net);
    places.push(place);
    passed = blockArguments(variants[index + 1]?.net ?? base, variant.base, place);
  }
  const inside = enter(base);
  runDeclared(declaration.body, inside);
  let end = inside;
  for (const [index, variant] of [...variants.entries()].reverse()) end = runVariant(variant, places[index] ?? root, end);
  return {
    place: end,
    results: end.results ?? { kind: 'net', given: undefined, inputs: [], outputs: [], isMisused: false, outerNames: undefined },
    arguments: given,
  };
}

interface Overriding {
  readonly pending: Map<string, Expression>;
  readonly used: Set<string>;
  readonly place: Place;
}

/** The arguments with those from outside in their place; the outermost net that has a parameter of the name takes it. */
function override(passed: BlockArguments, net: BlockCallable, { pending, used, place }: Overriding): BlockArguments {
  const parameters = new Map(passed.parameters);
  for (const { name } of net.declaration.parameters) {
    const expression = pending.get(name.text);
    if (expression === undefined) continue;
    pending.delete(name.text);
    used.add(name.text);
    parameters.set(name.text, { value: evaluate(expression, place), span: expression.span });
  }
  return { ...passed, parameters };
}

/** The body of a variant goes on where that of its base ended, and knows its names. */
function runVariant({ declaration, net }: Variant, parameters: Place, before: Place): Place {
  if (declaration.body === undefined) return before;
  const scope = scopeIn(before.scope);
  for (const [text, { value, span }] of parameters.scope.bindings) bindQuietly(scope, { text, span }, { value, role: 'parameter' });
  const own: Results = {
    kind: 'net',
    given: undefined,
    inputs: [...(before.results?.inputs ?? [])],
    outputs: [],
    isMisused: false,
    outerNames: undefined,
  };
  const place: Place = { ...before, module: net.module, scope, results: own, pending: [], calls: { block: net, parent: undefined } };
  runDeclared(declaration.body, place);
  const isUnchanged = own.outputs.length === 0 && place.current === before.current;
  return isUnchanged ? { ...place, results: { ...own, outputs: before.results?.outputs ?? [] } } : place;
}

/** What the file of a net says of its training. */
function trainingNamed({ module, name }: BlockCallable, place: Place): Training | undefined {
  const declaration = module.trainings.get(name);
  return declaration === undefined ? undefined : trainingOf(declaration, { ...place, module });
}

function outputsOf({ place, results }: End, { declaration }: BlockCallable): readonly NamedTensor[] | undefined {
  if (results.outputs.length === 0) {
    const { current } = place;
    if (current?.kind !== 'tensor') {
      if (current?.kind === 'tensors') {
        report(place, {
          code: 'several-outputs',
          span: declaration.name.span,
          message: `\`${declaration.name.text}\` ends with ${current.tensors.length} tensors`,
          notes: ['name them, and say `output a, b`'],
        });
      }
      return undefined;
    }
    const named = namedTensors(place).find(({ tensor }) => tensor === current.tensor);
    return [named ?? { name: 'output', tensor: current.tensor, span: declaration.name.span }];
  }
  return results.outputs.flatMap(({ name, value, span }) => (value.kind === 'tensor' ? [{ name, tensor: value.tensor, span }] : []));
}

/** The tensors that have names in the bodies of the net and its variants. */
function namedTensors({ scope }: Place): readonly NamedTensor[] {
  const tensors: NamedTensor[] = [];
  for (let here: Place['scope'] | undefined = scope; here !== undefined; here = here.parent) {
    for (const [name, { value, span }] of here.bindings) if (value.kind === 'tensor') tensors.push({ name, tensor: value.tensor, span });
  }
  return tensors;
}

function graphOf(
  net: BlockCallable,
  made: { readonly end: End; readonly outputs: readonly NamedTensor[]; readonly build: Build; readonly training: Training | undefined },
): Graph {
  const { end, outputs, build, training } = made;
  const { declaration, module, name } = net;
  return {
    name,
    doc: declaration.doc,
    file: module.source.path,
    arguments: end.arguments,
    symbols: [...build.symbols.values()],
    conditions: [...build.conditions.values()],
    inputs: end.results.inputs,
    outputs,
    named: new Map(namedTensors(end.place).map((tensor) => [tensor.name, tensor])),
    body: { items: end.place.region.items },
    tensorCount: build.tensors,
    weights: build.weights,
    assertions: build.assertions.map((assertion) => settle(assertion, build.replaced)),
    training,
    span: declaration.span,
  };
}

/** The assertion with the real tensors for the placeholders of repeats that were not folded. */
function settle(assertion: Assertion, replaced: ReadonlyMap<Tensor, Tensor>): Assertion {
  return replaced.size === 0 ? assertion : { ...assertion, condition: settleExpression(assertion.condition, replaced) };
}

function settleExpression(expression: AssertionExpression, replaced: ReadonlyMap<Tensor, Tensor>): AssertionExpression {
  switch (expression.kind) {
    case 'measure': {
      let { tensor } = expression;
      for (let next = tensor; next !== undefined; next = replaced.get(next)) tensor = next;
      return { ...expression, tensor };
    }
    case 'not':
    case 'negate':
      return { ...expression, operand: settleExpression(expression.operand, replaced) };
    case 'binary':
      return { ...expression, left: settleExpression(expression.left, replaced), right: settleExpression(expression.right, replaced) };
    default:
      return expression;
  }
}
