// Text for generated code: a template that indents, and literals, comments and identifiers that cannot be left.
export { code, type Piece } from './code.js';
export { documentation, lineComments } from './comment.js';
export {
  call,
  expressionOf,
  layOut,
  lineWidth,
  list,
  record,
  statement,
  type CallExpression,
  type Expression,
  type RecordExpression,
} from './expression.js';
export { identifier, nameScope, typeIdentifier, type NameScope } from './identifier.js';
export { literal, numberLiteral, propertyName, stringLiteral, type Literal } from './literal.js';
