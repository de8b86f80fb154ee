// `explain` and `operators`: the manual, from the tables.
import { printManualPage, printOperatorList, printOperatorPage } from '@trammel/report';
import { explain, operatorPage, operatorPages, problemCodes } from 'trammel';
import { emitResult, exitCodes, resultTerminal, say, type ExitCode, type SharedOptions } from './invocation.js';
import { tableStyle } from './terminal.js';

/** Prints the page of a code, or lists all codes. */
export function explainCommand(code: string | undefined, options: SharedOptions): ExitCode {
  const style = tableStyle(resultTerminal(options));
  if (code === undefined) {
    const lines = problemCodes.map((each) => {
      const page = explain(each);
      return 'found' in page ? `${each.padEnd(28)} ${page.found.summary}\n` : '';
    });
    return emitResult(lines.join(''), options);
  }
  // A code may be pasted with its brackets: error[shape-mismatch].
  const page = explain(/\[([\w-]+)\]/.exec(code)?.[1] ?? code);
  if ('found' in page) return emitResult(printManualPage(code, page.found, style), options);
  say(
    `there is no code ${JSON.stringify(code)}${page.suggestion === undefined ? '' : `; did you mean ${page.suggestion}?`} \`trammel explain\` lists all.`,
  );
  return exitCodes.usage;
}

/** Prints the page of an operator, or lists all operators. */
export function operatorsCommand(name: string | undefined, options: SharedOptions): ExitCode {
  const terminal = resultTerminal(options);
  const style = tableStyle(terminal);
  if (name === undefined) {
    const pages = operatorPages();
    return emitResult(options.format === 'json' ? `${JSON.stringify(pages, undefined, 2)}\n` : printOperatorList(pages, style), options);
  }
  const page = operatorPage(name);
  if ('found' in page) {
    return emitResult(
      options.format === 'json' ? `${JSON.stringify(page.found, undefined, 2)}\n` : printOperatorPage(page.found, style),
      options,
    );
  }
  say(
    `there is no operator ${JSON.stringify(name)}${page.suggestion === undefined ? '' : `; did you mean ${page.suggestion}?`} \`trammel operators\` lists all.`,
  );
  return exitCodes.usage;
}
