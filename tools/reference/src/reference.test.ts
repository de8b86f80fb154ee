/** The reference pages are those that the tables make; `npx vitest run tools/reference -u` writes them anew. */
import { readdirSync } from 'node:fs';
import { operatorPages } from 'trammel';
import { describe, expect, it } from 'vitest';
import { operatorsReference } from './operators-page.js';

const reference = operatorsReference();

describe.each([...reference])('docs/%s', (path, text) => {
  it('is up to date', async () => {
    await expect(text).toMatchFileSnapshot(`../../../docs/${path}`);
  });
});

it('has a section for every operator, and no page besides', () => {
  const headings = [...reference.values()].flatMap((text) => text.match(/^## \w+$/gm) ?? []);
  for (const { name } of operatorPages()) expect(headings).toContain(`## ${name}`);
  const files = readdirSync(new URL('../../../docs/operators/', import.meta.url)).map((name) => `operators/${name}`);
  expect(files.filter((path) => !reference.has(path))).toEqual([]);
});
