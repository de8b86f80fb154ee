// One self-contained HTML page over plain results. Nothing is computed here.
export { reportPage, type PageContent } from './page.js';
export type { ReportedNetwork } from './reported-network.js';
export { costCsv, drawingFiles, graphMermaid, type DrawingFile } from './exports.js';
