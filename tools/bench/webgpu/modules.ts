// The cases as generated modules, and the browser that they run in. Not the page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '@trammel/browser';
import { sourceFile } from '@trammel/diagnostics';
import { parametersByName } from '@trammel/graph';
import { generateWgsl } from '@trammel/target-wgsl';
import type { Page } from 'playwright-core';
import { compile } from 'trammel';

const matmul = (size: number): string =>
  `net Matmul {\n  input a: [M=${size}, K=${size}], b: [K=${size}, P=${size}]\n  matmul(a, b) as y\n}\n`;
const training = (net: string): string => `train ${net} {\n  loss = cross_entropy(logits, labels)\n  optimizer = momentum(0.01)\n}\n`;

const sources: Readonly<Record<string, string>> = {
  matmul512: matmul(512),
  matmul1024: matmul(1024),
  convolution: 'net Convolution {\n  input x: [N, C=64, H=56, W=56]\n  conv(64, 3x3, pad=1, bias=false) as y\n}\n',
  perceptron: `net Perceptron {\n  input x: [N, D=784]\n  repeat 9 { dense(256) -> sigmoid }\n  dense(10) as logits\n}\n${training('Perceptron')}`,
  lenet: `net LeNet {
  input x: [N, C=1, H=28, W=28]
  conv(6, 5x5, pad=2) -> sigmoid -> avgpool(2)
  conv(16, 5x5) -> sigmoid -> avgpool(2) -> flatten
  dense(120) -> sigmoid
  dense(84) -> sigmoid
  dense(10) as logits
}
${training('LeNet')}`,
  encoder: `block Layer(heads, hidden) {
  input x: [N, S, E]
  residual { attention(heads) }
  layer_norm
  residual { dense(hidden) -> relu -> dense(E) }
  layer_norm
}
net Encoder {
  input x: [N, S=128, E=256]
  repeat 6 { Layer(4, 1024) }
}`,
};

/** Networks of the corpus by the names of their cases. */
const published: Readonly<Record<string, { readonly file: string; readonly net: string }>> = {
  resnet18: { file: 'resnet.net', net: 'ResNet18' },
  mobilenetV2: { file: 'mobilenet-v2.net', net: 'MobileNetV2' },
};

/** A module, the input that it asks for first, and how its weights begin: kernels as all libraries have them, all else constant. */
export interface Case {
  readonly name: string;
  readonly text: string;
  readonly input: string;
  readonly parameters: readonly { readonly name: string; readonly count: number; readonly fan: number; readonly constant?: number }[];
}

/** The cases; `corpus` is the folder of the published networks. */
export function modules(corpus: string): readonly Case[] {
  const texts = Object.entries(published).map(([name, { file, net }]) => ({ name, net, text: readFileSync(join(corpus, file), 'utf8') }));
  return [...Object.entries(sources).map(([name, text]) => ({ name, net: undefined, text })), ...texts].map(({ name, net, text }) => {
    const options = net === undefined ? {} : { net };
    const { networks, diagnostics } = compile(sourceFile(`${name}.net`, text), { resolve: () => ({ why: 'it stands alone' }) }, options);
    const graph = networks[0]?.graph;
    if (graph === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
    const parameters = [...parametersByName(graph)].map(([parameter, { shape, initializer }]) => {
      const count = shape.reduce((product, { size }) => product * Number(size), 1);
      const beginning = initializer.kind === 'constant' ? { constant: initializer.value } : {};
      return { name: parameter, count, fan: count / Number(shape[0]?.size ?? 1), ...beginning };
    });
    return { name, text: generateWgsl(graph).files[0]?.text ?? '', input: graph.inputs[0]?.name ?? '', parameters };
  });
}

/** Opens a page, does the work, and closes the browser. */
export async function withBrowser(address: string, work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    const { page } = await browser.open(address);
    page.setDefaultTimeout(0);
    await work(page);
  } finally {
    await browser.close();
  }
}
