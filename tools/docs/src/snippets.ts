/** The snippets of a page in Markdown, and how each is compiled. The rule is told to readers at the top of docs/language.md. */

export interface Snippet {
  /** The line of the page at which it begins. */
  readonly line: number;
  /** As it is compiled: a fragment has a net around it. */
  readonly text: string;
  readonly isFragment: boolean;
  /** The one problem that it must raise; undefined where it must raise none. */
  readonly code: string | undefined;
  /** What the page shows as what is said of it; undefined where it shows nothing. */
  readonly output: string | undefined;
}

interface Fence {
  readonly line: number;
  readonly words: readonly string[];
  readonly text: string;
}

/** Everything in ``` fences, with the words behind the first. */
function fencesOf(page: string): readonly Fence[] {
  return [...page.matchAll(/^```(\S[^\n]*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: words = '', 2: text = '' }) => ({
    line: page.slice(0, index).split('\n').length + 1,
    words: words.split(' '),
    text,
  }));
}

const inputs = { image: 'x: [N, C=8, H=32, W=32]', sequence: 'x: [N, T=16, D=64]' } as const;

/** Whether a text is a file: a fragment has statements alone, and they do not begin with these words. */
const isFile = (text: string): boolean => /^(?:net|block|train|import)\b/m.test(text);

function wrapped(text: string, input: string): string {
  const lines = text.trimEnd().split('\n');
  return `${['net Example {', `  input ${input}`, ...lines.map((line) => `  ${line}`.trimEnd()), '}'].join('\n')}\n`;
}

/** The snippets of a page: fences of `net`, with `sequence` for a fragment of sequences, and `error=CODE` for one that must raise that. */
export function snippetsOf(page: string): readonly Snippet[] {
  const fences = fencesOf(page);
  return fences.flatMap(({ line, words, text }, index) => {
    if (words[0] !== 'net') return [];
    const next = fences[index + 1];
    const isFragment = !isFile(text);
    return [
      {
        line,
        text: isFragment ? wrapped(text, words.includes('sequence') ? inputs.sequence : inputs.image) : text,
        isFragment,
        code: words.find((word) => word.startsWith('error='))?.slice('error='.length),
        output: next?.words.join(' ') === 'text output' ? next.text : undefined,
      },
    ];
  });
}
