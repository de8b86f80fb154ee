/** The JSON of the command line: it is what its schemas say, its sums are exact, and its numbers are the published ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { publishedCosts } from './published-costs.js';
import { inFolder, root, runHere } from './run-here.js';

type Count = number | string | null;

interface Operations {
  readonly [figure: string]: Count;
}

interface Network {
  readonly name: string;
  readonly totals: Operations & { readonly backward: Operations };
  readonly nodes: readonly (Operations & { readonly id: string; readonly backward: Operations })[];
  readonly assertions: readonly { readonly severity: string; readonly holds: boolean | null }[];
}

const schemas = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });

beforeAll(() => {
  const folder = join(root, 'apps', 'cli', 'schema');
  for (const name of readdirSync(folder)) schemas.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object);
});

/** What the document breaks of the schema. */
function faults(schema: string, document: unknown): readonly string[] {
  const validate = schemas.getSchema(schema);
  if (validate === undefined) throw new Error(`there is no ${schema}`);
  return validate(document) === true ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

async function json(...words: readonly string[]): Promise<unknown> {
  const { out } = await runHere([...words, '--format', 'json']);
  return JSON.parse(out);
}

interface Bounded {
  readonly networks: readonly {
    readonly bounds: { readonly missing: string | null; readonly inputs: readonly object[] };
    readonly nodes: readonly { readonly bounds: object | null }[];
  }[];
}

/** With bounds, and as the schema says. */
async function bounded(file: string): Promise<Bounded> {
  const document = await json('analyze', file, '--bounds');
  expect(faults('analysis.schema.json', document)).toEqual([]);
  return document as Bounded;
}

/** Every shape of document: branches, repeats, shared weights, open sizes, upsampling, recurrence, single nets and several. */
const networkFiles = [
  ...new Set(publishedCosts.map(({ file }) => file)),
  ...['gpt2', 'lstm', 'transformer', 'shufflenet-v2', 'resnet3d'].map((name) => `tools/corpus/${name}.net`),
  ...['inception', 'receptive', 'vanishing'].map((name) => `examples/hw5/${name}.net`),
];

describe('analyze', () => {
  const documents = new Map<string, Promise<unknown>>();
  /** The document of a file, made once. */
  const documentOf = async (file: string): Promise<{ readonly networks: readonly Network[] }> => {
    const known = documents.get(file) ?? inFolder({}, () => json('analyze', file));
    documents.set(file, known);
    return (await known) as { readonly networks: readonly Network[] };
  };

  it.each(networkFiles)('%s follows the schema, and its nodes sum to its totals', async (file) => {
    const document = await documentOf(file);
    expect(faults('analysis.schema.json', document)).toEqual([]);
    expect(document.networks.length).toBeGreaterThan(0);
    for (const { totals, nodes, assertions } of document.networks) {
      const backward = nodes.map((node) => node.backward);
      expect(sums(nodes)).toEqual(only(totals, keys));
      expect(sums(backward, backwardKeys)).toEqual(only(totals.backward, backwardKeys));
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      // An `expect` may fail: that is what the example of vanishing gradients shows.
      expect(assertions.every(({ severity, holds }) => holds === true || (severity === 'warning' && holds === false))).toBe(true);
    }
  });

  it.each(publishedCosts)('$net costs what is published', async ({ file, net, parameters, buffers, macs }) => {
    const { networks } = await documentOf(file);
    expect(networks.find(({ name }) => name === net)?.totals).toMatchObject({ parameters, buffers, macs });
  });

  it('bounds are told of every copy that has a gradient, with what they take for granted', async () => {
    const text =
      'net Some {\n  input x: [N, C=8], ids: int[N]\n  embedded = ids -> embedding(4, 8)\n  x + embedded\n  repeat 2 { dense(8) -> sigmoid }\n}\n';
    const [{ networks }, { networks: open }] = await inFolder({ 'some.net': text, 'open.net': text.replace('C=8', 'T, C=8') }, async () => [
      await bounded('some.net'),
      await bounded('open.net'),
    ]);
    const bounds = networks[0]?.bounds;
    expect(bounds).toMatchObject({ missing: null, inputRange: { low: -1, high: 1 }, failureProbability: 1e-6 });
    expect(bounds?.inputs).toEqual([
      { name: 'x', bound: { log10AtMost: expect.any(Number) as number, zero: false } },
      { name: 'ids', bound: null },
    ]);
    const [dense, sigmoid] = networks[0]?.nodes.slice(2) ?? [];
    expect(dense?.bounds).toMatchObject({ copies: [{ copy: 0 }, { copy: 1, parameters: { weight: { zero: false } } }] });
    expect(sigmoid?.bounds).toMatchObject({
      outputs: [{ range: { low: expect.closeTo(0, 1) as number, high: expect.closeTo(1, 1) as number } }],
    });
    expect(open[0]?.bounds).toMatchObject({ missing: 'the size T is open' });
  });

  it('open sizes are null and formulas, counts past 2^53 are strings', async () => {
    const files = {
      'open.net': 'net Open {\n  input x: [N, T, D=8]\n  dense(8)\n}\n',
      'large.net': 'net Large {\n  input x: [N, D=1000000]\n  dense(1000000) -> dense(1000000)\n}\n',
    };
    const [open, large] = await inFolder(files, async () => [
      await json('analyze', 'open.net'),
      await json('analyze', 'large.net', '--at', 'N=9007199254740991'),
    ]);
    expect([open, large].flatMap((document) => faults('analysis.schema.json', document))).toEqual([]);
    expect(open).toMatchObject({
      networks: [
        {
          totals: { parameters: 72, macs: null, peakActivationBytes: { inference: null } },
          symbolic: { parameters: '72', macs: '64*N*T' },
        },
      ],
    });
    expect(large).toMatchObject({ networks: [{ totals: { parameters: 2_000_002_000_000, macs: '18014398509481982000000000000' } }] });
  });

  it('a broken file is diagnostics and the networks that could be built', async () => {
    const files = { 'two.net': 'net Good {\n  input x: [N, D=8]\n  dense(8)\n}\n\nnet Bad {\n  input x: [N, D=8]\n  dens(8)\n}\n' };
    const document = await inFolder(files, () => json('analyze', 'two.net'));
    expect(faults('analysis.schema.json', document)).toEqual([]);
    expect(document).toMatchObject({
      networks: [{ name: 'Good' }],
      diagnostics: [{ code: 'unknown-operator', primary: { line: 8, column: 3 } }],
    });
  });
});

const keys = [
  'parameters',
  'buffers',
  'multiplications',
  'additions',
  'activations',
  'comparisons',
  'macs',
  'flops',
  'parameterBytes',
  'activationBytes',
];
const backwardKeys = ['multiplications', 'additions', 'activations', 'comparisons', 'macs', 'flops'];

/** Open counts are null, in sums as in totals. */
const exact = (count: Count | undefined): bigint | null => (count === null ? null : BigInt(count ?? -1));

const only = (figures: Operations, of: readonly string[]): object => Object.fromEntries(of.map((key) => [key, exact(figures[key])]));

function sums(nodes: readonly Operations[], of = keys): object {
  const sum = (key: string): bigint | null =>
    nodes.reduce<bigint | null>((total, node) => {
      const count = exact(node[key]);
      return total === null || count === null ? null : total + count;
    }, 0n);
  return Object.fromEntries(of.map((key) => [key, sum(key)]));
}

describe('the other commands', () => {
  it('check follows its schema', async () => {
    const files = {
      'a.net':
        'net A {\n  input x: [N, T, D=8]\n  dense(8) -> dens(4)\n}\nnet B {\n  input x: [N, T, D=8]\n  dense(8)\n  assert macs < 3\n}\n',
    };
    const document = await inFolder(files, () => json('check', 'a.net'));
    expect(faults('check.schema.json', document)).toEqual([]);
    expect(document).toMatchObject({
      networks: [{ name: 'B', assertions: [{ holds: null }] }],
      diagnostics: [{ severity: 'error' }, { severity: 'warning' }],
    });
  });

  it.each([
    ['examples/hw5/inception.net'],
    ['tools/corpus/vgg16.net', 'tools/corpus/resnet.net:ResNet50'],
    ['tools/corpus/resnet.net:ResNet50', 'tools/corpus/resnet.net:ResNet101'],
    ['tools/corpus/gpt2.net:GPT2', 'tools/corpus/vit-b16.net'],
    ['tools/corpus/mobilenet-v2.net', 'tools/corpus/efficientnet-b0.net'],
  ])('compare %s %s follows its schema, and its kinds sum to the totals', async (...files) => {
    const document = await inFolder({}, () => json('compare', ...files));
    expect(faults('comparison.schema.json', document)).toEqual([]);
    const { left, right, kinds } = document as {
      readonly left: Operations;
      readonly right: Operations;
      readonly kinds: readonly Record<'left' | 'right', Operations>[];
    };
    const figures = ['parameters', 'multiplications'];
    expect(
      sums(
        kinds.map((kind) => kind.left),
        figures,
      ),
    ).toEqual(only(left, figures));
    expect(
      sums(
        kinds.map((kind) => kind.right),
        figures,
      ),
    ).toEqual(only(right, figures));
  });

  it('compare with open sizes', async () => {
    const files = { 'a.net': 'net A {\n  input x: [N, T, D=8]\n  dense(8)\n}\nnet B {\n  input x: [N, T, D=8]\n  dense(4)\n}\n' };
    const document = await inFolder(files, () => json('compare', 'a.net'));
    expect(faults('comparison.schema.json', document)).toEqual([]);
  });

  it.each([[], ['--steps', '0'], ['--net', 'Regression', '--steps', '3', '--at', 'N=2', '--seed', '7']])(
    'equivalence %s %s follows its schema',
    async (...options) => {
      const document = await inFolder({}, () => json('equivalence', 'examples/hw5/momentum.net', ...options));
      expect(faults('equivalence.schema.json', document)).toEqual([]);
    },
  );

  it.each([['examples/hw5/inception.net:Naive'], ['examples/hw5/vanishing.net'], ['examples/lenet.net'], ['tools/corpus/tiny-mlp.net']])(
    'advise %s follows its schema',
    async (file) => {
      const document = await inFolder({}, () => json('advise', file));
      expect(faults('advice.schema.json', document)).toEqual([]);
    },
  );

  it('field follows its schema', async () => {
    const document = await inFolder({}, () => json('field', 'examples/hw5/receptive.net', 'y4[k, 2, 7]'));
    expect(faults('unit.schema.json', document)).toEqual([]);
  });
});
