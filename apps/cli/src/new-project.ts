// `new`: a first project that analyses at once.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { writeText } from './files.js';
import type { Host } from './host.js';
import { exitCodes, say, type ExitCode } from './invocation.js';

const network = `/// A small classifier of 28 x 28 images: change it, and run \`trammel analyze network.net\` again.
net Classifier(width = 16, classes = 10) {
  input image: [N, C=1, H=28, W=28]

  conv(width, 3x3, pad=half)     -> bn -> relu -> maxpool(2)
  conv(2 * width, 3x3, pad=half) -> bn -> relu -> maxpool(2)
  global_avgpool
  dense(classes) as logits

  assert params < 10k
  expect macs < 2M
}
`;

const readme = (name: string): string => `# ${name}

A network in \`network.net\`.

    trammel analyze network.net           what it costs and what its units see
    trammel check network.net             errors and assertions only
    trammel analyze network.net --set width=32
    trammel operators                     what layers there are
`;

/** Makes a folder with a network and a README; a folder that holds something is left alone. */
export function newCommand(folder: string, host: Host): ExitCode {
  const target = resolve(folder);
  if (existsSync(target) && !(statSync(target).isDirectory() && readdirSync(target).length === 0)) {
    say(host, `${folder} is there already and not an empty folder; nothing was written`);
    return exitCodes.usage;
  }
  const files = { 'network.net': network, 'README.md': readme(basename(target)) };
  for (const [name, text] of Object.entries(files)) {
    const failed = writeText(join(target, name), text);
    if (failed !== undefined) {
      say(host, `cannot write ${join(folder, name)}: ${failed.why}`);
      return exitCodes.usage;
    }
  }
  host.out.write(`${folder} is ready. Next:\n\n  trammel analyze ${join(folder, 'network.net')}\n`);
  return exitCodes.clean;
}
