/**
 * Names as they are written, whether or not a net ever gets there: blocks that nothing calls, branches that are not taken, and names
 * that nothing uses. What depends on values is for the elaboration; what both find is reported once.
 */
import { type Diagnostic } from '@trammel/diagnostics';
import {
  callName,
  plainName,
  type BlockDeclaration,
  type Body,
  type Chain,
  type Declaration,
  type Dim,
  type Head,
  type IfStatement,
  type NetDeclaration,
  type Statement,
  type VariantDeclaration,
} from '@trammel/syntax';
import { checkArguments, checkCallee, checkExpression, checkShape } from './check-expressions.js';
import { type Module } from './elaboration.js';
import { mentionsIn } from './names-in-expression.js';
import { diagnosticOf } from './report.js';
import { atTop, type Checking, close, inner, know, namesAround, unusedName, use } from './written-names.js';

/** What can be said of the names of a file without elaborating it. */
export function checkNames(module: Module): readonly Diagnostic[] {
  const checking = { module, findings: [], called: new Set<string>() };
  const { declarations } = module.tree;
  for (const declaration of declarations) checkDeclaration(declaration, atTop(checking));
  const findings: Checking['findings'] = checking.findings;
  for (const declaration of declarations) {
    if (declaration.kind !== 'import' || module.isIncomplete) continue;
    for (const { text, span } of declaration.names) {
      if (module.names.has(text) && !checking.called.has(text)) findings.push(unusedName(text, span, 'imported'));
    }
  }
  return findings.map(diagnosticOf);
}

function checkDeclaration(declaration: Declaration, checking: Checking): void {
  if (declaration.kind === 'train') checking.called.add(declaration.name.text);
  if (declaration.kind === 'net' || declaration.kind === 'block' || declaration.kind === 'variant') checkCallable(declaration, checking);
}

function checkCallable(declaration: NetDeclaration | BlockDeclaration | VariantDeclaration, checking: Checking): void {
  for (const { name, value } of declaration.parameters) {
    if (value !== undefined) checkExpression(value, checking);
    know(name, 'a parameter', checking);
  }
  if (declaration.kind === 'variant') {
    checking.called.add(callName(declaration.base));
    checkArguments(declaration.base, undefined, checking);
    // Its body knows the names of its base, which only the elaboration can tell.
    checking.braces.isIncomplete = true;
  }
  if (declaration.body !== undefined) checkBody(declaration.body, checking);
  const training = checking.module.trainings.get(declaration.name.text);
  for (const { value } of training?.settings ?? []) for (const { name } of mentionsIn(value)) use(name.text, checking);
  close(checking);
}

function checkBody(body: Body, checking: Checking): void {
  if (body.kind === 'sequence') {
    checkStatements(body.statements, checking);
    return;
  }
  for (const { statements } of body.paths) {
    const path = inner(checking);
    checkStatements(statements, path);
    close(path);
  }
}

/** `H=h` where nothing binds h: that is then the size that a block is given, and is worth a word if nothing uses it. */
function takesSize(dim: Dim, checking: Checking): boolean {
  const name = dim.kind === 'axis' && dim.size !== undefined ? plainName(dim.size) : undefined;
  if (name === undefined || namesAround(checking).includes(name.text)) return false;
  know(name, 'bound', checking);
  return true;
}

function checkInBraces(body: Body, checking: Checking): void {
  const braces = inner(checking);
  checkBody(body, braces);
  close(braces);
}

/** Assertions may name what is bound after them. */
function checkStatements(statements: readonly Statement[], checking: Checking): void {
  for (const statement of statements) checkStatement(statement, checking);
  for (const statement of statements)
    if (statement.kind === 'assert' || statement.kind === 'expect') checkExpression(statement.condition, checking);
}

function checkStatement(statement: Statement, checking: Checking): void {
  switch (statement.kind) {
    case 'input':
      for (const { name, shape } of statement.inputs) {
        know(name, undefined, checking);
        for (const dim of shape.dims) if (dim.kind === 'axis') know(dim.name, undefined, checking);
        const taken = shape.dims.filter((dim) => takesSize(dim, checking));
        checkShape({ ...shape, dims: shape.dims.filter((dim) => !taken.includes(dim)) }, checking);
      }
      break;
    case 'output':
      for (const name of statement.names) use(name.text, checking);
      break;
    case 'layer':
      checkCallee(statement.call, checking);
      know(statement.name, 'declared', checking);
      break;
    case 'let':
      checkExpression(statement.value, checking);
      know(statement.name, 'bound', checking);
      break;
    case 'with':
      for (const call of statement.calls) checkCallee(call, checking);
      break;
    case 'assign':
      checkChain(statement.chain, checking);
      for (const name of statement.names) know(name, 'bound', checking);
      break;
    case 'flow':
      checkChain(statement.chain, checking);
      break;
    case 'repeat':
    case 'for':
    case 'if':
      checkBranching(statement, checking);
      break;
    case 'faulty':
      checking.braces.isIncomplete = true;
      break;
    case 'assert':
    case 'expect':
  }
}

function checkBranching(statement: Extract<Statement, { readonly kind: 'repeat' | 'for' | 'if' }>, checking: Checking): void {
  switch (statement.kind) {
    case 'repeat':
      checkExpression(statement.count, checking);
      checkInBraces(statement.body, checking);
      break;
    case 'for': {
      checkExpression(statement.list, checking);
      const braces = inner(checking);
      know(statement.element, undefined, braces);
      if (statement.index !== undefined) know(statement.index, undefined, braces);
      checkBody(statement.body, braces);
      close(braces);
      break;
    }
    case 'if': {
      let here: IfStatement | Body | undefined = statement;
      for (; here?.kind === 'if'; here = here.otherwise) {
        checkExpression(here.condition, checking);
        checkInBraces(here.body, checking);
      }
      if (here !== undefined) checkInBraces(here, checking);
    }
  }
}

function checkChain({ head, steps, shape, label }: Chain, checking: Checking): void {
  checkHead(head, checking);
  for (const { call, body } of steps) {
    checkCallee(call, checking);
    if (body !== undefined) checkInBraces(body, checking);
  }
  if (shape !== undefined) checkShape(shape, checking);
  if (label !== undefined) know(label, undefined, checking);
}

function checkHead({ expression, body }: Head, checking: Checking): void {
  const name = plainName(expression);
  const isTensor = name !== undefined && use(name.text, checking);
  if (expression.kind === 'call' && !isTensor) checkCallee(expression, checking);
  else checkExpression(expression, checking);
  if (body !== undefined) checkInBraces(body, checking);
}
