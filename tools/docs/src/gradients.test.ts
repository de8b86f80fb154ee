/** Every figure of docs/gradient.md is what the tool computes from the network beside it. */
import { readFileSync } from 'node:fs';
import { nodesOf, type Graph } from '@trammel/graph';
import { analyze, type Analysis } from 'trammel';
import { describe, expect, it } from 'vitest';
import { compileText } from './compiled.js';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/gradient.md');

/** The cells of the rows below the line that begins with this. */
function tableOf(head: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head}`));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** As it is written in tables: two decimals, and no -0.00. */
const written = (decades: number | undefined): string => (decades ?? Number.NaN).toFixed(2).replace(/^-0\.00$/, '0.00');

function analysed(text: string, name?: string): Analysis {
  const { networks, diagnostics } = compileText(text, 'example.net');
  const graph = networks.find((network) => name === undefined || network.graph?.name === name)?.graph;
  if (graph === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return analyze(graph);
}

const netOf = (input: string, body: string): string => `net A {\n  input x: ${input}\n  ${body}\n}\n`;
const atInput = ({ gradient }: Analysis): Analysis['gradient']['inputs'][number]['attenuation'] => gradient.inputs[0]?.attenuation;
const nodesIn = ({ body }: Graph): readonly ReturnType<typeof nodesOf>[number]['node'][] => nodesOf(body).map(({ node }) => node);

describe('docs/gradient.md', () => {
  it.each(tableOf('50 layers of relu'))('%s units wide', (...row) => {
    const [width = '', ...figures] = row;
    const found = atInput(analysed(netOf(`[N, C=${width}]`, `repeat 50 { dense(${width}, init=he_normal) -> relu }`)));
    expect([found?.rms, found?.mean, found?.low, found?.high].map(written)).toEqual(figures);
  });

  it.each(tableOf('a layer'))('%s', (body = '', decades = '') => {
    const { graph, gradient } = analysed(netOf('[N, C=256]', `repeat 10 { ${body} }`));
    const last = nodesIn(graph).at(-1);
    const rms = (copy: number): number =>
      (last === undefined ? undefined : gradient.nodes.get(last)?.at(copy).outputs[0]?.rms) ?? Number.NaN;
    expect(written((rms(4) - rms(9)) / 5)).toBe(decades);
  });

  it.each(tableOf('network | dL/dx'))('%s', (...row) => {
    const [name = '', ...figures] = row;
    const analysis = analysed(read('examples/hw5/saturation.net'), name);
    const { gradient, graph } = analysis;
    const of = (label: string) => [...gradient.nodes.values()].find(({ node }) => node.label === label)?.at(0);
    const [first] = nodesIn(graph);
    const local = of('y5')?.local;
    expect(
      [
        atInput(analysis)?.rms,
        (first === undefined ? undefined : gradient.nodes.get(first)?.at(0))?.parameters.get('weight')?.rms,
        of('z5')?.parameters.get('weight')?.rms,
        of('z5')?.local?.weightGain,
        local?.spreadSaturation,
        local?.offsetSaturation,
      ].map(written),
    ).toEqual(figures);
  });

  it.each(tableOf('at the input'))('%s %s', (input = '', body = '', decades = '') => {
    // A size of the batch is part of the table and not of the language.
    expect(written(atInput(analysed(netOf(input, body)))?.rms)).toBe(decades);
  });

  it('tells in words what the tables say', () => {
    const local = (name: string): number => {
      const { gradient } = analysed(read('examples/hw5/saturation.net'), name);
      const { maximumSlope, spreadSaturation } = [...gradient.nodes.values()].find(({ node }) => node.label === 'y5')?.at(0).local ?? {
        maximumSlope: Number.NaN,
        spreadSaturation: Number.NaN,
      };
      return -maximumSlope - spreadSaturation;
    };
    expect(page).toContain(`costs ${written(local('Upstream'))} decades instead of ${written(local('Baseline'))}`);
    expect(page).toContain(`here by ${written(Math.log10(200))} decades`);
    expect(page).toContain(`or ${written(0.5 * Math.log10(Math.PI / (Math.PI - 1)))} decades, whatever`);
  });

  it('finds in its network what it says, and every code has a row', () => {
    const [, text = ''] = /```net\n(net Deep[\s\S]*?)```/.exec(page) ?? [];
    expect(analysed(text).gradient.findings.map(({ code }) => code)).toEqual(['vanishing-gradient']);
  });
});
