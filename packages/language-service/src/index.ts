// What editors ask of a text; pure functions over its tree and the analysis of its networks. Not an editor, and no protocol.
export { completionsAt, type Completion, type CompletionList } from './completion.js';
export { foldsOf } from './folds.js';
export { hoverAt, type Hover } from './hover.js';
export { lineShapes, type LineShape } from './line-shapes.js';
export type { DeclaredName, NameKind } from './declared-name.js';
export { definitionAt, nameAt, namesOf, type Names } from './names.js';
export { outlineOf, type OutlineEntry } from './outline.js';
export { readDocument, type Document } from './document.js';
export { renameAt, type RenameResult } from './rename.js';
