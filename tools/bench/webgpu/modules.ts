// The cases as generated modules, and the browser that they run in. Not the page.
import { openBrowser } from '@trammel/browser';
import { sourceFile } from '@trammel/diagnostics';
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
};

/** The modules by the names of their cases. */
export function modules(): readonly { readonly name: string; readonly text: string }[] {
  return Object.entries(sources).map(([name, source]) => {
    const { networks, diagnostics } = compile(sourceFile(`${name}.net`, source), { resolve: () => ({ why: 'it stands alone' }) });
    const graph = networks[0]?.graph;
    if (graph === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
    return { name, text: generateWgsl(graph).files[0]?.text ?? '' };
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
