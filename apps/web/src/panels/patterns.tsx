// The patterns that charts refer to, once for the page: causes of falling gradients differ in more than colour.
import type { JSX } from 'preact';
import patterns from '@trammel/page/assets/patterns.hbs?raw';

export function Patterns(): JSX.Element {
  return <div class="patterns" aria-hidden="true" dangerouslySetInnerHTML={{ __html: patterns }} />;
}
