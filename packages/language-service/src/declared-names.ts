// Goes through a tree and gathers scopes, what is bound in them, and what stands in them to be looked up. Resolves nothing.
import type { Span } from '@trammel/diagnostics';
import type {
  Argument,
  BlockDeclaration,
  Body,
  Call,
  Chain,
  Declaration,
  Dim,
  Expression,
  FileTree,
  Head,
  Name,
  NetDeclaration,
  Parameter,
  Shape,
  Statement,
  Step,
  TrainDeclaration,
  VariantDeclaration,
} from '@trammel/syntax';
import { bind, lookUp, scopeOver, type NameScope } from './name-scope.js';

/** A name that stands somewhere, and where it is to be looked up; nowhere where what it belongs to is not of this file. */
export interface Use {
  readonly name: Name;
  readonly scope: NameScope | undefined;
}

/** What a tree declares and uses. */
export interface Declared {
  readonly top: NameScope;
  readonly scopes: readonly NameScope[];
  readonly uses: readonly Use[];
  /** The scopes of parameters, by the name of the net or block. */
  readonly parameters: ReadonlyMap<string, NameScope>;
}

/** Gathers the names of a file. */
export function declareNames(tree: FileTree): Declared {
  const top = scopeOver(tree.span, undefined);
  const gathering: Gathering = { scopes: [top], uses: [], parameters: new Map(), bodies: new Map() };
  for (const declaration of tree.declarations) declare(declaration, top, gathering);
  for (const declaration of tree.declarations)
    if (declaration.kind === 'net' || declaration.kind === 'block') insideCallable(declaration, top, gathering);
  // A variant knows the names of its base, and a training those of its net, wherever they stand in the file.
  for (const declaration of tree.declarations) if (declaration.kind === 'variant') insideVariant(declaration, top, gathering);
  for (const declaration of tree.declarations) if (declaration.kind === 'train') insideTraining(declaration, top, gathering);
  return { top, scopes: gathering.scopes, uses: gathering.uses, parameters: gathering.parameters };
}

interface Gathering {
  readonly scopes: NameScope[];
  readonly uses: Use[];
  readonly parameters: Map<string, NameScope>;
  readonly bodies: Map<string, NameScope>;
}

function declare(declaration: Declaration, top: NameScope, gathering: Gathering): void {
  if (declaration.kind === 'import') {
    for (const name of declaration.names) bind(top, name, { kind: 'import', span: declaration.span });
  } else if (declaration.kind === 'net' || declaration.kind === 'block' || declaration.kind === 'variant') {
    const head: Span = { ...declaration.span, end: declaration.body?.span.start ?? declaration.span.end };
    bind(top, declaration.name, { kind: declaration.kind === 'block' ? 'block' : 'net', span: head, documentation: declaration.doc });
    const scope = opened(declaration.span, top, gathering);
    gathering.parameters.set(declaration.name.text, scope);
    for (const parameter of declaration.parameters) bind(scope, parameter.name, { kind: 'parameter', span: parameter.span });
  }
}

function opened(span: Span, parent: NameScope | undefined, { scopes }: Gathering): NameScope {
  const scope = scopeOver(span, parent);
  scopes.push(scope);
  return scope;
}

function insideCallable({ name, parameters, body }: NetDeclaration | BlockDeclaration, top: NameScope, gathering: Gathering): void {
  const scope = gathering.parameters.get(name.text) ?? top;
  usesInParameters(parameters, scope, gathering);
  gathering.bodies.set(name.text, insideBody(body, scope, gathering));
}

const usesInParameters = (parameters: readonly Parameter[], scope: NameScope, gathering: Gathering): void =>
  parameters.forEach(({ value }) => value !== undefined && usesIn(value, scope, gathering));

function insideVariant({ name, parameters, base, body }: VariantDeclaration, top: NameScope, gathering: Gathering): void {
  const own = gathering.parameters.get(name.text) ?? top;
  usesInParameters(parameters, own, gathering);
  usesInCall(base, own, gathering);
  const inherited = gathering.bodies.get(base.path[0].text) ?? own;
  const scope = body === undefined ? inherited : insideBody(body, inherited, gathering);
  gathering.bodies.set(name.text, scope);
}

function insideTraining({ name, settings, span }: TrainDeclaration, top: NameScope, gathering: Gathering): void {
  gathering.uses.push({ name, scope: top });
  const scope = opened(span, gathering.bodies.get(name.text) ?? top, gathering);
  for (const { value } of settings) usesIn(value, scope, gathering);
}

function insideBody(body: Body, around: NameScope, gathering: Gathering): NameScope {
  const scope = opened(body.span, around, gathering);
  if (body.kind === 'sequence') for (const statement of body.statements) insideStatement(statement, scope, gathering);
  else {
    for (const path of body.paths) {
      const inner = opened(path.span, scope, gathering);
      for (const statement of path.statements) insideStatement(statement, inner, gathering);
    }
  }
  return scope;
}

function insideStatement(statement: Statement, scope: NameScope, gathering: Gathering): void {
  const { span } = statement;
  switch (statement.kind) {
    case 'input':
      for (const { name, shape, span: own } of statement.inputs) {
        bind(scope, name, { kind: 'input', span: own, documentation: statement.doc });
        bindSizes(shape, scope, gathering);
      }
      return;
    case 'output':
      for (const name of statement.names) gathering.uses.push({ name, scope });
      return;
    case 'layer':
      bind(scope, statement.name, { kind: 'layer', span, documentation: statement.doc });
      {
        usesInCall(statement.call, scope, gathering);
        return;
      }
    case 'let':
      bind(scope, statement.name, { kind: 'value', span, documentation: statement.doc });
      {
        usesIn(statement.value, scope, gathering);
        return;
      }
    case 'with': {
      statement.calls.forEach((call) => usesInCall(call, scope, gathering));
      return;
    }
    case 'repeat':
      usesIn(statement.count, scope, gathering);
      insideBody(statement.body, scope, gathering);
      return;
    case 'for': {
      insideFor(statement, scope, gathering);
      return;
    }
    case 'if': {
      insideIf(statement, scope, gathering);
      return;
    }
    case 'assert':
    case 'expect': {
      usesIn(statement.condition, scope, gathering);
      return;
    }
    case 'assign':
      for (const name of statement.names) bind(scope, name, { kind: 'tensor', span, documentation: statement.doc });
      {
        insideChain(statement.chain, scope, gathering);
        return;
      }
    case 'flow': {
      insideChain(statement.chain, scope, gathering);
      return;
    }
    case 'faulty':
  }
}

function insideFor(
  { element, index, list, body, span }: Extract<Statement, { kind: 'for' }>,
  scope: NameScope,
  gathering: Gathering,
): void {
  usesIn(list, scope, gathering);
  const round = opened(span, scope, gathering);
  for (const name of [element, index])
    if (name !== undefined) bind(round, name, { kind: 'counter', span: { ...span, end: body.span.start } });
  insideBody(body, round, gathering);
}

function insideIf({ condition, body, otherwise }: Extract<Statement, { kind: 'if' }>, scope: NameScope, gathering: Gathering): void {
  usesIn(condition, scope, gathering);
  insideBody(body, scope, gathering);
  if (otherwise?.kind === 'if') insideIf(otherwise, scope, gathering);
  else if (otherwise !== undefined) insideBody(otherwise, scope, gathering);
}

function insideChain({ head, steps, shape, label, span }: Chain, scope: NameScope, gathering: Gathering): void {
  if (label !== undefined) bind(scope, label, { kind: 'tensor', span });
  usesIn(head.expression, scope, gathering);
  for (const { call } of steps) usesInCall(call, scope, gathering);
  for (const { body } of [head, ...steps] satisfies readonly (Head | Step)[]) if (body !== undefined) insideBody(body, scope, gathering);
  if (shape !== undefined) usesInShape(shape, scope, gathering);
}

/** The axes of an input are sizes that the body can read; one that is known already is read here. */
function bindSizes({ dims }: Shape, scope: NameScope, gathering: Gathering): void {
  for (const dim of dims) {
    if (dim.kind === 'axis' && lookUp(scope, dim.name.text) === undefined) bind(scope, dim.name, { kind: 'size', span: dim.span });
    const size = dim.kind === 'axis' ? (dim.size ?? dim.bound) : undefined;
    if (size?.kind === 'call' && size.arguments === undefined && lookUp(scope, size.path[0].text) === undefined)
      bind(scope, size.path[0], { kind: 'size', span: dim.span });
    else usesInDim(dim, scope, gathering);
  }
}

function usesInShape({ dims }: Shape, scope: NameScope, gathering: Gathering): void {
  for (const dim of dims) usesInDim(dim, scope, gathering);
}

/** The name of an axis is no use of a size: it says which axis is meant. */
function usesInDim(dim: Dim, scope: NameScope, gathering: Gathering): void {
  if (dim.kind === 'axis-group') for (const inner of dim.dims) usesInDim(inner, scope, gathering);
  else if (dim.kind === 'axis-value') usesIn(dim.value, scope, gathering);
  else for (const value of [dim.size, dim.bound]) if (value !== undefined) usesIn(value, scope, gathering);
}

function usesInCall({ path: [name], arguments: given, shape }: Call, scope: NameScope, gathering: Gathering): void {
  gathering.uses.push({ name, scope });
  for (const argument of given ?? []) usesInArgument(argument, name, { scope, gathering });
  if (shape !== undefined) usesInShape(shape, scope, gathering);
}

interface Inside {
  readonly scope: NameScope;
  readonly gathering: Gathering;
}

/** The name of an argument is that of a parameter of what is called. */
function usesInArgument({ name, value, target }: Argument, callee: Name, { scope, gathering }: Inside): void {
  if (name !== undefined) gathering.uses.push({ name, scope: withoutOuter(gathering.parameters.get(callee.text)) });
  usesIn(value, scope, gathering);
  if (target !== undefined) usesInShape(target, scope, gathering);
}

const withoutOuter = (scope: NameScope | undefined): NameScope | undefined =>
  scope === undefined ? undefined : { ...scope, parent: undefined };

function usesIn(expression: Expression, scope: NameScope, gathering: Gathering): void {
  const inside = (...parts: readonly Expression[]): void => parts.forEach((part) => usesIn(part, scope, gathering));
  switch (expression.kind) {
    case 'call': {
      usesInCall(expression, scope, gathering);
      return;
    }
    case 'shape': {
      usesInShape(expression, scope, gathering);
      return;
    }
    case 'group': {
      inside(expression.inner);
      return;
    }
    case 'tuple': {
      inside(...expression.items);
      return;
    }
    case 'unary': {
      inside(expression.operand);
      return;
    }
    case 'binary': {
      inside(expression.left, expression.right);
      return;
    }
    case 'conditional': {
      inside(expression.condition, expression.whenTrue, expression.whenFalse);
      return;
    }
    default:
  }
}
