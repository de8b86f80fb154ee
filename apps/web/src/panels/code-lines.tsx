// A generated file line by line, with the line of the text that each part was written for; the caret marks its part.
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Playground } from '../state/playground.js';
import type { GeneratedText } from '../worker/protocol.js';

interface CodeLinesProps {
  readonly playground: Playground;
  readonly file: GeneratedText;
}

export function CodeLines({ playground, file }: CodeLinesProps): JSX.Element {
  const { caret, revealed, text, settled } = playground;
  const written = settled.value?.text ?? '';
  const origins = new Map(file.origins.map((origin) => [origin.line, origin]));
  // Places are those of the text that was generated from; another text has others.
  const current = useComputed(() => {
    if (text.value !== settled.value?.text) return '';
    const here = file.origins.filter(({ from, to }) => from <= caret.value && caret.value <= to);
    const shortest = Math.min(...here.map(({ from, to }) => to - from));
    return here
      .filter(({ from, to }) => to - from === shortest)
      .map(({ line }) => line)
      .join(' ');
  });
  const marked = new Set(
    current.value
      .split(' ')
      .filter((each) => each !== '')
      .map(Number),
  );
  return (
    <pre class="code" tabIndex={0} aria-label={file.path}>
      {file.text.split('\n').map((content, line) => {
        const origin = origins.get(line);
        return (
          <span key={line} class={marked.has(line) ? 'code-line current' : 'code-line'}>
            {content}
            {origin === undefined ? null : (
              <button
                type="button"
                class="to-text source"
                title={written.slice(origin.from, origin.to)}
                onClick={() => (revealed.value = { from: origin.from, to: origin.to })}
              >
                {sourceLine(written, origin.from)}
              </button>
            )}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
}

/** `7  conv(6, 5x5, pad=2) -> sigmoid` */
function sourceLine(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const number = text.slice(0, start).split('\n').length;
  return `${number}  ${text.slice(start, end < 0 ? undefined : end).trim()}`;
}
