// `explain` and `operators`: the manual, from the tables.
import { operatorListText, operatorMarkdown, operatorText, problemListText, problemMarkdown, problemText } from '@trammel/report';
import { explain, operatorPage, operatorPages, problemGroups } from 'trammel';
import { emitResult, exitCodes, jsonText, resultLayout, say, type ExitCode, type Invocation } from './invocation.js';
import type { DocumentOptions } from './options.js';

/** Prints the page of a code, or lists all codes. */
export function explainCommand(given: string | undefined, invocation: Invocation<DocumentOptions>): ExitCode {
  if (given === undefined) return emitResult(allProblems(invocation), invocation);
  // A code may be pasted with its brackets: error[shape-mismatch].
  const code = /\[([\w-]+)\]/.exec(given)?.[1] ?? given;
  const page = explain(code);
  if ('found' in page) return emitResult(problemPage(code, page.found, invocation), invocation);
  say(invocation.host, unknown('code', given, page.suggestions));
  return exitCodes.usage;
}

function allProblems(invocation: Invocation<DocumentOptions>): string {
  switch (invocation.options.format) {
    case 'json':
      return jsonText(problemGroups.flatMap(({ problems }) => Object.entries(problems).map(([code, page]) => ({ code, ...page }))));
    case 'markdown':
      return problemGroups
        .flatMap(({ problems }) => Object.entries(problems).map(([code, page]) => problemMarkdown(code, page)))
        .join('\n');
    case 'text':
      return problemListText(problemGroups, resultLayout(invocation));
  }
}

function problemPage(code: string, page: Parameters<typeof problemText>[1], invocation: Invocation<DocumentOptions>): string {
  switch (invocation.options.format) {
    case 'json':
      return jsonText({ code, ...page });
    case 'markdown':
      return problemMarkdown(code, page);
    case 'text':
      return problemText(code, page, resultLayout(invocation));
  }
}

/** Prints the page of an operator, or lists all operators. */
export function operatorsCommand(given: string | undefined, invocation: Invocation<DocumentOptions>): ExitCode {
  const { format } = invocation.options;
  if (given === undefined) {
    const pages = operatorPages();
    const texts = {
      json: () => jsonText(pages),
      markdown: () => pages.map(operatorMarkdown).join('\n'),
      text: () => operatorListText(pages, resultLayout(invocation)),
    };
    return emitResult(texts[format](), invocation);
  }
  const page = operatorPage(given);
  if ('found' in page) {
    const { found } = page;
    const texts = {
      json: () => jsonText(found),
      markdown: () => operatorMarkdown(found),
      text: () => operatorText(found, resultLayout(invocation)),
    };
    return emitResult(texts[format](), invocation);
  }
  say(invocation.host, unknown('operator', given, page.suggestions));
  return exitCodes.usage;
}

function unknown(what: 'code' | 'operator', given: string, suggestions: readonly string[]): string {
  const hint = suggestions.length === 0 ? '' : ` Did you mean ${suggestions.join(', ').replace(/, ([^,]*)$/, ' or $1')}?`;
  return `there is no ${what} ${JSON.stringify(given)}.${hint} trammel ${what === 'code' ? 'explain' : 'operators'} lists all.`;
}
