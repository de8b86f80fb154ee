// Whether a page can be used by who sees little or nothing, in both colour schemes: rules of axe-core, and a name for whatever takes the focus.
import { axeViolations, type OpenPage } from '@trammel/browser';
import { beforeAll, describe, expect, test } from 'vitest';
import { hostileNetwork, hostilePath } from './hostile.js';
import { inBrowser } from './in-browser.js';
import { pageOf, pageOfFile } from './pages.js';

const used = inBrowser();

/** The roles of what takes the focus and says nothing, as a screen reader is told. */
async function namelessControls({ page }: OpenPage): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const focusable = nodes.filter(
    ({ ignored, properties }) => !ignored && properties?.some(({ name, value }) => name === 'focusable' && value.value === true),
  );
  expect(focusable.length).toBeGreaterThan(20);
  // The page itself, and where the link past the contents leads.
  const places = ['RootWebArea', 'main'];
  return focusable.flatMap(({ role, name }) =>
    String(name?.value ?? '').trim() === '' && !places.includes(String(role?.value)) ? [String(role?.value)] : [],
  );
}

describe.each([
  ['LeNet-5', () => pageOfFile('examples/lenet.net')],
  ['U-Net', () => pageOfFile('tools/corpus/unet.net', 'UNet')],
  ['ResNet-50', () => pageOfFile('tools/corpus/resnet.net', 'ResNet50')],
  ['GPT-2', () => pageOfFile('tools/corpus/gpt2.net', 'GPT2Small')],
  ['two networks compared', () => pageOfFile('examples/hw5/inception.net')],
  ['findings', () => pageOfFile('examples/hw5/vanishing.net')],
  ['hostile names', () => pageOf(hostilePath, hostileNetwork)],
] as const)('the page of %s', (name, made) => {
  let address: string;
  beforeAll(async () => {
    address = used.folder.put(name, await made());
  });

  test.each([
    ['light', 360],
    ['dark', 1280],
  ] as const)('is accessible when it is %s and %s pixels wide, with everything open', async (colorScheme, width) => {
    const opened = await used.browser.open(address, { colorScheme, width });
    await opened.page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
    expect(await axeViolations(opened.page)).toEqual([]);
    expect(await namelessControls(opened)).toEqual([]);
    await opened.close();
  });
});
