// What is told of an operator, from its own file: its page in a manual, as data. Not the text of the page.
import type { Attribute } from './attribute.js';
import type { Category, InputSpec } from './operator.js';
import { operators, type OperatorName } from './operators.js';

/** One argument of an operator, as the manual shows it. */
export interface ArgumentPage {
  readonly name: string;
  readonly expects: string;
  /** The words that are understood; empty where it takes none. */
  readonly words: readonly string[];
  readonly isByName: boolean;
  /** As it would be written; undefined where the argument must be given. */
  readonly fallback: string | undefined;
  readonly documentation: string;
}

/** Everything that is told of an operator. */
export interface OperatorPage {
  readonly name: string;
  readonly category: Category;
  readonly summary: string;
  readonly inputs: readonly InputSpec[];
  readonly arguments: readonly ArgumentPage[];
  readonly formulas: readonly string[];
  readonly example: string;
  /** The sign that stands for it between two tensors. */
  readonly infix: string | undefined;
  /** Names behind a dot, as in `wte.attend`, and the operators that they stand for. */
  readonly methods: Readonly<Record<string, string>>;
}

/** The page of an operator. */
export function pageOfOperator(name: OperatorName): OperatorPage {
  const { category, summary, inputs, attributes, formulas, example, infix, methods } = operators[name];
  const pages = Object.entries<Attribute<unknown>>(attributes).map(([argument, { kind, placement, fallback, documentation }]) => ({
    name: argument,
    expects: kind.expects,
    words: kind.words,
    isByName: placement === 'named' || placement === 'sizes',
    fallback: fallback?.text,
    documentation,
  }));
  return { name, category, summary, inputs, arguments: pages, formulas, example, infix, methods: methods ?? {} };
}
