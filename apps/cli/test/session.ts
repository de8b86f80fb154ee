/** Sessions as text: files, command lines and what they print, so that a reader sees both side by side. */
import { inFolder, runHere, wordsOf } from './run-here.js';

/** Some files, and the commands that are given in a folder with them. */
export interface Session {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
}

/**
 * Sessions of a golden file. Each begins with `=== title`; files follow, each under `--- name`; then commands, each a line
 * with `$ ` before it, such as `$ COLUMNS=40 trammel analyze - < a.net`, with what they print below.
 */
export function sessionsOf(text: string): readonly Session[] {
  return text.split(/^=== /m).flatMap((part): readonly Session[] => {
    const end = part.indexOf('\n');
    if (end < 0) return [];
    const body = part.slice(end + 1);
    const [before = '', ...rest] = (body.startsWith('$ ') ? `\n${body}` : body).split(/^(?=\$ )/m);
    const files = before.split(/^--- /m).flatMap((file) => {
      const lines = file.split('\n');
      return lines[0] === '' || lines[0] === undefined ? [] : [[lines[0], lines.slice(1).join('\n').trimEnd() + '\n'] as const];
    });
    const commands = rest.map((block) => block.slice(2, block.indexOf('\n')));
    return [{ title: part.slice(0, end), files: Object.fromEntries(files), commands }];
  });
}

/** The session with what its commands print now: results, then messages after `2> `, then an exit code that is not 0. */
export async function played({ title, files, commands }: Session): Promise<string> {
  if (commands.length === 0) throw new Error(`the session ${title} has no commands`);
  const texts = await inFolder(files, async () => {
    const blocks: string[] = [];
    for (const command of commands) blocks.push(await playedCommand(command, files));
    return blocks;
  });
  const written = Object.entries(files).map(([name, text]) => `--- ${name}\n${text}\n`);
  return `=== ${title}\n${written.join('')}${texts.join('\n')}`;
}

async function playedCommand(command: string, files: Session['files']): Promise<string> {
  const [line = '', inputName] = command.split(' < ');
  const words = wordsOf(line);
  const start = words.indexOf('trammel');
  const environment = Object.fromEntries(words.slice(0, start).map((word) => [word.replace(/=.*/, ''), word.replace(/^[^=]*=/, '')]));
  const input = inputName === undefined ? '' : (files[inputName] ?? '');
  const { out, err, exitCode } = await runHere(words.slice(start + 1), { environment, input });
  const messages = err === '' ? '' : `${err.trimEnd().replace(/^/gm, '2> ')}\n`;
  return `$ ${command}\n${out}${messages}${exitCode === 0 ? '' : `exit ${exitCode ?? 'without a code'}\n`}`;
}
