// Pages of the manual as text: diagnostics and operators.
import type { Problem, Problems } from '@trammel/diagnostics';
import { escapeMarkdown, type TableStyle } from './table.js';
import { pad, widthOf, wrapLines } from './text-lines.js';

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

/** How wide lines may be, and their colours. */
export interface ManualLayout {
  readonly width: number;
  readonly style: TableStyle;
}

/** Prose is easier to read in lines that are not too long. */
const mostProse = 100;

/** The page of a diagnostic. */
export function problemText(code: string, page: Problem, { width, style }: ManualLayout): string {
  const prose = (text: string): string =>
    text
      .split('\n\n')
      .map((paragraph) => lines(paragraph, width))
      .join('\n\n');
  const parts = [
    style.group(`${page.severity}[${code}]`),
    prose(sentence(page.summary)),
    prose(page.explanation),
    `${style.heading('For example')}\n\n${indented(page.example)}`,
    `${style.heading('Put right')}\n\n${indented(page.mended)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** All codes under their headings, a line each. */
export function problemListText(groups: readonly { readonly title: string; readonly problems: Problems }[], layout: ManualLayout): string {
  const sections = groups.map(({ title, problems }) => ({
    title,
    entries: Object.entries(problems).map(([code, { summary }]) => ({ name: code, text: summary })),
  }));
  return listText(sections, layout);
}

/** All operators, by category, a line each. */
export function operatorListText(pages: readonly ManualOperator[], layout: ManualLayout): string {
  const categories = [...new Set(pages.map((page) => page.category))];
  const sections = categories.map((category) => ({
    title: category,
    entries: pages.filter((page) => page.category === category).map(({ name, summary }) => ({ name, text: summary })),
  }));
  return listText(sections, layout);
}

interface Section {
  readonly title: string;
  readonly entries: readonly { readonly name: string; readonly text: string }[];
}

/** Names with what they are; where the width is small, below each other. */
function listText(sections: readonly Section[], { width, style }: ManualLayout): string {
  const column = Math.max(...sections.flatMap(({ entries }) => entries.map(({ name }) => widthOf(name)))) + 4;
  const isNarrow = width - column < 30;
  return sections
    .map(({ title, entries }) => {
      const items = entries.flatMap(({ name, text }) =>
        isNarrow
          ? [`  ${name}`, ...wrapLines(`      ${text}`, width, '      ')]
          : wrapLines(pad(`  ${name}`, column, 'left') + text, width, ' '.repeat(column)),
      );
      return `${[style.group(title), ...items].join('\n')}\n`;
    })
    .join('\n');
}

/** Signature, arguments, formulas and an example. */
export function operatorText(page: ManualOperator, { width, style }: ManualLayout): string {
  const section = (title: string, body: readonly string[]): string => [style.heading(title), ...body].join('\n');
  const parts = [
    wrapLines(operatorSignature(page), width, ' '.repeat(page.name.length + 1))
      .map(style.group)
      .join('\n'),
    lines(page.summary, width),
    ...(page.infix === undefined ? [] : [lines(`Between tensors it is written \`${page.infix}\`.`, width)]),
    ...methods(page).map((text) => lines(text, width)),
    ...(page.inputs.length === 0
      ? []
      : [
          section(
            'Takes',
            page.inputs.map((input) => `  ${inputLine(input)}`),
          ),
        ]),
    ...(page.arguments.length === 0
      ? []
      : [
          section(
            'Arguments',
            page.arguments.flatMap((argument) => argumentLines(argument, width)),
          ),
        ]),
    section(
      'Formulas',
      page.formulas.flatMap((line) => wrapLines(`  ${line}`, width, '      ')),
    ),
    section('Example', [indented(page.example)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The page of an operator as Markdown. */
export function operatorMarkdown(page: ManualOperator): string {
  const list = page.arguments.map(
    (argument) => `- \`${argument.name}\`: ${escapeMarkdown(argument.documentation)} ${escapeMarkdown(needOf(argument))}`,
  );
  const parts = [
    `## \`${operatorSignature(page)}\``,
    escapeMarkdown(page.summary),
    ...methods(page).map(escapeMarkdown),
    list.join('\n'),
    fenced(page.formulas.join('\n')),
    fenced(page.example.trimEnd()),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The page of a diagnostic as Markdown. */
export function problemMarkdown(code: string, page: Problem): string {
  const parts = [
    `## ${page.severity}\\[${code}\\]`,
    sentence(page.summary),
    page.explanation,
    fenced(page.example.trimEnd()),
    'Put right:',
    fenced(page.mended.trimEnd()),
  ];
  return `${parts.join('\n\n')}\n`;
}

const fenced = (text: string): string => `\`\`\`\n${text}\n\`\`\``;

const lines = (text: string, width: number): string => wrapLines(text, Math.min(width, mostProse)).join('\n');

/** With a capital and a full stop. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

const methods = (page: ManualOperator): readonly string[] =>
  Object.entries(page.methods).map(
    ([method, operator]) => `A layer made by \`layer name = ${page.name}(...)\` has \`name.${method}\`: ${operator} with the same weights.`,
  );

/** `conv(channels, kernel=1, stride=1, ...)` */
export function operatorSignature({ name, arguments: list }: ManualOperator): string {
  const texts = list.map(({ name: argument, fallback }) =>
    fallback === undefined ? argument : fallback === '' ? `${argument}?` : `${argument}=${fallback}`,
  );
  return texts.length === 0 ? name : `${name}(${texts.join(', ')})`;
}

function inputLine({ name, elementType, arity }: ManualOperator['inputs'][number]): string {
  const kind = elementType === 'any' ? '' : ` of ${elementType}`;
  return arity === 'variadic'
    ? `${name}: one tensor or more${kind}, or paths { | ... | ... }`
    : `${name}: a tensor${kind}${arity === 'optional' ? ', if given' : ''}`;
}

function argumentLines(argument: ManualOperator['arguments'][number], width: number): readonly string[] {
  const { name, documentation } = argument;
  return [...wrapLines(`  ${name}  ${documentation}`, width, '      '), ...wrapLines(`      ${needOf(argument)}`, width, '      ')];
}

/** `Takes a whole number of at least 1; 1 unless given.` */
function needOf({ expects, isByName, fallback }: ManualOperator['arguments'][number]): string {
  const need = fallback === undefined ? 'must be given' : fallback === '' ? 'optional' : `${fallback} unless given`;
  return `Takes ${expects}; ${need}${isByName ? ', by name' : ''}.`;
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
