// The manual: pages of diagnostics and of operators, from the tables that the checks themselves use.
import { problems as analysisProblems } from '@trammel/analysis';
import { didYouMean, pageOf, type Problem, type Problems } from '@trammel/diagnostics';
import { problems as lowerProblems } from '@trammel/lower';
import { isOperatorName, operatorNames, pageOfOperator, problems as operatorProblems, type OperatorPage } from '@trammel/operators';
import { problems as samplingProblems } from '@trammel/sampling';
import { problems as syntaxProblems } from '@trammel/syntax';
import { problems as trainingProblems } from '@trammel/training';
import { problems as tensorflowProblems } from '@trammel/target-tfjs';

export type { ArgumentPage, OperatorPage } from '@trammel/operators';

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

/** The page of one operator. */
export function operatorPage(name: string): LookUp<OperatorPage> {
  return isOperatorName(name) ? { found: pageOfOperator(name) } : { suggestions: suggestionsFor(name, operatorNames) };
}

/** The pages of all operators, in the order of the manual. */
export function operatorPages(): readonly OperatorPage[] {
  return operatorNames.map(pageOfOperator);
}
