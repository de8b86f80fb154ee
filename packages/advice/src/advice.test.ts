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
const nameOf = ({ idea }: Advice): string => (idea.kind === 'alternative' ? idea.name : idea.code);
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
