// The manual: pages of diagnostics and of operators, from the tables that the checks themselves use.
import { problems as analysisProblems } from '@trammel/analysis';
import { didYouMean, pageOf, type Problem, type Problems } from '@trammel/diagnostics';
import { problems as lowerProblems } from '@trammel/lower';
import {
  isOperatorName,
  operatorNames,
  operators,
  problems as operatorProblems,
  type Attribute,
  type Category,
  type InputSpec,
} from '@trammel/operators';
import { problems as samplingProblems } from '@trammel/sampling';
import { problems as syntaxProblems } from '@trammel/syntax';
import { problems as trainingProblems } from '@trammel/training';
import { problems as tensorflowProblems } from '@trammel/target-tfjs';

/** Problems under a heading: one for each package that finds any. */
export interface ProblemGroup {
  readonly title: string;
  readonly problems: Problems;
}

/** All problems, in the order in which a file meets them. */
export const problemGroups: readonly ProblemGroup[] = [
  { title: 'reading the file', problems: syntaxProblems },
  { title: 'building the network', problems: lowerProblems },
  { title: 'calling operators', problems: operatorProblems },
  { title: 'analysing the network', problems: analysisProblems },
  { title: 'training the network', problems: trainingProblems },
  { title: 'sampling gradients', problems: samplingProblems },
  { title: 'generating code', problems: tensorflowProblems },
];

/** The tables of problems. */
export const problemTables: readonly Problems[] = problemGroups.map(({ problems }) => problems);

/** All codes, in the order of the tables. */
export const problemCodes: readonly string[] = problemTables.flatMap((table) => Object.keys(table));

/** What was looked up, or names that may have been meant. */
export type LookUp<T> = { readonly found: T } | { readonly suggestions: readonly string[] };

/** The nearest name, or all that hold the text. */
function suggestionsFor(text: string, names: readonly string[]): readonly string[] {
  const near = didYouMean(text, names);
  if (near !== undefined) return [near];
  const part = text.toLowerCase();
  return part.length < 3 ? [] : names.filter((name) => name.includes(part) || part.includes(name));
}

/** The page of a diagnostic's code. */
export function explain(code: string): LookUp<Problem> {
  const found = pageOf(code, problemTables);
  return found === undefined ? { suggestions: suggestionsFor(code, problemCodes) } : { found };
}

/** One argument of an operator, as the manual shows it. */
export interface ArgumentPage {
  readonly name: string;
  readonly expects: string;
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

/** The page of one operator. */
export function operatorPage(name: string): LookUp<OperatorPage> {
  if (!isOperatorName(name)) return { suggestions: suggestionsFor(name, operatorNames) };
  const { category, summary, inputs, attributes, formulas, example, infix, methods } = operators[name];
  const pages = Object.entries<Attribute<unknown>>(attributes).map(([argument, { kind, placement, fallback, documentation }]) => ({
    name: argument,
    expects: kind.expects,
    isByName: placement === 'named' || placement === 'sizes',
    fallback: fallback?.text,
    documentation,
  }));
  return { found: { name, category, summary, inputs, arguments: pages, formulas, example, infix, methods: methods ?? {} } };
}

/** The pages of all operators, in the order of the manual. */
export function operatorPages(): readonly OperatorPage[] {
  return operatorNames.flatMap((name) => {
    const page = operatorPage(name);
    return 'found' in page ? [page.found] : [];
  });
}
