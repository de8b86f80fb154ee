/** What documents show of the command line: their console blocks as sessions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runHere, wordsOf } from './run-here.js';

/** A command of a document with what it is said to print; `...` alone on a line stands for lines that are left out. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The fenced blocks of a language in a document. */
export function blocksOf(document: string, language: string): readonly string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap((match) => (match[1] === language ? [match[2] ?? ''] : []));
}

/** The commands of all console blocks, in order. */
export function shownIn(document: string): readonly Shown[] {
  return blocksOf(document, 'console').flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => ({ command: part.slice(0, part.indexOf('\n')), output: part.slice(part.indexOf('\n') + 1).trimEnd() })),
  );
}

/** What the command prints now, on a terminal of 80 columns. */
export async function printed(command: string): Promise<string> {
  const words = wordsOf(command);
  if (words[0] !== 'trammel') throw new Error(`${command} is no command of trammel`);
  const { all } = await runHere(words.slice(1), { environment: { COLUMNS: '80' } });
  return all.trimEnd();
}

/** The lines that are printed, with those left out that the document leaves out. */
export function leavingOut(actual: string, shown: string): string {
  const lines = actual.split('\n');
  const kept: string[] = [];
  const parts = shown.split(/^\.\.\.$/m).map((part) => part.replace(/^\n|\n$/g, ''));
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const wanted = part === '' ? [] : part.split('\n');
    const isLast = index === parts.length - 1;
    const start = index === 0 ? 0 : isLast ? lines.length - wanted.length : Math.max(at, lines.indexOf(wanted[0] ?? '', at));
    if (index > 0) kept.push('...');
    kept.push(...lines.slice(start, isLast && index === 0 ? undefined : start + wanted.length));
    at = start + wanted.length;
  }
  return kept.join('\n');
}
