/**
 * What is known while a net is elaborated: values, scopes, and places, which say where in the source's structure the elaboration
 * stands. Only the types; the rules are in the files named after what they elaborate.
 */
import { type Diagnostic, type SourceFile, type Span } from '@trammel/diagnostics';
import { type Assertion, type DivisibilityCondition, type Frame, type Item, type SymbolInfo, type Tensor } from '@trammel/graph';
import { type Argument, type OperatorName, type Parameter, type Pattern, type Site, type Sites } from '@trammel/operators';
import {
  type Argument as TreeArgument,
  type AssertionStatement,
  type BinaryOperator,
  type BlockDeclaration,
  type Body,
  type Call,
  type Expression,
  type FileTree,
  type NetDeclaration,
  type Statement,
  type TrainDeclaration,
  type UnaryOperator,
  type VariantDeclaration,
} from '@trammel/syntax';
import { type Size, type TensorType } from '@trammel/tensor';

/** What an expression can be worth. What an operator takes as an argument is one of these, a list of them being a tuple. */
export type Value =
  | Exclude<Argument, { readonly kind: 'list' }>
  | TupleValue
  | { readonly kind: 'range'; readonly low: NumberValue; readonly high: NumberValue }
  | TensorValue
  /** What an operator or a block with several outputs gives. */
  | { readonly kind: 'tensors'; readonly tensors: readonly Tensor[] }
  | { readonly kind: 'layer'; readonly layer: Layer }
  /** An operator or a block by its name: `act=relu`. */
  | { readonly kind: 'callable'; readonly callable: Callable }
  /** Something is wrong with it, and that has been reported: whatever is made from it is wrong in silence. */
  | WrongValue;

export type NumberValue = { readonly kind: 'size'; readonly value: Size } | { readonly kind: 'real'; readonly value: number };

export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  /** How many values it holds at all depths: the cost of walking it. */
  readonly leaves: number;
}

export interface TensorValue {
  readonly kind: 'tensor';
  readonly tensor: Tensor;
}

export interface WrongValue {
  readonly kind: 'wrong';
}

/** The one wrong value. */
export const wrong: WrongValue = { kind: 'wrong' };

/** What can be called by name. A net is called like a block. */
export type Callable = { readonly kind: 'operator'; readonly name: OperatorName } | BlockCallable;

/** A block or a net with the file that it is read in; there is one such object for each declaration. */
export interface BlockCallable {
  readonly kind: 'block';
  readonly name: string;
  readonly declaration: BlockDeclaration | NetDeclaration | VariantDeclaration;
  readonly module: Module;
}

/** A file with the blocks and nets that its declarations and imports name. */
export interface Module {
  readonly source: SourceFile;
  readonly tree: FileTree;
  readonly names: ReadonlyMap<string, BlockCallable>;
  /** The training of each net that has one. */
  readonly trainings: ReadonlyMap<string, TrainDeclaration>;
  /** Names whose declaration or import is itself at fault: not known, and not to be complained of. */
  readonly lost: ReadonlySet<string>;
  /** Whether a declaration could not be read: a name that is not found may be its. */
  readonly isIncomplete: boolean;
  /** Where the text could not be read: what stands around it may be incomplete. */
  readonly unreadable: readonly Span[];
}

/** A name with what it stands for. */
export interface Binding {
  readonly value: Value;
  readonly span: Span;
  /** What sort of thing was bound, for messages. */
  readonly role: 'parameter' | 'let' | 'tensor' | 'size' | 'loop' | 'layer';
}

/** The names of a body, and through `parent` those of the bodies around it. */
export interface Scope {
  readonly bindings: Map<string, Binding>;
  readonly parent: Scope | undefined;
  /** Set where a statement could not be read: a name that is not found here may have been bound there. */
  isIncomplete: boolean;
}

/** One argument as it was written, with its value. */
export interface Given {
  readonly argument: TreeArgument;
  readonly value: Value;
  /** What stands behind a tensor: `q[N, T, d]`. */
  readonly pattern: Pattern | undefined;
}

/** The arguments of a call of an operator. */
export interface Gathered {
  readonly given: readonly Given[];
  /** What stands behind the `=>` of a tensor. */
  readonly result: Pattern | undefined;
  readonly isWrong: boolean;
}

/** Weights while the graph grows; folding a repeat multiplies the copies. */
export interface DraftWeights {
  readonly id: string;
  readonly parameters: readonly Parameter[];
  copies: number;
}

/** The weights that the uses of one `layer` have in common. */
export interface WeightStore {
  readonly id: string;
  /** By the id of the node within the layer; empty for an operator's own. */
  readonly weights: Map<string, { readonly weights: DraftWeights; readonly span: Span }>;
  /** The stores of layers that are declared in a block that is itself a layer, by their ids within it. */
  readonly inner: Map<string, WeightStore>;
  /** Where the layer is declared: its weights exist once for each copy of that region. */
  readonly region: Region;
}

/** A declared `layer`: one set of weights to be used in several places. */
export interface Layer {
  readonly name: string;
  readonly span: Span;
  readonly call: Call;
  readonly callable: Callable;
  /** Where it is declared: the arguments of a block are evaluated there. */
  readonly place: Place;
  /** The arguments of an operator. */
  readonly gathered: Gathered | undefined;
  readonly store: WeightStore;
  /** The frame's name for the first use, kept free for it. */
  readonly reserved: ReservedName;
}

export interface ReservedName {
  readonly frame: NamingFrame;
  readonly local: string;
  isTaken: boolean;
}

/** A frame that hands out names to what stands in it. */
export interface NamingFrame {
  readonly frame: Frame;
  /** What the ids of all that stands in it begin with. */
  readonly prefix: string;
  /** How often each name was given; absent until the first is. */
  names: Map<string, number> | undefined;
}

/** Items that are run together, once or as a copy of a repeat. */
export interface Region {
  readonly items: Item[];
  readonly weights: DraftWeights[];
  /** Nodes in it, counting the copies of the repeats in it. */
  nodes: number;
  readonly parent: Region | undefined;
}

/** Named arguments that `with` gives to calls of one operator or block. */
export type NamedDefaults = ReadonlyMap<string, { readonly value: Value; readonly span: Span }>;

/** All that `with` has said so far. */
export interface Defaults {
  readonly operators: ReadonlyMap<OperatorName, NamedDefaults>;
  readonly blocks: ReadonlyMap<BlockCallable, NamedDefaults>;
}

/** What a call did before, to be found again without reading its arguments anew. */
export interface KnownSite {
  readonly operator: OperatorName;
  readonly given: readonly Given[];
  readonly inputs: readonly TensorType[];
  readonly defaults: NamedDefaults | undefined;
  readonly site: Site;
}

/** What all nets of one compilation have in common. */
export interface Compilation {
  readonly sites: Sites;
  readonly knownSites: Map<Call, KnownSite[]>;
  readonly diagnostics: Diagnostic[];
  /** Where which code has been reported already. */
  readonly reported: Set<string>;
  readonly elaborator: Elaborator;
}

/** The rules that call each other in a circle; recursion.ts calls them. */
export interface Elaborator {
  readonly evaluate: (expression: Expression, place: Place) => Value;
  readonly runStatements: (statements: readonly Statement[], place: Place) => void;
  readonly apply: (request: CallRequest, place: Place) => Value;
  readonly applySign: (request: SignRequest, place: Place) => Value;
}

/** A sign between two values of which at least one is a tensor, or before a tensor. */
export interface SignRequest {
  readonly sign: BinaryOperator | UnaryOperator;
  readonly span: Span;
  /** Undefined where the sign stands before its operand. */
  readonly left: Evaluated | undefined;
  readonly right: Evaluated;
}

/** What one net gathers. */
export interface Build {
  readonly compilation: Compilation;
  readonly weights: DraftWeights[];
  readonly symbols: Map<string, SymbolInfo>;
  readonly conditions: Map<string, DivisibilityCondition>;
  readonly assertions: Assertion[];
  /** Where names were last bound, in whatever braces. */
  readonly bound: Map<string, Span>;
  /** Placeholders of repeats that were not folded, and what took their place. */
  readonly replaced: Map<Tensor, Tensor>;
  /** Tensors made. */
  tensors: number;
  /** Nodes made, calls of blocks and rounds of loops, counting no copies. */
  work: number;
  /** Set once a limit is passed: the rest of the net is left out. */
  halted: boolean;
  /** How often something was wrong, those times counted that are not told again. */
  faults: number;
}

/** A call of a block, and the calls around it. */
export interface CallChain {
  readonly block: BlockCallable;
  readonly parent: CallChain | undefined;
}

/** Where the elaboration stands. A body has its own; the statements in it change `current` and `defaults`. */
export interface Place {
  readonly build: Build;
  readonly module: Module;
  readonly scope: Scope;
  readonly naming: NamingFrame;
  readonly region: Region;
  /** The blocks around this place; none may be called again. */
  readonly calls: CallChain | undefined;
  /** How many braces and calls stand around this place. */
  readonly depth: number;
  /** Set inside of a block that is used as a layer. */
  readonly sharing: Sharing | undefined;
  /** The innermost loop, to blame where there is too much. */
  readonly loop: Span | undefined;
  /** What belongs to a net's or block's body alone; undefined in loops and paths. */
  readonly results: Results | undefined;
  /** Assertions, which wait for the end of the body, when every name in them is bound. */
  readonly pending: AssertionStatement[];
  defaults: Defaults;
  current: Value | undefined;
}

export interface Sharing {
  readonly store: WeightStore;
  /** Where the layer is used. */
  readonly use: Span;
  /** The id of the frame whose nodes' ids, without it, are the keys of the store. */
  readonly root: string;
}

/** What a net's or a block's body says of its inputs and outputs. */
export interface Results {
  readonly kind: 'net' | 'block';
  /** What a call of the block passes; undefined in a net. */
  readonly given: Passed | undefined;
  readonly inputs: { readonly name: string; readonly tensor: Tensor; readonly span: Span }[];
  readonly outputs: { readonly name: string; readonly value: Value; readonly span: Span }[];
  /** Whether something is wrong with the arguments of the call: what is missing may be what is wrong. */
  readonly isMisused: boolean;
  /** From the axis names inside to those outside, where a block's input renames them. */
  outerNames: Map<string, string> | undefined;
}

/** What flows into a block, and the tensors that are given by name. */
export interface Passed {
  readonly upstream: Value | undefined;
  readonly named: ReadonlyMap<string, Value>;
}

/** A call with what flows into it. */
export interface CallRequest {
  readonly call: Call;
  /** Of the call with its body. */
  readonly span: Span;
  /** What the arrow brings, or for the head of a chain the current value. */
  readonly upstream: Value | undefined;
  /** `assigned` is the head of an assignment, which begins with a tensor of its own. */
  readonly position: 'head' | 'step' | 'assigned' | 'expression';
  readonly body: Body | undefined;
  /** The name that the result gets. */
  readonly label: string | undefined;
  readonly doc: string | undefined;
}

/** An expression that stands for itself in messages. */
export interface Evaluated {
  readonly value: Value;
  readonly expression: Expression;
}
