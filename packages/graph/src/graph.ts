// The typed graph that people read: nodes with operators and named axes, folded repeats, spans. Not the primitives.
import type { Span } from '@trammel/diagnostics';
import type { OperatorName, Parameter, SiteOf } from '@trammel/operators';
import type { Size } from '@trammel/tensor';
import type { Assertion } from './assertion.js';
import type { Tensor } from './edge.js';
import type { Frame } from './frame.js';

/**
 * The weights of one layer. Nodes with the same object share them; `copies` is how often they exist because the
 * layer stands in folded repeats (1 outside of them, and for a `layer` that is declared outside of them).
 */
export interface Weights {
  /** Unique within the graph; the name under which files of weights hold the parameters, after it a dot and their name. */
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly copies: number;
}

/** An operator at work, once or, in a folded repeat, as often as that says. */
export interface NodeOf<N extends OperatorName> {
  readonly kind: 'node';
  readonly operator: N;
  readonly site: SiteOf<N>;
  /** Unique within the graph, readable, stable: `Bottleneck2.ConvBN1.conv`. */
  readonly id: string;
  /** The name that the source gives its result, by `as` or by assignment. */
  readonly label: string | undefined;
  /** The names that it gives several results. */
  readonly resultLabels?: readonly string[];
  readonly doc: string | undefined;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Undefined for an operator without parameters. */
  readonly weights: Weights | undefined;
  readonly span: Span;
  readonly frame: Frame;
}

/** A node of any operator. */
export type Node = { readonly [N in OperatorName]: NodeOf<N> }[OperatorName];

/**
 * `count` copies of the body one after the other, each with weights of its own. The types of `entry` and `exit` are
 * equal, so all copies are alike and the body stands for each of them.
 */
export interface Repeat {
  readonly kind: 'repeat';
  readonly count: number;
  readonly body: Region;
  /** What the first copy takes, outside of the body. */
  readonly initial: Tensor;
  /** What a copy takes and gives, inside of the body. */
  readonly entry: Tensor;
  readonly exit: Tensor;
  /** What the last copy gives, outside of the body. */
  readonly result: Tensor;
  readonly id: string;
  readonly span: Span;
  readonly frame: Frame;
}

export type Item = Node | Repeat;

/** Items in the order of the source, which is an order in which they can run. */
export interface Region {
  readonly items: readonly Item[];
}

/** A tensor with the name that the source gives it. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
  readonly span: Span;
}

/** An open size, such as the batch: a symbol that the caller gives a value. */
export interface SymbolInfo {
  readonly name: string;
  /** From `T <= 1024`. */
  readonly maximum: Size | undefined;
  readonly span: Span;
}

/** A division that must leave no remainder once the symbols are known. */
export interface DivisibilityCondition {
  readonly dividend: Size;
  readonly divisor: Size;
  readonly span: Span;
}

/** A whole network, elaborated with its arguments. */
export interface Graph {
  readonly name: string;
  readonly doc: string | undefined;
  /** The path of the file that declares it, as it was given. */
  readonly file: string;
  /** Its parameters with the values used, as written: `depth` -> `8`. */
  readonly arguments: ReadonlyMap<string, string>;
  readonly symbols: readonly SymbolInfo[];
  readonly conditions: readonly DivisibilityCondition[];
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
  /** Every tensor of the net's own body that has a name: inputs, assignments, `as`. */
  readonly named: ReadonlyMap<string, NamedTensor>;
  readonly body: Region;
  /** Above the index of every tensor; a graph that was cut down may have fewer of them. */
  readonly tensorCount: number;
  /** Each once, in the order in which they are met. */
  readonly weights: readonly Weights[];
  readonly assertions: readonly Assertion[];
  readonly training: Training | undefined;
  readonly span: Span;
}

/** The checked settings of a `train` declaration. */
export interface Training {
  /** The loss: nodes over the outputs of the net and inputs of their own, such as labels. */
  readonly loss: { readonly body: Region; readonly inputs: readonly NamedTensor[]; readonly value: Tensor };
  /** `sgd(lr=0.1, momentum=0.9)`, read by the tables of training settings. */
  readonly settings: ReadonlyMap<string, TrainingSetting>;
  readonly span: Span;
}

/** A setting as a call with plain values, or a plain value. */
export interface TrainingSetting {
  readonly name: string;
  readonly arguments: ReadonlyMap<string, number | string | boolean>;
  readonly span: Span;
}
