// What is on a page as files of other kinds: each is what its kind demands, whatever names hold.
import { readFileSync } from 'node:fs';
import { devices } from '@trammel/analysis';
import { openBrowser } from '@trammel/browser';
import { bundledEngine, costCsv, drawingFiles, graphMermaid } from '@trammel/page';
import { describe, expect, test } from 'vitest';
import { hostileNetwork, hostilePath, longName, oddNetwork } from './hostile.js';
import { reportedOf, root } from './pages.js';

const inception = reportedOf('inception.net', readFileSync(`${root}/examples/hw5/inception.net`, 'utf8'));
const hostile = reportedOf(hostilePath, hostileNetwork);

/** The fields of lines of CSV, quoted ones as they were. */
const parsed = (text: string): readonly (readonly string[])[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
        .slice(0, -1)
        .map(([, field = '']) => field.replace(/^"|"$/g, '').replaceAll('""', '"')),
    );

describe('CSV', () => {
  test('has a header and rows of the same length, whose layers sum to the totals', () => {
    const [header = [], ...rows] = parsed(costCsv(inception));
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
    const at = (title: string): number => header.indexOf(title);
    const sum = (network: string, title: string): number =>
      rows
        .filter((row) => row[at('network')] === network && row[at('kind')] === 'layer')
        .reduce((total, row) => total + Number(row[at(title)]), 0);
    expect(sum('Naive', 'parameters')).toBe(1_089_952);
    expect(sum('Bottleneck', 'multiplications')).toBe(354_418_688);
  });
});

describe('Mermaid', () => {
  test('has a box for each layer and a wire for each tensor that one reads', () => {
    const text = graphMermaid(inception.slice(0, 1));
    expect(text.match(/^ {2}b\d+\["/gm)).toHaveLength(8);
    expect(text).toContain('b7 -->|"[C=672, H=32, W=32]"| out0');
  });
  test('is one chart of several networks, whose boxes are apart', () => {
    const text = graphMermaid(inception);
    expect(text.match(/flowchart/g)).toHaveLength(1);
    expect(text.match(/^ {2}subgraph n\d \["(Naive|Bottleneck)"\]$/gm)).toHaveLength(2);
    const boxes = [...text.matchAll(/^ +(n\d_\w+)[([]/gm)].map(([, id]) => id);
    expect(new Set(boxes).size).toBe(boxes.length);
  });
  test('names end no label, break no line and begin no directive', () => {
    const text = graphMermaid([...hostile, ...reportedOf('odd.net', oddNetwork)]);
    for (const line of text.split('\n').slice(1, -1)) {
      expect(line.length).toBeLessThan(400);
      // What Mermaid reads between the quotes of a label are letters, signs that mean nothing to it, and entities.
      for (const [, label = ''] of line.matchAll(/"([^"]*)"/g)) expect(label.replace(/#\d+;/g, '')).not.toMatch(/["#<>&`%\\\n]/);
    }
    expect(text).not.toContain(longName);
    expect(text).toContain('#92;n');
  });
});

test('no two drawings have one name, even where upper and lower case are one, and none is too long for a file', async () => {
  const nets = ['A', 'a', 'A', longName].map((name) => `net ${name} {\n  input x: [N, C=3]\n  dense(2)\n}\n`);
  const networks = nets.flatMap((text, index) => reportedOf(`${index}.net`, text));
  const files = await drawingFiles([...networks, ...hostile], { device: devices.a100, engine: bundledEngine() });
  const names = files.map(({ name }) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => /^a(-\d)?-graph\.svg$/.test(name))).toEqual(['a-graph.svg', 'a-2-graph.svg', 'a-3-graph.svg']);
  expect(Math.max(...names.map((name) => name.length))).toBeLessThan(150);
});

test('every drawing is an SVG that stands for itself', async () => {
  const browser = await openBrowser();
  const opened = await browser.open('about:blank');
  const files = await drawingFiles([...inception, ...hostile], { device: devices.a100, engine: bundledEngine() });
  for (const { name, text } of files) {
    const parse = `new DOMParser().parseFromString(${JSON.stringify(text)}, 'image/svg+xml')`;
    const root: unknown = await opened.page.evaluate(
      `(() => { const read = ${parse}; return read.documentElement.nodeName + read.querySelectorAll('parsererror, script').length; })()`,
    );
    expect(`${name.slice(-40)} ${String(root)}`).toBe(`${name.slice(-40)} svg0`);
  }
  await browser.close();
});
