// Advice on small networks: what is found, what it comes to, and that each edit is what it says.
import { analyze, measuresOf, type Advice } from '@trammel/analysis';
import { applyEdits, sourceFile } from '@trammel/diagnostics';
import { compile, type SourceProvider } from '@trammel/lower';
import { format } from '@trammel/syntax';
import { present, printType } from '@trammel/tensor';
import { describe, expect, it } from 'vitest';
import { adviceFor } from './advice.js';

const provider: SourceProvider = { resolve: () => ({ why: 'there are no other files' }) };

function analysed(text: string): ReturnType<typeof analyze> {
  const { networks, diagnostics } = compile(sourceFile('test.net', text), provider, {});
  return analyze(present(networks[0]?.graph, () => diagnostics.map(({ message }) => message).join('\n')));
}

/** Of each text once. */
const known = new Map<string, readonly Advice[]>();

function adviceOn(text: string): readonly Advice[] {
  const found = known.get(text) ?? adviceFor({ analysis: analysed(text), provider });
  known.set(text, found);
  return found;
}

const after = (text: string, { edits }: Advice): string => applyEdits(text, edits);
const nameOf = ({ idea }: Advice): string => (idea.kind === 'alternative' ? idea.name : idea.kind === 'finding' ? idea.code : idea.kind);
const named = (advice: readonly Advice[], name: string): Advice =>
  present(
    advice.find((each) => nameOf(each) === name),
    () => `there is only ${advice.map(nameOf).join(', ')}`,
  );

const naive = `net Naive {
  input x: [N, C=256, H=32, W=32]

  concat(C) {
    | conv(128, 1x1) -> relu
    | conv(192, 3x3, pad=same) -> relu
    | conv(96, 5x5, pad=same) -> relu
    | maxpool(3x3, stride=1, pad=same)
  }
}
`;

const blocks = `block ConvBN(c, k = 1x1, stride = 1) {
  conv(c, k, stride=stride, pad=half, bias=false) -> bn
}

block Stage(width) {
  repeat 3 { ConvBN(width, 3x3) -> relu }
}

net Blocks {
  input x: [N, C=3, H=32, W=32]

  ConvBN(64, 3x3) -> relu
  Stage(64)
  ConvBN(128) -> relu
  Stage(128)
  global_avgpool -> dense(10)
}
`;

const growing = `net Growing {
  input x: [N, C=3, H=32, W=32]

  for width in (32, 64) {
    repeat 2 { conv(width, 3x3, pad=1) -> relu }
    maxpool(2)
  }
  global_avgpool -> dense(10)
}
`;

const head = `net Head {
  input x: [N, C=3, H=16, W=16]

  conv(32, 3x3, pad=half, init=he_normal) -> relu
  flatten
  dense(100, init=he_normal) -> relu -> dense(10)

  assert params == 821_206
}
`;

const sigmoids = `net Sigmoids {
  input x: [N, C=64]

  repeat 8 { dense(64) -> sigmoid }
  dense(10)
}
`;

describe('advice', () => {
  it('finds the bottleneck of the Inception module, and what it comes to', () => {
    const advice = named(adviceOn(naive), 'bottleneck');
    expect(after(naive, advice)).toBe(
      naive.replace('| conv(192', '| conv(64, 1x1) -> relu -> conv(192').replace('| conv(96', '| conv(64, 1x1) -> relu -> conv(96'),
    );
    // The cut: 2 * 32^2 * 64 * 256; the windows: a quarter of 629,145,600 + 452,984,832; the first branch: 33,554,432.
    expect(advice.after.figures.multiplications).toBe(33_554_432 + 270_532_608 + 33_554_432);
    expect(advice.after.figures.parameters).toBe(32_896 + 264_480 + 2 * 16_448);
    expect([advice.before.receptiveField, advice.after.receptiveField, advice.layers]).toEqual([5, 5, 2]);
  });

  it('counts all uses of a block, and leads an argument through it', () => {
    const advice = named(adviceOn(blocks), 'depthwise');
    expect(after(blocks, advice)).toContain('repeat 3 { ConvBN(width, 3x3, groups=width) -> ConvBN(width) -> relu }');
    expect(after(blocks, advice)).toContain('block ConvBN(c, k = 1x1, stride = 1, groups = 1) {');
    expect(after(blocks, advice)).toContain('bias=false, groups=groups)');
    expect(advice.layers).toBe(6);
  });

  it('pools before a head that reads a map in one row, and names the assertion that this breaks', () => {
    const advice = named(adviceOn(head), 'pooled');
    expect(after(head, advice)).toBe(head.replace('flatten', 'global_avgpool'));
    expect(advice.after.figures.parameters).toBe(896 + 33 * 100 + 1010);
    expect(advice.broken).toEqual(['params == 821_206']);
  });

  it('measures what mends a gradient', () => {
    const [first] = adviceOn(sigmoids);
    expect(first?.idea.kind).toBe('finding');
    expect(first?.before.gradient?.smallest).toBeLessThan(-3);
    expect(first?.after.gradient?.smallest).toBeGreaterThan(-1);
  });

  it('makes a block where uses of a call differ in channels, which it tells apart', () => {
    const advice = named(adviceOn(growing), 'depthwise');
    expect(after(growing, advice)).toContain(
      'block Separable(channels, kernel, pad) {\n  input x: [N, C, H, W]\n  conv(C, kernel, pad=pad, groups=C) -> conv(channels, 1x1)\n}\n',
    );
    expect(after(growing, advice)).toContain('repeat 2 { Separable(width, 3x3, pad=1) -> relu }');
    // A window of each of 3, 32, 32 and 64 channels, and as many mixed: 9 * 131 + 131 and 32 * 35 + 64 * 96 + 96 + 96.
    expect(advice.after.figures.parameters).toBe(1310 + 32 * 35 + 64 * 96 + 192 + 650);
    const bottleneck = named(adviceOn(growing), 'bottleneck');
    expect(after(growing, bottleneck)).toContain('if C > 3 { conv(C / 4, 1x1');
    expect([advice.layers, bottleneck.layers]).toEqual([4, 3]);
  });

  it('tells what an idea comes to where it is taken less or further', () => {
    const { others, after: then } = named(adviceOn(naive), 'bottleneck');
    expect(others.map(({ degree }) => degree)).toEqual([2, 8]);
    const [half, eighth] = others.map(({ figures }) => figures.multiplications);
    // The cut and the windows are in proportion to the channels that are left; the first branch stays.
    expect([half, eighth]).toEqual([33_554_432 + 2 * 304_087_040, 33_554_432 + 304_087_040 / 2]);
    expect(then.figures.multiplications).toBe(33_554_432 + 304_087_040);
  });

  it('is made with what mends its gradients where they would vanish by it', () => {
    const text = `net Deep {\n  input x: [N, C=64, H=8, W=8]\n\n  repeat 16 { conv(64, 3x3, pad=1) -> relu }\n}\n`;
    const advice = named(adviceOn(text), 'bottleneck');
    expect(advice.before.gradient?.smallest).toBeGreaterThan(-3);
    expect([advice.mending, advice.losesGradients]).toEqual(['with `init=he_normal`', false]);
    expect(after(text, advice)).toContain('conv(16, 1x1, init=he_normal) -> relu -> conv(64, 3x3, pad=1, init=he_normal) -> relu');
    expect(advice.after.gradient?.smallest).toBeGreaterThan(-1);
  });

  it('tells the two together that save more than either', () => {
    const text = head.replace(
      'conv(32, 3x3, pad=half, init=he_normal) -> relu',
      'conv(32, 3x3, pad=half) -> relu -> conv(64, 3x3, pad=half) -> relu',
    );
    const advice = adviceOn(text);
    const last = present(advice.at(-1), () => 'there is none');
    expect(last.idea.kind === 'together' ? last.idea.parts.map(({ place }) => place) : []).toEqual([0, 1]);
    expect(after(text, last)).toContain('global_avgpool');
    expect(after(text, last)).toContain('groups=32');
  });

  it('cuts no channels behind a cut', () => {
    const cut = naive
      .replace('| conv(192', '| conv(64, 1x1) -> relu -> conv(192')
      .replace('| conv(96', '| conv(64, 1x1) -> relu -> conv(96');
    expect(adviceOn(cut).map(nameOf)).not.toContain('bottleneck');
    expect(adviceOn(cut).map(nameOf)).toContain('depthwise');
  });

  it('says nothing where nothing pays', () => {
    expect(adviceOn('net A {\n  input x: [N, C=64]\n\n  dense(64, init=he_normal) -> relu -> dense(10)\n}\n')).toEqual([]);
    // What stands in the standard library is not edited.
    expect(
      adviceOn(
        'import { BasicBlock } from "std/resnet"\n\nnet A {\n  input x: [N, C=64, H=16, W=16]\n\n  BasicBlock(64)\n  global_avgpool -> dense(10)\n}\n',
      ),
    ).toEqual([]);
  });

  it.each([
    ['naive', naive],
    ['blocks', blocks],
    ['head', head],
    ['sigmoids', sigmoids],
    ['growing', growing],
    ['in no style', naive.replaceAll('  ', '     ')],
  ])('of %s is measured on the very text that its edits make', (_, text) => {
    const before = analysed(text);
    const advice = adviceOn(text);
    expect(advice.length).toBeGreaterThan(0);
    for (const each of advice) {
      const edited = after(text, each);
      const measured = analysed(edited);
      expect(measuresOf(measured)).toEqual(each.after);
      expect(measured.graph.outputs.map(({ tensor }) => printType(tensor.type))).toEqual(
        before.graph.outputs.map(({ tensor }) => printType(tensor.type)),
      );
      const isStyled = (file: string): boolean => format(sourceFile('test.net', file)).text === file;
      expect(isStyled(edited)).toBe(isStyled(text));
    }
  });
});
