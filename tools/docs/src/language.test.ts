/** The description of the language is true: its snippets compile, or raise exactly what they say, and nothing is left out. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic } from '@trammel/diagnostics';
import { measures } from '@trammel/graph';
import { limits } from '@trammel/lower';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from './compiled.js';
import { snippetsOf } from './snippets.js';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe.each(['docs/language.md', 'docs/from-pytorch-and-keras.md'])('%s', (path) => {
  it.each(snippetsOf(read(path)))('line $line', ({ text, code, isFragment, output }) => {
    const found = diagnosticsOf(text, 'example.net');
    const told = found.filter(({ severity }) => severity !== 'hint' || (code === undefined && !isFragment));
    if (code === undefined) expect(told.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
    else expect(told.map((diagnostic) => diagnostic.code)).toEqual([code]);
    if (output !== undefined) expect(output).toBe(`${told.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n')}\n`);
  });
});

describe('docs/language.md tells of every', () => {
  const language = read('docs/language.md');
  const missing = (names: readonly string[]): readonly string[] =>
    names.filter((name) => !new RegExp(`\`${name}\\b`).test(language) && !new RegExp(`\`[^\`\\n]*\\b${name}\\b[^\`\\n]*\``).test(language));

  /** What the compiler lists where a name is not among them. */
  const listed = (setting: string): readonly string[] => {
    const text = `net A {\n  input x: [N, C=8]\n  dense(3) as y\n}\n\ntrain A {\n  loss = mse(y, z)\n  ${setting} = nothing(1)\n}\n`;
    const [told] = diagnosticsOf(text, 'example.net').filter((diagnostic) => diagnostic.code === 'unknown-setting');
    const [, list = ''] = /(?:is one of|the settings are) (.*)$/.exec([told?.message, ...(told?.notes ?? [])].join(' ')) ?? [];
    return list.split(', ').filter((name) => name !== '');
  };

  it('measure', () => {
    expect(missing(Object.keys(measures))).toEqual([]);
  });

  it('limit', () => {
    // How long values may be in messages is no limit on a program.
    const told = Object.entries(limits).filter(([name]) => name !== 'printedValue');
    const numbers = told.map(([, limit]) => limit.toLocaleString('en'));
    expect(numbers.filter((number) => !language.includes(` ${number}`))).toEqual([]);
  });

  it.each(['settings', 'optimizer', 'schedule', 'clip'])('one of the %s of a training', (setting) => {
    const names = listed(setting);
    expect(names.length).toBeGreaterThan(1);
    expect(missing(names)).toEqual([]);
  });

  it('block and net of the standard library', () => {
    const files = readdirSync(new URL('../../../packages/lower/std/', import.meta.url));
    const names = files.flatMap((file) =>
      [...read(`packages/lower/std/${file}`).matchAll(/^(?:block|net) (\w+)/gm)].map(([, name = '']) => name),
    );
    expect(names.length).toBeGreaterThan(10);
    expect(missing([...files.map((file) => `std/${file.replace(/\.net$/, '')}`), ...names])).toEqual([]);
  });
});
