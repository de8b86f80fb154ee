/** The documents of the command line: every command in them is run, and prints what they say; the picture is what is printed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf, leavingOut, printed, shownIn, type Shown } from './documented.js';
import { inFolder, root, runHere } from './run-here.js';
import { svgOf } from './terminal-picture.js';

describe.each(['README.md', 'docs/cli.md', 'docs/gradient.md', 'docs/report.md', 'docs/generate.md', 'examples/hw5/README.md'])(
  '%s',
  (document) => {
    it('shows what its commands print', async () => {
      const shown = shownIn(document);
      expect(shown.length).toBeGreaterThan(0);
      const actual: Shown[] = [];
      await inFolder({}, async () => {
        for (const { command, output } of shown) actual.push({ command, output: leavingOut(await printed(command), output) });
      });
      expect(actual).toEqual(shown);
    });

    it('shows networks that compile, in the one style', async () => {
      for (const input of blocksOf(document, 'net')) {
        expect(await runHere(['check', '-', '--quiet'], { input })).toMatchObject({ exitCode: 0, all: '' });
        expect((await runHere(['fmt', '-'], { input })).out).toBe(input);
      }
    });

    it('links to files that exist', () => {
      const text = readFileSync(join(root, document), 'utf8');
      const folder = join(root, document, '..');
      const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
      for (const link of links) expect(() => readFileSync(join(folder, link))).not.toThrow(/ENOENT/);
    });
  },
);

describe('docs/cli.md', () => {
  it('names every command and every option', async () => {
    const text = readFileSync(join(root, 'docs', 'cli.md'), 'utf8');
    const { out: help } = await runHere(['--help']);
    const commands = [...help.matchAll(/^ {2}(\w+)(?: \[options\])? (?:<|\[)/gm)].map((match) => match[1] ?? '');
    expect(commands.length).toBeGreaterThan(7);
    for (const command of commands) {
      expect(text).toContain(`trammel ${command}`);
      const { out } = await runHere(['help', command]);
      for (const [option] of out.matchAll(/--[a-z-]+/g)) expect(text).toContain(option);
    }
  });
});

describe('the picture of the README', () => {
  it('is what a terminal shows (vitest -u draws it anew)', async () => {
    const { out } = await inFolder({}, () =>
      runHere(['analyze', 'tools/corpus/lenet5.net'], { environment: { COLUMNS: '80', FORCE_COLOR: '1' } }),
    );
    await expect(svgOf('trammel analyze tools/corpus/lenet5.net', out)).toMatchFileSnapshot('../../../docs/analyze.svg');
  });
});
