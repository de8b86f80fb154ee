// From a graph to statements: nodes as layers, calls of blocks as calls, folded repeats as loops, shared layers declared once.
import { at, diagnosticMaker, help, type Diagnostic } from '@trammel/diagnostics';
import {
  framesOf,
  nodesOf,
  type Frame,
  type Graph,
  type Item,
  type NamedTensor,
  type Node,
  type Region,
  type Tensor,
  type Training,
  type Weights,
} from '@trammel/graph';
import { present, printShape } from '@trammel/tensor';
import { aligned, api, known, layerOf, own, withWeights, type Emission, type Refusal, type WantedLayer } from './emission.js';
import { withFusedActivations } from './fuse-activations.js';
import { layoutOf } from './layout.js';
import { emitterOf } from './operators.js';
import { problems } from './problems.js';
import { freeReads, originOf, readsOfStatement, writesOfStatement, type Declaration, type Local, type Statement } from './statement.js';

/** A network as statements over its inputs. */
export interface NetworkStatements {
  readonly inputs: readonly EdgeTensor[];
  readonly outputs: readonly EdgeTensor[];
  readonly statements: readonly Statement[];
  /** Of a training: what comes after the statements of the network. */
  readonly loss: { readonly inputs: readonly EdgeTensor[]; readonly value: Local; readonly statements: readonly Statement[] } | undefined;
  /** What the source calls values. */
  readonly names: ReadonlyMap<Local, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A tensor at the edge of the network, in the layout of the source. */
export interface EdgeTensor {
  readonly name: string;
  readonly local: Local;
  readonly tensor: Tensor;
}

interface Writer {
  readonly graph: Graph;
  readonly values: Map<Tensor, Local>;
  readonly names: Map<Local, string>;
  readonly diagnostics: Map<string, Diagnostic>;
  /** How often each tensor is read, wherever that is. */
  readonly readers: ReadonlyMap<Tensor, number>;
  readonly uses: ReadonlyMap<Weights, readonly Node[]>;
  readonly shared: Map<Weights, Local>;
  /** The layers that are shared, as their first use asked for them. */
  readonly asked: Map<Local, string>;
  readonly anchor: Local;
  /** What the last call of weights that several nodes share gave, and where it was written. */
  readonly last: Map<Weights, { readonly result: Local; readonly scope: Scope }>;
}

/** A place for statements: the body of the network, of a block or of a loop. */
interface Scope {
  readonly statements: Statement[];
  /** The block that the body is of; that of the network outside of blocks. */
  readonly frame: Frame | undefined;
  /** How often the body runs. */
  readonly copies: number;
  readonly outer: Scope | undefined;
  readonly declarations: Declaration[];
}

const report = diagnosticMaker(problems);

/** The network, with what TensorFlow.js cannot do among the diagnostics. */
export function statementsOf(graph: Graph): NetworkStatements {
  const inputs = graph.inputs.map((named) => edgeOf(named));
  const lossInputs = (graph.training?.loss.inputs ?? []).map((named) => edgeOf(named));
  const writer: Writer = {
    graph,
    values: new Map(),
    names: new Map([...inputs, ...lossInputs].map(({ name, local }) => [local, name])),
    diagnostics: new Map(),
    readers: readersOf(graph),
    uses: usesOf(graph),
    shared: new Map(),
    asked: new Map(),
    last: new Map(),
    anchor: inputs[0]?.local ?? { kind: 'tensor', axes: [], hint: 'nothing' },
  };
  const top = scopeOf(undefined, 1, undefined);
  if (inputs.length === 0) refuseEmpty(writer);
  bringInside(inputs, writer, top);
  writeRegion(graph.body, top, writer);
  const outputs = distinct(
    graph.outputs.map(({ name, tensor, span }) => outputAt({ name, tensor, span }, writer, top)),
    top,
  );
  const { training } = graph;
  const loss = training === undefined ? undefined : lossOf(training, lossInputs, writer);
  const { names, diagnostics } = writer;
  const live = [...outputs.map(({ local }) => local), ...freeReads(loss?.statements ?? [], [], loss === undefined ? [] : [loss.value])];
  const statements = withFusedActivations(allOf(top), { live, names });
  return { inputs, outputs, statements, loss, names, diagnostics: [...diagnostics.values()] };
}

/** What comes after the statements of the network for its loss. */
function lossOf({ loss }: Training, inputs: readonly EdgeTensor[], writer: Writer): NonNullable<NetworkStatements['loss']> {
  const scope = scopeOf(undefined, 1, undefined);
  bringInside(inputs, writer, scope);
  writeRegion(loss.body, scope, writer);
  const value = originOf(valueOf(loss.value, writer));
  return { inputs, value, statements: withFusedActivations(allOf(scope), { live: [value], names: writer.names }) };
}

const allOf = ({ declarations, statements }: Scope): readonly Statement[] => [...declarations, ...statements];

const scopeOf = (frame: Frame | undefined, copies: number, outer: Scope | undefined): Scope => ({
  statements: [],
  frame,
  copies,
  outer,
  declarations: [],
});

function edgeOf({ name, tensor }: NamedTensor): EdgeTensor {
  return { name, tensor, local: { kind: 'tensor', axes: tensor.type.shape.map((axis) => axis.name), hint: name } };
}

const valueOf = (tensor: Tensor, { values }: Writer): Local => present(values.get(tensor), () => 'a tensor is written before it is read');

/** A network without inputs has nothing that a layer could be applied to. */
function refuseEmpty({ graph, diagnostics }: Writer): void {
  const message = `${graph.name} has no input, and a model of TensorFlow.js begins at its inputs`;
  diagnostics.set('', report('not-in-target', at(graph.span), message, { help: [help('give the network an input')] }));
}

/** Inputs in the order of axes that the network has inside. */
function bringInside(inputs: readonly EdgeTensor[], writer: Writer, scope: Scope): void {
  for (const { local, tensor } of inputs) {
    const emission = edgeEmission(writer, scope);
    writer.values.set(tensor, aligned(local, layoutOf(tensor.type.shape), emission));
  }
}

/** An output in the order of axes of the source. */
function outputAt(named: NamedTensor, writer: Writer, scope: Scope): EdgeTensor {
  const { name, tensor } = named;
  const local = aligned(
    valueOf(tensor, writer),
    tensor.type.shape.map((axis) => axis.name),
    edgeEmission(writer, scope),
  );
  return { name, tensor, local: originOf(local) };
}

/** A model gives a tensor once, however many of its outputs it is: those that follow are copies. */
function distinct(outputs: readonly EdgeTensor[], scope: Scope): readonly EdgeTensor[] {
  const locals = outputs.map(({ local }) => local);
  return outputs.map((output, index) =>
    locals.indexOf(output.local) === index ? output : { ...output, local: copyOf(output.local, scope) },
  );
}

/** Orders of axes need nothing but layers. */
function edgeEmission(writer: Writer, scope: Scope): Emission {
  const write = applier(scope, () => undefined);
  return {
    node: undefined,
    apply: (layer, inputs, axes) => write(layer, inputs, [axes])[0] ?? writer.anchor,
    applyToMany: write,
    refuse: () => undefined,
    table: () => undefined,
    sizeOf: () => undefined,
    before: () => [],
    anchor: writer.anchor,
  };
}

type Write = (layer: WantedLayer, inputs: readonly Local[], axes: readonly (readonly string[])[]) => readonly Local[];

/** Writes applications into a scope; `docOf` is told once. */
function applier(
  scope: Scope,
  docOf: () => string | undefined,
  node?: Node,
  layerAt: (wanted: WantedLayer) => Local | undefined = () => undefined,
): Write {
  return (wanted, inputs, axes) => {
    const outputs = axes.map((names): Local => ({ kind: 'tensor', axes: names, hint: wanted.name }));
    const layer = layerAt(wanted) ?? layerOf(wanted, node);
    const read = inputs.map(originOf).map((input, index, all) => (all.indexOf(input) === index ? input : copyOf(input, scope)));
    scope.statements.push({ kind: 'apply', layer, inputs: read, outputs, doc: docOf(), span: node?.span });
    return outputs;
  };
}

/** A layer that is given one tensor twice makes TensorFlow.js dispose of it too early: the second time it is a copy. */
function copyOf(input: Local, scope: Scope): Local {
  const output: Local = { kind: 'tensor', axes: input.axes, hint: 'copy' };
  const layer = layerOf(api('activation', { activation: 'linear' }), undefined);
  scope.statements.push({ kind: 'apply', layer, inputs: [input], outputs: [output], doc: undefined, span: undefined });
  return output;
}

function writeRegion(region: Region, scope: Scope, writer: Writer): void {
  for (const { frame, items } of groupsOf(region.items, scope.frame)) {
    if (frame !== undefined) {
      writeCall(frame, items, scope, writer);
      continue;
    }
    for (const item of items) {
      if (item.kind === 'node') writeNode(item, scope, writer);
      else writeLoop(item, scope, writer);
    }
  }
}

interface Group {
  /** The call of a block in which the items stand, directly under the body; undefined for items of the body itself. */
  readonly frame: Frame | undefined;
  readonly items: Item[];
}

/** Neighbours of one call put together. */
function groupsOf(items: readonly Item[], around: Frame | undefined): readonly Group[] {
  const groups: Group[] = [];
  for (const item of items) {
    const frames = framesOf(item.frame);
    const inner = around === undefined ? frames : frames.slice(frames.indexOf(around) + 1);
    const frame = inner.find(({ kind }) => kind === 'block');
    const last = groups.at(-1);
    if (last !== undefined && last.frame === frame) last.items.push(item);
    else groups.push({ frame, items: [item] });
  }
  return groups;
}

function writeCall(frame: Frame, items: readonly Item[], scope: Scope, writer: Writer): void {
  const inner = scopeOf(frame, scope.copies, scope);
  writeRegion({ items }, inner, writer);
  const within = readersOf({ body: { items }, outputs: [], training: undefined });
  const written = items.flatMap((item) => (item.kind === 'node' ? item.outputs : [item.result]));
  const given = written
    .filter((tensor) => (writer.readers.get(tensor) ?? 0) > (within.get(tensor) ?? 0))
    .map((tensor) => originOf(valueOf(tensor, writer)));
  const body = allOf(inner);
  const made = new Set(
    body.flatMap((statement) =>
      'outputs' in statement ? statement.outputs : 'result' in statement ? [statement.result] : [statement.output],
    ),
  );
  const outputs = [...new Set(given)].filter((local) => made.has(local));
  if (outputs.length === 0) return;
  scope.statements.push({ kind: 'call', frame, body, inputs: freeReads(body, []), outputs, doc: frame.doc });
}

function writeLoop(item: Extract<Item, { readonly kind: 'repeat' }>, scope: Scope, writer: Writer): void {
  const initial = valueOf(item.initial, writer);
  const entry: Local = { kind: 'tensor', axes: initial.axes, hint: 'x' };
  const inner = scopeOf(scope.frame, scope.copies * item.count, scope);
  writer.values.set(item.entry, entry);
  writeRegion(item.body, inner, writer);
  const exit = aligned(valueOf(item.exit, writer), initial.axes, edgeEmission(writer, inner));
  // Rounds that do nothing, such as those of dropout that drops nothing, are none.
  if (originOf(exit) === entry && inner.statements.length === 0) {
    writer.values.set(item.result, initial);
    return;
  }
  const result: Local = { kind: 'tensor', axes: initial.axes, hint: 'x' };
  writer.values.set(item.result, result);
  scope.statements.push({
    kind: 'loop',
    id: item.id,
    count: item.count,
    initial: originOf(initial),
    entry,
    exit: originOf(exit),
    result,
    body: allOf(inner),
  });
}

function writeNode(node: Node, scope: Scope, writer: Writer): void {
  const inputs = node.inputs.map((tensor) => valueOf(tensor, writer));
  const emission = emissionOf(node, scope, writer);
  const results = emitterOf(node)(inputs, emission);
  checkWeights(node, writer);
  const [result] = results;
  if (node.weights !== undefined && result !== undefined && isShared(node, writer))
    writer.last.set(node.weights, { result: originOf(result), scope });
  for (const [index, tensor] of node.outputs.entries()) {
    const result = aligned(results[index] ?? writer.anchor, layoutOf(tensor.type.shape), emission);
    writer.values.set(tensor, result);
    const name = nameOf(node, tensor, writer);
    if (name !== undefined && !writer.names.has(originOf(result))) writer.names.set(originOf(result), name);
  }
}

/** The name that the source gives a tensor. */
function nameOf({ label, resultLabels, outputs }: Node, tensor: Tensor, { graph }: Writer): string | undefined {
  const named = [...graph.named.values()].find((each) => each.tensor === tensor);
  return named?.name ?? (outputs.length === 1 ? label : resultLabels?.[outputs.indexOf(tensor)]);
}

function emissionOf(node: Node, scope: Scope, writer: Writer): Emission {
  let isFirst = true;
  const docOf = (): string | undefined => {
    const doc = isFirst ? node.doc : undefined;
    isFirst = false;
    return doc;
  };
  const layerAt = (wanted: WantedLayer): Local | undefined => sharedLayer(wanted, node, scope, writer);
  const write = applier(scope, docOf, node, layerAt);
  return {
    node,
    apply: (layer, inputs, axes) => write(layer, inputs, [axes])[0] ?? writer.anchor,
    applyToMany: write,
    refuse: (refusal) => refuse(node, refusal, writer),
    table: () => sharedTable(node, scope, writer),
    sizeOf: (symbol) => sizeOf(symbol, scope, writer),
    before: (inputs) => callBefore(node, inputs, scope, writer),
    anchor: writer.anchor,
  };
}

/** Weights have sizes that are known when the model is made. */
function checkWeights(node: Node, writer: Writer): void {
  const open = node.site.parameters.find(({ shape }) => shape.some(({ size }) => known(size) === undefined));
  if (open === undefined) return;
  const message = `its ${open.name} is ${printShape(open.shape)}, whose size must be known when the model is made`;
  refuse(node, { message, help: 'give the axis a size, or choose another axis' }, writer);
}

/** One diagnostic for a node: what is found first. */
function refuse(node: Node, { message, help: advice }: Refusal, { diagnostics }: Writer): void {
  const text = `\`${node.site.text}\` cannot be written for TensorFlow.js: ${message}`;
  if (!diagnostics.has(node.id)) diagnostics.set(node.id, report('not-in-target', at(node.span), text, { help: [help(advice)] }));
}

/** The scope in which weights are declared that several nodes share: the outermost that runs as often as there are copies. */
function ownerOf(weights: Weights, scope: Scope): Scope {
  const { outer } = scope;
  return outer !== undefined && outer.copies >= weights.copies ? ownerOf(weights, outer) : scope;
}

const isShared = (node: Node, { uses }: Writer): boolean => {
  const { weights } = node;
  if (weights === undefined) return false;
  return (uses.get(weights)?.length ?? 0) > 1;
};

const differing: Refusal = {
  message: 'it shares its weights with a call that needs another layer, as its axes or settings are others',
  help: 'give both the same axes and settings, or weights of their own',
};

/** The layer of weights that several nodes share, or that stands outside of the loop around the node. */
function sharedLayer(wanted: WantedLayer, node: Node, scope: Scope, writer: Writer): Local | undefined {
  const { weights } = node;
  if (weights === undefined || wanted.variables === undefined) return undefined;
  if (!isShared(node, writer) && weights.copies === scope.copies) return undefined;
  const found = writer.shared.get(weights);
  const asked = JSON.stringify(wanted);
  if (found !== undefined) {
    if (writer.asked.get(found) !== asked) refuse(node, differing, writer);
    return found;
  }
  const output: Local = { kind: 'layer', axes: [], hint: weights.id.split('.').at(-1) ?? 'layer' };
  writer.shared.set(weights, output);
  writer.asked.set(output, asked);
  ownerOf(weights, scope).declarations.push({ kind: 'declare', layer: layerOf(wanted, node), output, span: node.span });
  return output;
}

/** What the last call of the node's weights gave, if it can be read here and nothing that the node reads follows from it. */
function callBefore({ weights }: Node, inputs: readonly Local[], scope: Scope, { last }: Writer): readonly Local[] {
  const before = weights === undefined ? undefined : last.get(weights);
  if (before === undefined || !isWithin(scope, before.scope)) return [];
  const needed = new Set(inputs.map(originOf));
  for (const statement of [...before.scope.statements].reverse()) {
    if (writesOfStatement(statement).some((local) => needed.has(local))) readsOfStatement(statement).forEach((local) => needed.add(local));
  }
  return needed.has(before.result) ? [] : [before.result];
}

const isWithin = (scope: Scope, other: Scope): boolean => scope === other || (scope.outer !== undefined && isWithin(scope.outer, other));

/** The table that operators of different kinds share, as a tensor of the scope that owns it. */
function sharedTable(node: Node, scope: Scope, writer: Writer): Local | undefined {
  const { weights } = node;
  if (weights === undefined) return undefined;
  const users = writer.uses.get(weights) ?? [];
  if (new Set(users.map(({ operator }) => operator)).size < 2) return undefined;
  const found = writer.shared.get(weights);
  if (found !== undefined) return found;
  const [parameter] = weights.parameters;
  const shape = parameter?.shape.map(({ size }) => Number(size)) ?? [];
  const owner = ownerOf(weights, scope);
  const wanted = withWeights(own('LearnedTensor', { shape }), ['weight'], node);
  const output: Local = { kind: 'tensor', axes: ['entry', 'feature'], hint: weights.id.split('.').at(-1) ?? 'table' };
  owner.statements.unshift({
    kind: 'apply',
    layer: layerOf(wanted, node),
    inputs: [writer.anchor],
    outputs: [output],
    doc: undefined,
    span: node.span,
  });
  writer.shared.set(weights, output);
  writer.names.set(output, output.hint);
  return output;
}

/** An open size, read from an axis of an input that has it. */
function sizeOf(symbol: string, scope: Scope, writer: Writer): Local | undefined {
  for (const { name, tensor } of writer.graph.inputs) {
    const axis = tensor.type.shape.findIndex(({ size }) => typeof size === 'object' && size.key === symbol);
    const local = [...writer.names].find(([, given]) => given === name)?.[0];
    if (axis < 0 || local === undefined) continue;
    return applier(scope, () => undefined)(own('AxisSize', { axis }), [local], [[]])[0];
  }
  return undefined;
}

function usesOf(graph: Graph): ReadonlyMap<Weights, readonly Node[]> {
  const uses = new Map<Weights, Node[]>();
  for (const { node } of nodesOf(graph.body)) {
    if (node.weights === undefined) continue;
    uses.set(node.weights, [...(uses.get(node.weights) ?? []), node]);
  }
  return uses;
}

/** How often each tensor is read, by nodes, repeats, outputs and the loss. */
function readersOf({ body, outputs, training }: Pick<Graph, 'body' | 'outputs' | 'training'>): ReadonlyMap<Tensor, number> {
  const counts = new Map<Tensor, number>();
  const count = (tensor: Tensor): void => void counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  const visit = ({ items }: Region): void => {
    for (const item of items) {
      if (item.kind === 'node') item.inputs.forEach(count);
      else {
        count(item.initial);
        count(item.exit);
        visit(item.body);
      }
    }
  };
  visit(body);
  for (const { tensor } of outputs) count(tensor);
  if (training !== undefined) {
    visit(training.loss.body);
    count(training.loss.value);
  }
  return counts;
}
