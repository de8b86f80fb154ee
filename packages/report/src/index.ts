// Documents over plain results: text, Markdown, JSON, annotations. Nothing is computed here.
export { analysesText, type TextOptions } from './analysis-text.js';
export * from './analysis-markdown.js';
export * from './comparison-sentences.js';
export * from './comparison-tables.js';
export * from './comparison-text.js';
export * from './cost-table.js';
export * from './diagnostics-json.js';
export * from './json.js';
export * from './numbers.js';
export * from './table.js';
export * from './manual-text.js';
export * from './comparison-json.js';
export * from './unit-json.js';
export * from './unit-text.js';
export { wrapLines } from './text-lines.js';
