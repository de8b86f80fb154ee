// Generated code: the files of a target, one shown at a time, to be copied. Not how it is generated.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import type { GeneratedText } from '../worker/protocol.js';
import { copyText } from '../share/clipboard.js';
import { CodeLines } from './code-lines.js';
import { FollowedPanel } from './followed-panel.js';

const targets = [
  { name: 'tfjs', title: 'TensorFlow.js' },
  { name: 'wgsl', title: 'WebGPU' },
] as const;

export function CodePanel({ playground }: { readonly playground: Playground }): JSX.Element {
  const target = useSignal<string>(targets[0].name);
  const path = useSignal('');
  const said = useSignal('');
  const followed = useFollowed(playground, 'generate', () => {
    const asked = playground.settled.value;
    return asked === undefined ? undefined : { asked, target: target.value };
  });
  const { answer } = followed.value;
  const files = answer === undefined || 'why' in answer ? [] : answer.files;
  const shown = files.find((file) => file.path === path.value) ?? mainFile(files);
  const copy = async (): Promise<void> => {
    const copied = await copyText(shown?.text ?? '');
    said.value =
      copied === 'copied' ? 'On the clipboard' : 'The browser did not let the clipboard be written: select the text and copy it.';
  };
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      <div class="tools">
        <label>
          Target{' '}
          <select value={target.value} onChange={(event) => (target.value = event.currentTarget.value)}>
            {targets.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          File{' '}
          <select value={shown?.path ?? ''} onChange={(event) => (path.value = event.currentTarget.value)}>
            {files.map((file) => (
              <option key={file.path} value={file.path}>
                {file.path}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={shown === undefined} onClick={() => void copy()}>
          Copy
        </button>
        <span role="status">{said.value}</span>
      </div>
      {answer !== undefined && 'why' in answer ? <p class="why">{answer.why}</p> : null}
      {answer !== undefined && 'findings' in answer
        ? answer.findings.map(({ message }) => (
            <p class="why" key={message}>
              {message.replaceAll('`', '')}
            </p>
          ))
        : null}
      {shown === undefined ? null : <CodeLines playground={playground} file={shown} />}
    </FollowedPanel>
  );
}

/** The file with the model is what is looked for first. */
function mainFile(files: readonly GeneratedText[]): GeneratedText | undefined {
  return files.find(({ path }) => /(^|\/)model\.[jt]s$/.test(path)) ?? files[0];
}
