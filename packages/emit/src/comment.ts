// Comments around text that somebody else wrote, which cannot end them. Not documentation of our own.

/** A documentation comment of one or several lines; undefined text gives no lines. */
export function documentation(text: string | undefined): readonly string[] {
  const lines = harmlessLines(text ?? '');
  const [first, ...others] = lines;
  if (first === undefined) return [];
  return others.length === 0 ? [`/** ${first} */`] : ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
}

/** A comment of one line each. */
export function lineComments(text: string): readonly string[] {
  return harmlessLines(text).map((line) => (line === '' ? '//' : `// ${line}`));
}

/** What makes a line a word to a tool when a comment begins with it. */
const directive = /^\W*(?:eslint|global|exported|prettier|tslint|jshint|istanbul|c8|v8|vitest|webpack|sourceMappingURL|sourceURL)/i;

/** The lines of the text: nothing in them ends a comment or a line, reverses what is read, or tells a tool something. */
function harmlessLines(text: string): readonly string[] {
  const lines = text
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, ''))
    .map((line) =>
      line
        .replaceAll('*/', '* /')
        .replaceAll('/*', '/ *')
        .replaceAll(/@(?=\w)/g, '@ ')
        .trim(),
    )
    .map((line) => (directive.test(line) ? `"${line}"` : line));
  const start = lines.findIndex((line) => line !== '');
  const end = lines.findLastIndex((line) => line !== '');
  return start < 0 ? [] : lines.slice(start, end + 1);
}
