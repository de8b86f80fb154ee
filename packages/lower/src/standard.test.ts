/** The standard library: its texts are those of std/*.net, and networks made of its blocks have the parameters that were published. */
import { readdirSync, readFileSync } from 'node:fs';
import { renderDiagnostic, sourceFile } from '@trammel/diagnostics';
import { verifyGraph } from '@trammel/graph';
import { expect, it } from 'vitest';
import { parameterCount } from '../test/parameter-count.js';
import { compile } from './compile.js';
import { standardTexts } from './std.generated.js';

const folder = new URL('../std/', import.meta.url);

it('is what stands in std/*.net (else run node tools/std/generate.mjs)', () => {
  const texts = readdirSync(folder).map((path) => [path.replace(/\.net$/, ''), readFileSync(new URL(path, folder), 'utf8')]);
  expect(standardTexts).toEqual(Object.fromEntries(texts));
});

const networks = {
  ResNet50: {
    parameters: 25_557_032,
    text: 'import { ResNet } from "std/resnet"\n\nnet ResNet50 = ResNet()\n',
  },
  ResNet34: {
    parameters: 21_797_672,
    text: `import { BasicBlock, Stem } from "std/resnet"

net ResNet34(depths = (3, 4, 6, 3)) {
  input image: [N, C=3, H=224, W=224]
  Stem
  for n, i in depths {
    BasicBlock(64 * 2^i, stride = if i == 0 then 1 else 2)
    repeat n - 1 { BasicBlock(64 * 2^i) }
  }
  global_avgpool -> dense(1000)
}
`,
  },
  Inception3a: {
    parameters: 163_696,
    text: `import { Inception } from "std/inception"

net Inception3a {
  input x: [N, C=192, H=28, W=28]
  Inception(64, 96, 128, 16, 32, 32) : [N, 256, 28, 28]
}
`,
  },
  MobileNetV2: {
    parameters: 3_504_872,
    text: `import { ConvBNReLU6, InvertedResidual } from "std/mobilenet"

net MobileNetV2(widths = (24, 32, 64, 96, 160, 320), depths = (2, 3, 4, 3, 3, 1), strides = (2, 2, 2, 1, 2, 1)) {
  input image: [N, C=3, H=224, W=224]
  ConvBNReLU6(32, 3x3, 2) -> InvertedResidual(16, expand=1)
  for n, i in depths {
    InvertedResidual(item(widths, i), stride=item(strides, i))
    repeat n - 1 { InvertedResidual(item(widths, i)) }
  }
  ConvBNReLU6(1280) -> global_avgpool -> dropout(0.2) -> dense(1000)
}
`,
  },
  DenseNet121: {
    parameters: 7_978_856,
    text: `import { DenseLayer, Transition } from "std/densenet"

net DenseNet121 {
  input image: [N, C=3, H=224, W=224]
  conv(64, 7x7, stride=2, pad=3, bias=false) -> bn -> relu -> maxpool(3x3, stride=2, pad=1)
  for n, i in (6, 12, 24, 16) {
    repeat n { DenseLayer(32) }
    if i < 3 { Transition }
  }
  bn -> relu -> global_avgpool -> dense(1000)
}
`,
  },
  UNet: {
    parameters: 31_037_698,
    text: `import { DoubleConv, Down, Up } from "std/unet"

net UNet(width = 64) {
  input image: [N, C=3, H=224, W=224]
  DoubleConv(width) as d1
  Down(2 * width) as d2
  Down(4 * width) as d3
  Down(8 * width) as d4
  Down(16 * width)
  Up(8 * width, skip=d4) -> Up(4 * width, skip=d3) -> Up(2 * width, skip=d2) -> Up(width, skip=d1)
  conv(2, 1x1)
}
`,
  },
  ViT: {
    parameters: 86_567_656,
    text: `import { EncoderBlock, PatchEmbedding } from "std/transformer"

/// ViT-B/16.
net ViT(width = 768) {
  input image: [N, C=3, H=224, W=224]
  PatchEmbedding(width, 16) : [N, T=197, D=768]
  repeat 12 { EncoderBlock(12) }
  layer_norm -> slice(T, 0, 1) -> rearrange([N, T, D] => [N, D]) -> dense(1000)
}
`,
  },
  GPT2: {
    parameters: 124_439_808,
    text: `import { GPTBlock } from "std/transformer"

net GPT2 {
  input tokens: int[N, T <= 1024]
  layer wte = embedding(50257, 768)
  wte -> pos_embed(1024) -> dropout(0.1)
  repeat 12 { GPTBlock(12, drop=0.1) }
  layer_norm -> wte.attend
}
`,
  },
  Translator: {
    // 2 tables of 32000 x 512, 6 encoder and 6 decoder blocks of width 512, and a tied head.
    parameters:
      2 * 32_000 * 512 + 6 * (4 * 262_656 + 2 * 1024 + 1_050_624 + 1_049_088) + 6 * (8 * 262_656 + 3 * 1024 + 1_050_624 + 1_049_088),
    text: `import { DecoderBlock, EncoderBlock, SinusoidalPositions } from "std/transformer"

net Translator(width = 512) {
  input source: int[N, S], target: int[N, T]
  layer words = embedding(32000, width)
  encoded = source -> embedding(32000, width) -> SinusoidalPositions -> Encoder
  target -> words -> SinusoidalPositions
  repeat 6 { DecoderBlock(8, memory=encoded) }
  words.attend : [N, T, D=32000]
}

block Encoder {
  repeat 6 { EncoderBlock(8) }
}
`,
  },
} as const;

it.each(Object.entries(networks))('%s of the standard library', (_, { text, parameters }) => {
  const { networks: found, diagnostics } = compile(sourceFile('example.net', text), {
    resolve: () => ({ why: 'there are no other files' }),
  });
  expect(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join('\n\n')).toBe('');
  const graph = found[0]?.graph;
  if (graph === undefined) throw new Error('there is no graph');
  expect(verifyGraph(graph)).toEqual([]);
  expect(parameterCount(graph)).toBe(parameters);
});
