// One self-contained HTML page over plain results, and its parts for those who show them otherwise. Nothing is computed here.
export { reportPage, type PageContent } from './page.js';
export type { ReportedNetwork, ReportedUnit } from './reported-network.js';
export { costCsv, drawingFiles, graphFile, graphMermaid, type DrawingFile, type DrawingOptions } from './exports.js';
export { bundledEngine } from './drawing/bundled-engine.js';
export { comparisonView } from './comparison-view.js';
export { adviceView } from './advice-view.js';
export { costView } from './cost-view.js';
export { layOut, type Layout, type LayoutEngine, type PlacedBox, type PlacedWire } from './drawing/layout.js';
export type { Box, DrawnBoxes, IsOpen, Wire } from './drawing/drawn-boxes.js';
export { wholeLevel } from './drawing/levels.js';
export { nodesIn } from './drawing/parts.js';
export { boxFacts, colourColumns, colourLegend, drawnTree } from './graph-view.js';
export { networkSummary } from './network-view.js';
export { numbersOf } from './document-table.js';
export { sectionsOf, type SectionKey } from './sections.js';
export type { Sources } from './source-view.js';
export type {
  AdviceView,
  ChartView,
  ComparisonView,
  CostRowView,
  CostView,
  FindingView,
  NetworkSummary,
  NumbersView,
  SectionView,
} from './views.js';
export { fieldChart, type FieldBox, type FieldPlane } from './charts/field-chart.js';
export {
  fieldBoxes,
  middleUnit,
  unitFields,
  unitsOnTheWay,
  type ChosenUnit,
  type FieldData,
  type FieldLayer,
} from './charts/unit-fields.js';
export { learningChart, type LearningPoint, type LearningSeries } from './charts/learning-chart.js';
export { attenuationChart } from './charts/gradient-chart.js';
export { gradientPoints, type GradientPoint } from './gradient-points.js';
