// Shaders from the short form in which modules hold them. Pure text: generated modules run it too. `shader-template.ts` writes that form.

/**
 * The text that a template stands for. `$A`, `$B`, ... are the numbers of the list in their order. Lines between `#8` and `#` stand there eight
 * times, with 5, 7, 9, ... for `5~2`; where repeats lie within repeats, the first step is that of the innermost.
 */
export function expandShader(template: string, numbers: readonly number[]): string {
  let text = `${template}\n`.replace(/\$([A-Z]+)/g, (_, name: string) => String(numbers[numberOfName(name)]));
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/^#(\d+)\n([^#]*)^#\n/gm, (_, times: string, lines: string) =>
      Array.from({ length: Number(times) }, (_step, at) =>
        lines.replace(
          /((?:(?<=[ (,])-)?\d+)~(-?\d+)((?:~-?\d+)*)/g,
          (_number, first: string, step: string, more: string) => `${Number(first) + at * Number(step)}${more}`,
        ),
      ).join(''),
    );
  }
  return text.slice(0, -1);
}

/** A to Z are 0 to 25, then come BA, BB, ... */
function numberOfName(name: string): number {
  let number = 0;
  for (const letter of name) number = 26 * number + letter.charCodeAt(0) - 65;
  return number;
}
