// What the templates are given: texts and finished markup, in the order of the page. The templates decide nothing.

/** Markup that the template puts in as it is; everything else it escapes. */
export type Html = string;

/** Sentences in which what stands between backticks is code; made by `prose`. */
export interface Prose {
  readonly prose: Html;
}

export interface PageView {
  readonly title: string;
  readonly policy: string;
  readonly style: Html;
  readonly script: Html;
  readonly generator: string;
  readonly networks: readonly NetworkView[];
  /** Whether there are several, so that a list of them leads the page. */
  readonly isList: boolean;
  /** Whether laying it out at once would take longer than people wait. */
  readonly isLarge: boolean;
  readonly overview: readonly OverviewRow[];
  readonly comparison: ComparisonView | undefined;
  readonly sources: readonly SourceView[];
  /** Of the files, but for hints. */
  readonly findings: readonly FindingView[];
  /** Of the files: what keeps nobody from reading on. */
  readonly hints: readonly FindingView[];
}

export interface OverviewRow {
  readonly id: string;
  readonly name: string;
  readonly parameters: string;
  readonly macs: string;
  readonly inference: string;
  readonly training: string;
  readonly assertions: string;
}

export interface NetworkView extends NetworkSummary {
  readonly id: string;
  readonly sections: readonly SectionView[];
  /** Undefined for a network without layers. */
  readonly cost: CostView | undefined;
  readonly advice: AdviceView | undefined;
  /** Undefined for a network without layers. */
  readonly graph: GraphView | undefined;
}

/** A network without its tables, charts and drawings. */
export interface NetworkSummary {
  readonly name: string;
  /** For lists. */
  readonly shortName: string;
  readonly arguments: string;
  readonly file: string;
  /** Where it stands in the source below. */
  readonly line: string;
  readonly href: string;
  readonly documentation: readonly Prose[];
  readonly inputs: readonly TensorView[];
  readonly outputs: readonly TensorView[];
  readonly at: string;
  readonly figures: readonly FigureView[];
  readonly sentences: readonly Prose[];
  readonly remarks: readonly Prose[];
  readonly assertions: readonly AssertionView[];
  readonly findings: readonly FindingView[];
}

export interface TensorView {
  readonly name: string;
  readonly type: string;
}

/** A number that says the most, with what it is. */
export interface FigureView {
  readonly name: string;
  readonly value: string;
  /** All digits, or where it is reached. */
  readonly note: string;
}

export interface AssertionView {
  readonly text: string;
  readonly verdict: string;
  readonly className: string;
}

export interface FindingView {
  readonly severity: string;
  readonly message: Prose;
  readonly code: string;
  readonly place: string;
  readonly href: string | undefined;
  readonly frame: Html;
  readonly notes: readonly Prose[];
  readonly helps: readonly HelpView[];
}

/** Edits that would pay. */
export interface AdviceView {
  readonly id: string;
  readonly summary: string;
  readonly items: readonly AdviceItemView[];
}

export interface AdviceItemView {
  readonly what: Prose;
  readonly why: string;
  readonly place: string;
  readonly href: string | undefined;
  readonly numbers: NumbersView;
  readonly costs: readonly Prose[];
  /** The lines that go and those that come. */
  readonly edited: Html;
}

export interface HelpView {
  readonly text: Prose;
  /** The lines as they would be; empty where there is no edit. */
  readonly edited: Html;
}

/** A chart or several, with what they say and the numbers behind them. */
export interface SectionView {
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly Prose[];
  readonly charts: readonly ChartView[];
}

export interface ChartView {
  readonly title: string;
  readonly wide: Html;
  readonly narrow: Html;
  readonly note: string;
  /** Where on the page its numbers stand, if not with it. */
  readonly link: { readonly href: string; readonly text: string } | undefined;
  readonly numbers: NumbersView | undefined;
}

/** What a script needs to show the rows of a table that the page leaves out. */
export interface LongTableView {
  /** JSON, ready to stand in a script element. */
  readonly data: Html;
  /** What is told where no script runs. */
  readonly rest: string;
}

export interface NumbersView {
  readonly columns: readonly { readonly title: string; readonly className: string }[];
  readonly rows: readonly (readonly { readonly text: string; readonly className: string }[])[];
  readonly long?: LongTableView | undefined;
}

export interface GraphView {
  readonly drawing: Html;
  /** What the boxes can be coloured by. */
  readonly colours: readonly {
    readonly id: string;
    readonly group: string;
    readonly value: string;
    readonly name: string;
    readonly isFirst: boolean;
  }[];
  readonly legend: readonly { readonly className: string; readonly text: string }[];
}

export interface CostView {
  readonly id: string;
  readonly columns: readonly CostColumnView[];
  readonly rows: readonly CostRowView[];
  readonly total: CostRowView;
  readonly legend: string;
  readonly long: LongTableView | undefined;
}

export interface CostColumnView {
  readonly key: string;
  /** A number is told by its `value`, without separators. */
  readonly holds: 'text' | 'number';
  readonly title: string;
  readonly className: string;
  readonly meaning: string;
}

export interface CostRowView {
  readonly depth: number;
  readonly kind: string;
  readonly name: string;
  /** The whole name where it is shortened. */
  readonly title: string;
  readonly href: string | undefined;
  readonly cells: readonly CostCellView[];
}

export interface CostCellView {
  readonly text: string;
  /** What it is sorted by; empty where text will do. */
  readonly value: string;
  readonly className: string;
  /** A bar as an SVG; undefined where there is none. */
  readonly bar: Html | undefined;
}

export interface SourceView {
  readonly id: string;
  readonly path: string;
  readonly lines: readonly { readonly id: string; readonly number: number; readonly html: Html }[];
}

export interface ComparisonView {
  readonly title: string;
  readonly paragraphs: readonly Prose[];
  readonly tables: readonly NumbersView[];
}
