// The page of a generated WebGPU module, in a real browser: it loads the network and runs it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openBrowser, type OpenBrowser } from '@trammel/browser';
import { sourceFile } from '@trammel/diagnostics';
import { generateWgsl } from '@trammel/target-wgsl';
import { compile } from 'trammel';
import { afterAll, beforeAll, expect, test } from 'vitest';

const text = 'net Tiny {\n  input x: [N, C=1, H=6, W=6]\n  conv(4, 3) -> relu -> flatten -> dense(3) -> softmax as shares\n}\n';

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript' };

let browser: OpenBrowser;
let server: Server;
beforeAll(async () => {
  const graph = compile(sourceFile('tiny.net', text), { resolve: () => ({ why: 'it stands alone' }) }).networks[0]?.graph;
  const files = new Map(graph === undefined ? [] : generateWgsl(graph).files.map((file) => [`/${file.path}`, file.text]));
  server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const content = files.get(path);
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': types[path.split('.').at(-1) ?? ''] ?? 'text/plain' });
    response.end(content);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  server.close();
});

test('it loads, runs, and shows what came out', async () => {
  const opened = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const { page } = opened;
  await page.waitForFunction('document.getElementById("status").textContent !== "Loading the network"');
  expect(await page.textContent('#status')).toMatch(/^Loaded and run once/);
  const shown = (await page.textContent('#result')) ?? '';
  const shares = shown.replace(/^.*: /, '').split(', ').map(Number);
  expect(shown).toMatch(/^shares \[1, 3\]: /);
  expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-3);
  await opened.close();
});
