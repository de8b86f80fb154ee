/** How gradients are told: tables, JSON, the way back, and what assertions make of them. The gradients here are made up by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAssertions, placesOf, routeTo } from '@trammel/analysis';
import { sourceFile } from '@trammel/diagnostics';
import { nodesOf } from '@trammel/graph';
import {
  analysesText,
  analysisJson,
  analysisMarkdown,
  gradientDetailJson,
  gradientDetailText,
  type AnalysisJsonOptions,
  type GradientColumn,
  type GradientView,
  type TableStyle,
} from '@trammel/report';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { analyze, compile, readGradient, type Analysis } from 'trammel';
import { describe, expect, it } from 'vitest';
import { gradientView, hasGradients } from '../src/gradient-view.js';
import { decades, handMade, type Change } from './hand-made-gradients.js';
import { root } from './run-here.js';

const chain = `net Chain {
  input x: [N, D=32]
  repeat 3 { dense(32) -> relu }
  dense(32) as hidden
  relu -> dense(10) as logits
  expect gradient(x) > 1e-1
  expect gradient(logits) > 0.99
}
`;

const residual = `block Layer {
  input x: [N, D]
  residual { dense(D) -> relu }
  dense(D) as y
  expect gradient(y) > 1e-1
}

net Deep {
  input x: [N, D=8]
  repeat 3 { Layer }
  dense(10) as logits
}
`;

/** The network with made-up gradients. */
function analyzed(text: string, change?: Change): Analysis {
  const [network] = compile(sourceFile('test.net', text), { resolve: () => ({ why: 'there are no other files' }) }, {}).networks;
  if (network?.graph === undefined) throw new Error('the network does not compile');
  return { ...analyze(network.graph), gradient: handMade(network.graph, change) };
}

const asIs = (text: string): string => text;
const style: TableStyle = { heading: asIs, group: asIs, total: asIs, faint: asIs, good: asIs, bad: asIs };

/** The lines of the text at a width. */
function lines(analysis: Analysis, width: number, view: GradientView): readonly string[] {
  return analysesText([analysis], { width, style, depth: undefined, gradient: () => view }).split('\n');
}

const table: GradientView = { detail: 'table', extras: [], remarks: [] };

/** The cells of the row that begins with these words, in the table whose head begins with `title`. */
function row(text: readonly string[], title: string, name: string): readonly string[] {
  const from = text.findIndex((line) => line.startsWith(title));
  const line = text.slice(from).find((each) => each.trim().startsWith(name)) ?? '';
  return line.trim().split(/ {2,}/);
}

describe('the table of gradients', () => {
  it('tells first and last copies, weights and what a layer adds', () => {
    const text = lines(analyzed(chain), 200, table);
    expect(row(text, 'gradients', 'gradients')).toEqual([
      ...['gradients', 'std', 'dL/dy', '5-95 %', 'dL/dW', 'dL/db', 'own', 'slope', 'spread'],
    ]);
    expect(row(text, 'gradients', 'input x').slice(0, 4)).toEqual(['input x', '1.00', '-2.25', '-2.35 to -2.15']);
    expect(row(text, 'gradients', 'repeat x 3').filter((cell) => !/\u2588|\u258C/.test(cell))).toEqual([
      ...['repeat x 3', '-1.75 -> -0.75', '-1.85 to -1.65 -> -0.85 to -0.65'],
      // From the output of the last copy to what the first one reads.
      '-1.50',
    ]);
    expect(row(text, 'gradients', 'dense(32) as hidden')).toContain('-0.25');
    expect(row(text, 'gradients', 'dense(10) as logits').slice(1, 3)).toEqual(['0.500', '0.00']);
  });

  it.each([40, 60, 80, 100, 200])('fits %i columns', (width) => {
    for (const text of [chain, residual]) {
      for (const view of [table, { ...table, detail: 'column' as const }]) {
        expect(lines(analyzed(text), width, view).filter((line) => Array.from(line).length > width)).toEqual([]);
      }
    }
  });

  it('marks what is zero, not known and not reliable, and says what the marks mean', () => {
    const text = lines(
      analyzed(chain, (node, _, usual) => {
        if (node.label === 'hidden') return { isReliable: false, doubts: ['the forward map does not hold still'] };
        if (node.label === 'logits') return { parameters: new Map([...usual.parameters, ['bias', decades(-Infinity)]]) };
        return node.operator === 'relu' && node.id.startsWith('repeat') ? { outputs: [undefined] } : {};
      }),
      200,
      table,
    );
    expect(row(text, 'gradients', 'dense(32) as hidden')).toContain('~-0.50');
    expect(row(text, 'gradients', 'dense(10) as logits')).toContain('none');
    expect(row(text, 'gradients', 'relu')[2]).toBe('?');
    for (const legend of ['~: ', 'none: ', '?: ', 'a -> b: ']) expect(text.some((line) => line.startsWith(legend))).toBe(true);
    expect(text).toContain('hidden: the forward map does not hold still');
    expect(lines(analyzed(residual), 200, table).some((line) => /^(?:~|none|\?): /.test(line))).toBe(false);
  });

  it('tells what is known of one copy alone', () => {
    const text = lines(
      analyzed(chain, ({ operator }, copy) => (operator === 'relu' && copy === 0 ? { local: undefined } : {})),
      200,
      table,
    );
    expect(row(text, 'gradients', 'relu').slice(-3)).toEqual(['? -> -0.25', '? -> -0.20', '? -> -0.05']);
    // A part that is nothing wherever it is known stays away.
    expect(row(text, 'gradients', 'relu').join(' ')).not.toContain('0.00');
  });

  it('takes columns of others', () => {
    const sampled: GradientColumn = {
      key: 'sampled',
      title: 'sampled',
      legend: 'of 200 draws',
      behind: 'output',
      ofNode: (node, copy) => (node.operator === 'relu' ? -copy : undefined),
      ofInput: () => -3,
    };
    const text = lines(analyzed(chain), 120, { ...table, extras: [sampled] });
    expect(row(text, 'gradients', 'gradients').slice(2, 4)).toEqual(['dL/dy', 'sampled']);
    expect(row(text, 'gradients', 'input x')[3]).toBe('-3.00');
    expect(row(text, 'gradients', 'relu')).toContain('0.00 -> -2.00');
    expect(text).toContain('sampled: of 200 draws');
  });

  it('is a column among the costs where it is not asked for', () => {
    const text = lines(analyzed(chain), 100, { detail: 'column', extras: [], remarks: [] });
    expect(row(text, 'layer', 'repeat x 3')).toContain('-1.75 -> -0.75');
    expect(text.some((line) => line.startsWith('gradients'))).toBe(false);
  });

  it('is whole in Markdown', () => {
    const text = analysisMarkdown(analyzed(chain), { depth: undefined, gradient: () => table });
    expect(text).toContain('| gradients | std | dL/dy | 5-95 % |');
    expect(text).toContain('-1.75 -> -0.75');
  });

  it('is not computed where nobody asks', () => {
    const { gradient, ...rest } = analyzed(residual.replace(/ {2}expect.*\n/, ''));
    expect(gradient.missing).toBeUndefined();
    const unasked: Analysis = {
      ...rest,
      get gradient(): never {
        throw new Error('gradients are computed');
      },
    };
    const nothing = { samples: new Map(), bounds: new Map() };
    const view = gradientView({}, nothing);
    expect(analysesText([unasked], { width: 80, style, depth: undefined, gradient: view })).toContain('--gradient tells how');
    expect(analysisMarkdown(unasked, { depth: undefined, gradient: view })).not.toContain('dL/dy');
    expect([...analysisJson([unasked], [], { hasGradients: hasGradients({}) })].join('')).not.toContain('log10');
    expect(view(analyzed(chain))?.detail).toBe('column');
    expect(gradientView({ gradient: true }, nothing)(unasked)?.detail).toBe('table');
  });

  it('says why nothing is known', () => {
    const analysis = { ...analyzed(chain), gradient: { nodes: new Map(), inputs: [], missing: 'T is open', findings: [] } };
    expect(lines(analysis, 80, table)).toContain('gradients are not known: T is open');
  });
});

describe('JSON', () => {
  const schemas = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
  for (const name of ['analysis', 'attenuation', 'gradient']) {
    schemas.addSchema(JSON.parse(readFileSync(join(root, 'apps/cli/schema', `${name}.schema.json`), 'utf8')) as object);
  }
  const faults = (schema: string, document: object): unknown =>
    schemas.validate(schema, JSON.parse(JSON.stringify(document))) ? [] : schemas.errors;

  const documentOf = (analysis: Analysis, options: AnalysisJsonOptions): { readonly networks: readonly object[] } =>
    JSON.parse([...analysisJson([analysis], [], options)].join('')) as { readonly networks: readonly object[] };

  it('has every copy, and null with zero for nothing', () => {
    const document = documentOf(
      analyzed(chain, ({ label }) => (label === 'hidden' ? { outputs: [decades(-Infinity)] } : {})),
      { hasGradients: () => true },
    );
    expect(faults('analysis.schema.json', document)).toEqual([]);
    const [network] = document.networks as readonly {
      readonly gradient: object;
      readonly nodes: readonly { readonly id: string; readonly gradient: object }[];
    }[];
    const of = (id: string): unknown => network?.nodes.find((node) => node.id === id)?.gradient;
    expect(of('hidden')).toMatchObject({
      output: { log10Rms: null, zero: true },
      copies: [],
      local: { maximumSlope: -0.2 },
      reliable: true,
    });
    expect(of('repeat.relu')).toMatchObject({
      output: { log10Rms: -1.75 },
      copies: [{ copy: 0 }, { copy: 1, output: { log10Rms: -1.25, zero: false } }, { copy: 2 }],
    });
    expect(network?.gradient).toMatchObject({ missing: null, inputs: [{ name: 'x', gradient: { log10Rms: -2.25 } }] });
  });

  it('has nothing of gradients where they are not computed', () => {
    const document = documentOf(analyzed(chain), { hasGradients: () => false });
    expect(faults('analysis.schema.json', document)).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('log10Rms');
  });

  it('of one tensor follows its schema', () => {
    const read = readGradient(analyzed(residual), 'x', 1);
    if ('why' in read) throw new Error(read.why);
    const [node] = read.detail.analysis.gradient.nodes.keys();
    if (node === undefined) throw new Error('there is no node');
    expect(
      faults(
        'gradient.schema.json',
        gradientDetailJson({ ...read.detail, elasticities: [{ scaled: { node, copy: 1 }, exponent: 0.9, tenth: undefined }] }),
      ),
    ).toEqual([]);
  });
});

/** Four fifths of what reaches the input of a residual block come by its shortcut. */
const shortcuts: Change = (node) => {
  const [shortcut] = node.inputs;
  return node.inputs.length === 2 ? { pathShares: node.inputs.map((input) => (input === shortcut ? 0.8 : 1)) } : {};
};

describe('the way back', () => {
  it('adds up to the gradient, copy by copy', () => {
    const { graph, gradient } = analyzed(chain);
    const [input] = graph.inputs;
    if (input === undefined) throw new Error('there is no input');
    const { steps, isWhole } = routeTo({ tensor: input.tensor, copy: 0 }, gradient, placesOf(graph));
    expect(isWhole).toBe(true);
    expect(steps.map(({ node, copy }) => `${node.id} ${copy}`)).toEqual([
      ...[
        'logits 0',
        'relu 0',
        'hidden 0',
        'repeat.relu 2',
        'repeat.dense 2',
        'repeat.relu 1',
        'repeat.dense 1',
        'repeat.relu 0',
        'repeat.dense 0',
      ],
    ]);
    expect(steps.reduce((sum, step) => sum + (step.decades?.total ?? NaN), 0)).toBeCloseTo(-2.25, 12);
    expect(steps.map(({ reached }) => reached)).toEqual(steps.map((_, index) => -0.25 * (index + 1)));
  });

  it('follows the larger part where ways meet, and tells both', () => {
    const { graph, gradient } = analyzed(residual, shortcuts);
    const [input] = graph.inputs;
    if (input === undefined) throw new Error('there is no input');
    const { steps } = routeTo({ tensor: input.tensor, copy: 0 }, gradient, placesOf(graph));
    const own = steps.map(({ node: { operator }, copy }) => `${operator} ${copy}`);
    expect(own).toEqual(['dense 0', 'dense 2', 'add 2', 'dense 1', 'add 1', 'dense 0', 'add 0']);
    expect(steps.at(-1)?.ways.map(({ node, share }) => [node.operator, share])).toEqual([
      ['add', 0.8],
      ['dense', expect.closeTo(0.2, 12)],
    ]);
  });

  it.each([40, 80, 120])('is told in %i columns', (width) => {
    const read = readGradient(analyzed(residual, shortcuts), 'y', 2);
    if ('why' in read) throw new Error(read.why);
    const text = gradientDetailText(read.detail, { width, style, depth: undefined }).split('\n');
    expect(text.filter((line) => Array.from(line).length > width)).toEqual([]);
    const told = text.join(' ').replace(/\s+/g, ' ');
    expect(told).toContain('gradient at y, copy 2 of 3 of Deep: -1.25 decades, 0.0562 of that at the output');
    expect(row(text, 'the way back', 'dense(10) as logits').at(-1)).toBe('-0.25');
    expect(told).toContain(
      'at repeat.Layer.y the gradient comes from repeat.Layer.residual (80.0 %), repeat.Layer.residual.1.dense (20.0 %)',
    );
  });

  it('says what there is where a name is wrong', () => {
    expect(readGradient(analyzed(chain), 'hiden', 1)).toMatchObject({ why: expect.stringContaining('did you mean hidden?') as string });
    expect(readGradient(analyzed(chain), 'hidden', 2)).toEqual({ why: 'there is only one of hidden', hasTensor: true });
    expect(readGradient(analyzed(chain), 'repeat.relu', 4)).toMatchObject({ why: 'repeat.relu has copies 1 to 3, and 4 is none of them' });
  });
});

describe('assertions', () => {
  /** Every assertion with its verdict and the message of one that does not hold. */
  function verdicts(text: string, change?: Change): readonly (readonly [string, boolean | undefined, string])[] {
    const { graph, cost, sizes, gradient } = analyzed(text, change);
    const { assertions, diagnostics } = checkAssertions(graph, { cost, sizes, gradientAt: () => gradient });
    return assertions.map(({ assertion, holds }) => {
      const said = diagnostics.find(({ message }) => message.includes(assertion.text));
      return [assertion.text, holds, said === undefined ? '' : [said.primary.message, ...said.notes].join('; ')] as const;
    });
  }

  it('measure the ratio, and tell which layers attenuate', () => {
    expect(verdicts(chain)).toEqual([
      [
        'gradient(x) > 1e-1',
        false,
        '0.00562 (-2.25 decades); under by 1.25 decades; attenuated most by repeat.relu -0.75 decades in 3 copies (slope -0.60, spread -0.15); ' +
          'repeat.dense -0.75 decades in 3 copies (slope -0.60, spread -0.15); logits -0.25 decades (slope -0.20, spread -0.05)',
      ],
      ['gradient(logits) > 0.99', true, ''],
    ]);
  });

  it('take the copy with the smallest gradient', () => {
    const [[, holds, said] = ['', true, '']] = verdicts(residual);
    expect(holds).toBe(false);
    expect(said).toContain('(-2.25 decades)');
    const { graph } = analyzed(residual);
    expect(nodesOf(graph.body).find(({ node }) => node.label === 'y')?.copies).toBe(3);
  });

  it('are not decided by what is not known or not to be relied on', () => {
    expect(verdicts(residual, ({ label }, copy) => (label === 'y' && copy === 1 ? { outputs: [undefined] } : {}))).toEqual([
      ['gradient(y) > 1e-1', undefined, expect.stringContaining('not known')],
    ]);
    expect(
      verdicts(residual, ({ label }, copy) => (label === 'y' ? { outputs: [undefined], doubts: [`copy ${copy} swings`] } : {})),
    ).toEqual([['gradient(y) > 1e-1', undefined, expect.stringContaining('not known: copy 0 swings')]]);
    expect(verdicts(residual, () => ({ isReliable: false, doubts: ['it swings'] }))).toEqual([
      ['gradient(y) > 1e-1', undefined, expect.stringContaining('the estimate is not reliable: it swings')],
    ]);
  });

  it('know a gradient of exactly zero', () => {
    expect(verdicts(residual, () => ({ outputs: [decades(-Infinity)] }))).toEqual([['gradient(y) > 1e-1', false, '0']]);
  });
});
