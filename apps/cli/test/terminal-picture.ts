/** A terminal as an SVG picture: coloured text in, a document of its own out. */

const lineHeight = 19;
const columnWidth = 8.4;
const margin = 18;
const title = 30;

/** The few colours that the command line uses. */
const colours: Readonly<Record<string, string>> = { plain: '#d7dde4', bold: '#ffffff', faint: '#8b949e', green: '#7ee787', red: '#ff7b72' };

/** What the escape sequences switch on, and the one that switches all of that off again. */
const styles: Readonly<Record<string, string>> = { '1': 'bold', '2': 'faint', '22': 'plain', '31': 'red', '32': 'green', '39': 'plain' };

interface Piece {
  readonly style: string;
  readonly column: number;
  readonly text: string;
}

/** A prompt with the command, and below it what the command prints. */
export function svgOf(command: string, output: string): string {
  const lines = [`\u001B[32m$\u001B[39m ${command}`, '', ...output.trimEnd().split('\n')].map(piecesOf);
  const columns = Math.max(...lines.flatMap((pieces) => pieces.map(({ column, text }) => column + text.length)));
  const width = Math.ceil(columns * columnWidth + 2 * margin);
  const height = title + lines.length * lineHeight + margin;
  const texts = lines.flatMap((pieces, index) => pieces.map((piece) => textOf(piece, title + (index + 1) * lineHeight - 5)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(command)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map((fill, index) => `<circle cx="${20 + 18 * index}" cy="17" r="5.5" fill="${fill}"/>`),
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14">',
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Runs of one style; blanks in them part a line into pieces, so that each stands at its own column in any font. */
function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let [style, column] = ['plain', 0];
  // eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
  for (const part of line.split(/(\u001B\[\d+m)/)) {
    // eslint-disable-next-line no-control-regex -- as above
    const code = /^\u001B\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) {
      style = styles[code] ?? style;
      continue;
    }
    for (const match of part.matchAll(/\S+(?: \S+)*/g)) pieces.push({ style, column: column + match.index, text: match[0] });
    column += part.length;
  }
  return pieces;
}

function textOf({ style, column, text }: Piece, y: number): string {
  const x = (margin + column * columnWidth).toFixed(1);
  const length = (text.length * columnWidth).toFixed(1);
  const weight = style === 'bold' ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${colours[style] ?? ''}"${weight}>${escaped(text)}</text>`;
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
