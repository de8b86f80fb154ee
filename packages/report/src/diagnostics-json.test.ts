/** Diagnostics for machines: what GitHub and SARIF 2.1.0 ask for, and texts that could break out of their form. */
import { at, diagnosticMaker, help, replace, sourceFile, type Diagnostic } from '@trammel/diagnostics';
import { describe, expect, it } from 'vitest';
import { diagnosticJson, githubAnnotations, sarif } from './diagnostics-json.js';

const source = sourceFile('nets/a,b:c 100%.net', 'net A {\n  dens(4)\n  x\n}\n');
const page = { severity: 'error', summary: 'a problem', explanation: '', example: '', mended: '' } as const;
const make = diagnosticMaker({
  'some-problem': page,
  'a-warning': { ...page, severity: 'warning' },
  'a-hint': { ...page, severity: 'hint' },
});

const name = { source, start: 10, end: 14 };
const other = { source, start: 20, end: 21 };

const diagnostics: readonly Diagnostic[] = [
  make('some-problem', at(name, 'here\nand 100 %'), 'first: line\r\nsecond, line', {
    secondary: [at(other, 'there')],
    notes: ['a note'],
    help: [help('write `dense`', replace(name, 'dense')), help('or think')],
  }),
  make('a-warning', at(other), 'a warning'),
  make('a-hint', at(other), 'a hint'),
];

describe('GitHub annotations', () => {
  it('are one line each, with everything escaped', () => {
    expect(githubAnnotations(diagnostics)).toBe(
      [
        '::error file=nets/a%2Cb%3Ac 100%25.net,line=2,endLine=2,col=3,endColumn=7,title=some-problem::first: line%0D%0Asecond, line%0Ahere%0Aand 100 %25%0Aa note%0Ahelp: write `dense`%0Ahelp: or think',
        '::warning file=nets/a%2Cb%3Ac 100%25.net,line=3,endLine=3,col=3,endColumn=4,title=a-warning::a warning',
        '::notice file=nets/a%2Cb%3Ac 100%25.net,line=3,endLine=3,col=3,endColumn=4,title=a-hint::a hint',
        '',
      ].join('\n'),
    );
    expect(githubAnnotations([])).toBe('');
  });
});

describe('SARIF 2.1.0', () => {
  const log = sarif(diagnostics, (code) => (code === 'some-problem' ? 'a problem' : undefined));

  it('has what the standard requires of a log, a run, a result, a rule, a fix', () => {
    // Sections 3.13, 3.14, 3.18, 3.19, 3.27, 3.49, 3.55 to 3.57 of the standard.
    expect(log).toMatchObject({
      version: '2.1.0',
      $schema: expect.stringContaining('sarif-2.1.0') as string,
      runs: [
        {
          tool: {
            driver: {
              name: 'trammel',
              rules: [{ id: 'some-problem', shortDescription: { text: 'a problem' } }, { id: 'a-warning' }, { id: 'a-hint' }],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'some-problem',
              ruleIndex: 0,
              level: 'error',
              message: { text: expect.stringContaining('second, line') as string },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'nets/a%2Cb%3Ac%20100%25.net' },
                    region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 },
                  },
                },
              ],
              relatedLocations: [{ id: 0, message: { text: 'there' } }],
              fixes: [
                { description: { text: 'write `dense`' }, artifactChanges: [{ replacements: [{ insertedContent: { text: 'dense' } }] }] },
              ],
            },
            { ruleId: 'a-warning', ruleIndex: 1, level: 'warning' },
            { ruleId: 'a-hint', ruleIndex: 2, level: 'note' },
          ],
        },
      ],
    });
  });

  it('of nothing is a run without results', () => {
    expect(sarif([], () => undefined)).toMatchObject({ runs: [{ results: [] }] });
  });
});

describe('JSON', () => {
  it('has places from 1 and edits', () => {
    expect(diagnostics.slice(0, 1).map(diagnosticJson)).toEqual([
      {
        code: 'some-problem',
        severity: 'error',
        message: 'first: line\r\nsecond, line',
        notes: ['a note'],
        primary: { file: source.path, line: 2, column: 3, endLine: 2, endColumn: 7, label: 'here\nand 100 %' },
        secondary: [{ file: source.path, line: 3, column: 3, endLine: 3, endColumn: 4, label: 'there' }],
        trace: [],
        help: [
          { text: 'write `dense`', edits: [{ file: source.path, line: 2, column: 3, endLine: 2, endColumn: 7, text: 'dense' }] },
          { text: 'or think', edits: [] },
        ],
      },
    ]);
  });
});
