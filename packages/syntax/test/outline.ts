/** Trees as text for tests: `kind(child, child)`, names and literals as written. */
import { type Span, spanText } from '@trammel/diagnostics';
import {
  type Argument,
  type Body,
  type Call,
  type Chain,
  type Declaration,
  type Dim,
  type Expression,
  type Shape,
  type Statement,
} from '../src/index.js';

export function outlineDeclaration(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'import':
      return `import ${declaration.names.map(({ text }) => text).join(' ')} from ${declaration.from.value}`;
    case 'net':
    case 'block':
      return `${documented(declaration.doc)}${declaration.kind} ${declaration.name.text}${outlineParameters(declaration.parameters)} ${outlineBody(declaration.body)}`;
    case 'variant':
      return `variant ${declaration.name.text}${outlineParameters(declaration.parameters)} of ${outline(declaration.base)}${optional(declaration.body, outlineBody)}`;
    case 'train':
      return `train ${declaration.name.text} {${declaration.settings.map(({ name, value, doc }) => `${documented(doc)}${name.text}: ${outline(value)}`).join('; ')}}`;
    case 'faulty':
      return `faulty<${shown(declaration.span)}>`;
  }
}

export function outlineStatement(statement: Statement): string {
  return (statement.kind === 'faulty' ? '' : documented(statement.doc)) + bareStatement(statement);
}

function bareStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'input':
      return `input ${statement.inputs.map(({ name, dtype, shape }) => `${name.text}: ${dtype?.text ?? ''}${outlineShape(shape)}`).join(', ')}`;
    case 'output':
      return `output ${statement.names.map(({ text }) => text).join(' ')}`;
    case 'layer':
      return `layer ${statement.name.text} = ${outline(statement.call)}`;
    case 'let':
      return `let ${statement.name.text} = ${outline(statement.value)}`;
    case 'with':
      return `with ${statement.calls.map(outline).join(' ')}`;
    case 'repeat':
      return `repeat ${outline(statement.count)} ${outlineBody(statement.body)}`;
    case 'for':
      return `for ${statement.element.text}${optional(statement.index, ({ text }) => text)} in ${outline(statement.list)} ${outlineBody(statement.body)}`;
    case 'if': {
      const { otherwise } = statement;
      const rest = otherwise === undefined ? '' : ` else ${otherwise.kind === 'if' ? bareStatement(otherwise) : outlineBody(otherwise)}`;
      return `if ${outline(statement.condition)} ${outlineBody(statement.body)}${rest}`;
    }
    case 'assert':
    case 'expect':
      return `${statement.kind} ${outline(statement.condition)}${optional(statement.message, ({ value }) => JSON.stringify(value))}`;
    case 'assign':
      return `${statement.names.map(({ text }) => text).join(' ')} = ${outlineChain(statement.chain)}`;
    case 'flow':
      return outlineChain(statement.chain);
    case 'faulty':
      return `faulty<${shown(statement.span)}>`;
  }
}

export function outline(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
    case 'size':
      return expression.text;
    case 'string':
      return JSON.stringify(expression.value);
    case 'boolean':
      return String(expression.value);
    case 'group':
      return `group(${outline(expression.inner)})`;
    case 'tuple':
      return `tuple(${expression.items.map(outline).join(', ')})`;
    case 'shape':
      return outlineShape(expression);
    case 'call':
      return outlineCall(expression);
    case 'unary':
      return `(${expression.operator} ${outline(expression.operand)})`;
    case 'binary':
      return `(${outline(expression.left)} ${expression.operator} ${outline(expression.right)})`;
    case 'conditional':
      return `(if ${outline(expression.condition)} then ${outline(expression.whenTrue)} else ${outline(expression.whenFalse)})`;
  }
}

function outlineCall(call: Call): string {
  const path = call.path.map(({ text }) => text).join('.');
  const given = call.arguments === undefined ? '' : `(${call.arguments.map(outlineArgument).join(', ')})`;
  return path + given + (call.shape === undefined ? '' : outlineShape(call.shape));
}

function outlineArgument({ name, value, target }: Argument): string {
  return (name === undefined ? '' : `${name.text}=`) + outline(value) + optional(target, (shape) => `=> ${outlineShape(shape)}`);
}

export function outlineShape({ dims }: Shape): string {
  return `[${dims.map(outlineDim).join(', ')}]`;
}

function outlineDim(dim: Dim): string {
  if (dim.kind === 'axis-group') return `group(${dim.dims.map(outlineDim).join(', ')})`;
  if (dim.kind === 'axis-value') return `value ${outline(dim.value)}`;
  return (
    dim.name.text + (dim.size === undefined ? '' : `=${outline(dim.size)}`) + (dim.bound === undefined ? '' : `<=${outline(dim.bound)}`)
  );
}

function outlineChain({ head, steps, shape, label }: Chain): string {
  const links = [head, ...steps.map(({ call, body }) => ({ expression: call, body }))];
  const chain = links.map(({ expression, body }) => outline(expression) + optional(body, outlineBody)).join(' -> ');
  return chain + (shape === undefined ? '' : ` : ${outlineShape(shape)}`) + (label === undefined ? '' : ` as ${label.text}`);
}

export function outlineBody(body: Body): string {
  const list = (statements: readonly Statement[]): string => statements.map(outlineStatement).join('; ');
  if (body.kind === 'sequence') return `{${list(body.statements)}}`;
  return `{${body.paths.map(({ doc, statements }) => `${documented(doc)}| ${list(statements)}`.trimEnd()).join(' ')}}`;
}

function outlineParameters(
  parameters: readonly { readonly name: { readonly text: string }; readonly value: Expression | undefined }[],
): string {
  return parameters.length === 0
    ? ''
    : `(${parameters.map(({ name, value }) => name.text + (value === undefined ? '' : `=${outline(value)}`)).join(', ')})`;
}

function optional<Node>(node: Node | undefined, print: (node: Node) => string): string {
  return node === undefined ? '' : ` ${print(node)}`;
}

function documented(doc: string | undefined): string {
  return doc === undefined ? '' : `/${doc.replaceAll('\n', '|')}/ `;
}

function shown(span: Span): string {
  return spanText(span).replace(/\s+/g, ' ');
}
