// What the page and its worker say to each other: plain data in both directions. Neither side's work.
import type { Completion } from '@trammel/language-service';
import type { Asked, Stretch, TextEdit } from './asked.js';
import type { RunCalls } from '../run/protocol.js';
import type { ComparisonView, CostView, NetworkSummary, NumbersView, SectionKey, SectionView } from '@trammel/page';

export type { Asked, Stretch, TextEdit } from './asked.js';

/** Something that is wrong, or worth a word. */
export interface Finding extends Stretch {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
  /** Where: `line 7`, or the place in another file, to which the stretch does not lead then. */
  readonly place: string;
  readonly isElsewhere: boolean;
  readonly notes: readonly string[];
  /** Ways to mend it; those without edits are for people. */
  readonly helps: readonly { readonly text: string; readonly edits: readonly TextEdit[] }[];
}

/** A number that can be moved: a parameter of the net, or an open size. */
export interface Knob {
  readonly kind: 'parameter' | 'size';
  readonly name: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** What is known of a text at once. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** The nets of the file, in its order. */
  readonly nets: readonly string[];
  readonly shapes: readonly { readonly line: number; readonly text: string }[];
  readonly folds: readonly Stretch[];
  readonly outline: readonly { readonly name: string; readonly kind: string; readonly from: number }[];
  /** Undefined where the net could not be built. */
  readonly network: CheckedNetwork | undefined;
  /** What could be built of it then: its layers by their keys. */
  readonly begun: readonly string[];
}

export interface CheckedNetwork {
  readonly name: string;
  readonly graph: GraphData;
  /** Its findings are among those of the text. */
  readonly summary: NetworkSummary;
  readonly knobs: readonly Knob[];
}

/** A box of the graph, wherever it lies. */
export interface GraphBox {
  readonly id: string;
  readonly kind: 'layer' | 'group' | 'end';
  /** Whether it holds others, and whether they are drawn. */
  readonly isFold: boolean;
  readonly isOpen: boolean;
  readonly isFound: boolean;
  readonly name: string;
  readonly detail: string;
  readonly shape: string;
  /** Where it is written; of what is folded, all that is in it. */
  readonly written: readonly Stretch[];
}

/** The graph as it is folded, before it is laid out; outer boxes stand before those inside of them. */
export interface GraphData {
  readonly boxes: readonly GraphBox[];
  readonly wires: readonly { readonly from: string; readonly to: string; readonly shape: string }[];
}

/** A box of the drawing. */
export interface DrawnBox extends GraphBox {
  /** All that it stands for, by their keys; those in a box that is open are its own. */
  readonly layers: readonly string[];
  /** How it is coloured by each of the columns. */
  readonly classes: string;
  readonly words: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A wire of the drawing. */
export interface DrawnWire {
  readonly from: string;
  readonly to: string;
  readonly corners: readonly { readonly x: number; readonly y: number }[];
  readonly label: { readonly x: number; readonly y: number; readonly text: string } | undefined;
}

/** A drawing of a network, laid out. */
export interface DrawnGraph {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly DrawnBox[];
  readonly wires: readonly DrawnWire[];
  /** How many layers have the text that is searched for. */
  readonly found: number;
  readonly legend: readonly { readonly className: string; readonly text: string }[];
  readonly columns: readonly { readonly value: string; readonly name: string }[];
}

/** Which folds differ from how a network of this size begins, and what is searched for. */
export interface Folding {
  readonly toggled: readonly string[];
  readonly search: string;
}

/** A text and how its graph is folded. */
export interface Folded {
  readonly asked: Asked;
  readonly folding: Folding;
}

/** An edit that pays, as it was measured. */
export interface Advised {
  readonly what: string;
  readonly why: string;
  readonly table: NumbersView;
  /** What it costs besides, such as assertions that hold no more. */
  readonly costs: readonly string[];
  readonly hunks: readonly { readonly line: number; readonly removed: readonly string[]; readonly added: readonly string[] }[];
  readonly edits: readonly TextEdit[];
}

/** A generated file, with the parts of the text that its lines were written for. */
export interface GeneratedText {
  readonly path: string;
  readonly text: string;
  readonly origins: readonly (Stretch & { readonly line: number })[];
}

export interface Generated {
  readonly files: readonly GeneratedText[];
  readonly findings: readonly Finding[];
}

/** What a network can be taken away as, besides generated code. */
export type ExportForm = 'markdown' | 'mermaid' | 'svg' | 'report';

/** One file to take away. */
export type Exported = { readonly name: string; readonly text: string } | { readonly why: string };

/** What is told of the thing under the pointer. */
export interface Told extends Stretch {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export type TextAnswer = { readonly text: string } | { readonly why: string };

export interface At {
  readonly asked: Asked;
  readonly offset: number;
}

/** Everything that can be asked, with what comes back. */
export interface Calls extends RunCalls {
  readonly check: { readonly ask: Folded; readonly answer: Checked };
  readonly graph: { readonly ask: Folded; readonly answer: DrawnGraph | undefined };
  /** Of a text with a mistake, what could be built. */
  readonly begun: { readonly ask: Folded; readonly answer: DrawnGraph | undefined };
  readonly costs: { readonly ask: Asked; readonly answer: CostView | undefined };
  readonly sections: {
    readonly ask: { readonly asked: Asked; readonly keys: readonly SectionKey[] };
    readonly answer: readonly SectionView[];
  };
  readonly findings: { readonly ask: Asked; readonly answer: readonly Finding[] };
  readonly compare: {
    readonly ask: { readonly left: Asked; readonly right: Asked };
    readonly answer: ComparisonView | { readonly why: string };
  };
  readonly generate: {
    readonly ask: { readonly asked: Asked; readonly target: string };
    readonly answer: Generated | { readonly why: string };
  };
  readonly export: { readonly ask: { readonly asked: Asked; readonly form: ExportForm }; readonly answer: Exported };
  readonly advise: { readonly ask: Asked; readonly answer: readonly Advised[] | { readonly why: string } };
  /** What one unit reads, and the two forms of momentum step by step: as the command line tells them. */
  readonly unit: { readonly ask: { readonly asked: Asked; readonly unit: string; readonly base: 0 | 1 }; readonly answer: TextAnswer };
  readonly momentum: { readonly ask: { readonly asked: Asked; readonly steps: number }; readonly answer: TextAnswer };
  readonly complete: { readonly ask: At; readonly answer: Stretch & { readonly items: readonly Completion[] } };
  readonly hover: { readonly ask: At; readonly answer: Told | undefined };
  readonly define: { readonly ask: At; readonly answer: Stretch | undefined };
  readonly rename: {
    readonly ask: At & { readonly name: string };
    readonly answer: { readonly edits: readonly TextEdit[] } | { readonly why: string };
  };
  readonly format: { readonly ask: { readonly text: string }; readonly answer: TextAnswer };
}

export type CallName = keyof Calls;
export type AskOf<N extends CallName> = Calls[N]['ask'];
export type AnswerOf<N extends CallName> = Calls[N]['answer'];

/** One call with its number. */
export type Request = { readonly [N in CallName]: { readonly id: number; readonly name: N; readonly ask: AskOf<N> } }[CallName];

/** What comes back: the answer, or that our own code failed. */
export type Reply = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly fault: string };

/** The name under which the text is known where places are told. */
export const textPath = 'network.net';
