// Pages of the manual as text: diagnostics and operators.
import type { Problem } from '@trammel/diagnostics';
import type { TableStyle } from './table.js';

/** An operator as the manual shows it; the facade makes these from the operator's own file. */
export interface ManualOperator {
  readonly name: string;
  readonly category: string;
  readonly summary: string;
  readonly inputs: readonly { readonly name: string; readonly elementType: string; readonly arity: string }[];
  readonly arguments: readonly {
    readonly name: string;
    readonly expects: string;
    readonly isByName: boolean;
    readonly fallback: string | undefined;
    readonly documentation: string;
  }[];
  readonly formulas: readonly string[];
  readonly example: string;
  readonly infix: string | undefined;
  readonly methods: Readonly<Record<string, string>>;
}

/** The page of a diagnostic. */
export function printManualPage(code: string, page: Problem, style: TableStyle): string {
  return (
    [
      style.group(`${code} (${page.severity})`),
      `${page.summary}.`,
      page.explanation,
      style.heading('For example:'),
      indented(page.example),
      style.heading('Put right:'),
      indented(page.mended),
    ].join('\n\n') + '\n'
  );
}

/** All operators, by category, a line each. */
export function printOperatorList(pages: readonly ManualOperator[], style: TableStyle): string {
  const categories = [...new Set(pages.map((page) => page.category))];
  const width = Math.max(...pages.map((page) => page.name.length));
  return categories
    .map((category) => {
      const lines = pages.filter((page) => page.category === category).map((page) => `  ${page.name.padEnd(width)}  ${page.summary}`);
      return [style.group(category), ...lines, ''].join('\n');
    })
    .join('\n');
}

/** Signature, arguments, formulas and an example. */
export function printOperatorPage(page: ManualOperator, style: TableStyle): string {
  const methods = Object.entries(page.methods).map(
    ([method, operator]) => `A layer made by \`layer name = ${page.name}(...)\` has \`name.${method}\`: ${operator} with the same weights.`,
  );
  const parts = [
    style.group(signature(page)),
    page.summary,
    ...(page.infix === undefined ? [] : [`Between tensors it is written \`${page.infix}\`.`]),
    ...methods,
    ...(page.arguments.length === 0 ? [] : [[style.heading('Arguments'), ...page.arguments.map(argumentLine)].join('\n')]),
    [style.heading('Formulas'), ...page.formulas.map((line) => `  ${line}`)].join('\n'),
    [style.heading('Example'), indented(page.example)].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** `conv(channels, kernel=1, stride=1, ...)` */
function signature({ name, arguments: list }: ManualOperator): string {
  const texts = list.map((argument) => (argument.fallback === undefined ? argument.name : `${argument.name}=${argument.fallback}`));
  return texts.length === 0 ? name : `${name}(${texts.join(', ')})`;
}

function argumentLine({ name, expects, isByName, fallback, documentation }: ManualOperator['arguments'][number]): string {
  const needed = fallback === undefined ? 'must be given' : fallback === '' ? 'optional' : `default ${fallback}`;
  return `  ${name}${isByName ? '=' : ''}  ${documentation}\n      ${expects}; ${needed}`;
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
