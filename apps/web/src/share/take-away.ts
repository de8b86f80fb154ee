// What can be taken away of a network, how it is made and what comes of it in words. Not the dialog that offers it.
import { addressOf } from '../state/address.js';
import { problemOf } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import type { ExportForm } from '../worker/protocol.js';
import { copyPicture, copyText, type Copied } from './clipboard.js';
import { download, zipped } from './download.js';
import { pictureOf } from './picture.js';

/** One thing to take away; what it gives is a sentence about what was done. */
export interface TakeAway {
  readonly name: string;
  readonly about: string;
  readonly copy?: (playground: Playground) => Promise<string>;
  readonly download?: (playground: Playground) => Promise<string>;
}

/** From the smallest to the largest. */
export const takeAways: readonly TakeAway[] = [
  { name: 'Link', about: 'opens this page as it is now; the text is in it', copy: copyLink },
  textual('markdown', 'Markdown', 'the costs as tables'),
  textual('mermaid', 'Mermaid', 'the graph as a flowchart that Markdown viewers draw'),
  textual('svg', 'SVG', 'the graph as a drawing'),
  { name: 'PNG', about: 'the graph as a picture', copy: copyPng, download: downloadPng },
  { name: 'Report', about: 'everything on one page that needs no other file', download: downloadForm('report', 'text/html') },
  { name: 'TensorFlow.js', about: 'a project that builds and trains it', download: downloadProject('tfjs') },
  { name: 'WebGPU', about: 'a module without dependencies', download: downloadProject('wgsl') },
];

const refused = 'The browser did not let the clipboard be written.';

const copiedWords = (copied: Copied, what: string): string =>
  copied === 'copied' ? `${what} is on the clipboard.` : `${refused} Download it instead.`;

async function copyLink({ saved }: Playground): Promise<string> {
  const address = new URL(await addressOf(saved.peek()), location.href).href;
  if ((await copyText(address)) === 'copied')
    return `The link is on the clipboard: ${address.length.toLocaleString('en')} characters, with the whole text in it. Nothing was sent anywhere.`;
  history.replaceState(null, '', address);
  return `${refused} The link is in the address bar instead.`;
}

function textual(form: ExportForm, name: string, about: string): TakeAway {
  return {
    name,
    about,
    copy: async (playground) => {
      const made = await madeBy(playground, form);
      return 'why' in made ? made.why : copiedWords(await copyText(made.text), name);
    },
    download: downloadForm(form, form === 'svg' ? 'image/svg+xml' : 'text/plain'),
  };
}

function downloadForm(form: ExportForm, type: string): (playground: Playground) => Promise<string> {
  return async (playground) => {
    const made = await madeBy(playground, form);
    if ('why' in made) return made.why;
    download(made.name, new Blob([made.text], { type }));
    return `${made.name} was downloaded.`;
  };
}

async function copyPng(playground: Playground): Promise<string> {
  const made = await pngOf(playground);
  return 'why' in made ? made.why : copiedWords(await copyPicture(made.picture), 'The picture');
}

async function downloadPng(playground: Playground): Promise<string> {
  const made = await pngOf(playground);
  if ('why' in made) return made.why;
  download(made.name, made.picture);
  return `${made.name} was downloaded.`;
}

async function pngOf(playground: Playground): Promise<{ readonly name: string; readonly picture: Blob } | { readonly why: string }> {
  const drawing = await madeBy(playground, 'svg');
  if ('why' in drawing) return drawing;
  const picture = await pictureOf(drawing.text);
  return picture === undefined
    ? { why: 'The browser could not paint the drawing; take the SVG.' }
    : { name: drawing.name.replace(/svg$/, 'png'), picture };
}

function downloadProject(target: string): (playground: Playground) => Promise<string> {
  return async (playground) => {
    const outcome = await playground.ask('generate', { asked: playground.asked(), target });
    if (outcome.kind !== 'answer') return problemOf(outcome);
    if ('why' in outcome.answer) return outcome.answer.why;
    const { files, findings } = outcome.answer;
    if (files.length === 0) return findings[0]?.message ?? 'This network cannot be generated.';
    const folder = `${playground.checked.peek()?.network?.name ?? 'network'}-${target}`;
    download(`${folder}.zip`, await zipped(folder, files));
    return `${folder}.zip was downloaded: ${files.length} files.`;
  };
}

async function madeBy(
  playground: Playground,
  form: ExportForm,
): Promise<{ readonly name: string; readonly text: string } | { readonly why: string }> {
  const outcome = await playground.ask('export', { asked: playground.asked(), form });
  return outcome.kind === 'answer' ? outcome.answer : { why: problemOf(outcome) };
}
