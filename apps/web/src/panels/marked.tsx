// Markup that the page package made, in which everything that somebody wrote is escaped. The one place where markup is put in as it is.
import type { JSX } from 'preact';

interface MarkedProps {
  readonly as: 'p' | 'div' | 'span';
  readonly markup: string;
  readonly className?: string;
}

export function Marked({ as: Element, markup, className }: MarkedProps): JSX.Element {
  return <Element class={className ?? ''} dangerouslySetInnerHTML={{ __html: markup }} />;
}
