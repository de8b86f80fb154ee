// Whether anything sticks out of a page sideways.
import type { Page } from 'playwright-core';

export interface Overflow {
  /** A tag with its id and classes. */
  readonly element: string;
  /** How far beyond the right edge of the window, in CSS pixels. */
  readonly by: number;
}

/** Elements that make the page itself scroll sideways; those in a box that scrolls by itself do not. */
export async function overflowing(page: Page): Promise<readonly Overflow[]> {
  return page.evaluate<readonly Overflow[]>(`(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    if (root.scrollWidth <= width) return [];
    const scrolls = (element) => {
      for (let outer = element.parentElement; outer !== null; outer = outer.parentElement) {
        if (getComputedStyle(outer).overflowX !== 'visible' && outer !== document.body && outer !== root) return true;
      }
      return false;
    };
    const found = [...document.querySelectorAll('body *')]
      .map((element) => ({ element, by: Math.round(element.getBoundingClientRect().right - width) }))
      .filter(({ element, by }) => by > 0 && !scrolls(element))
      .map(({ element, by }) => ({
        element: element.tagName.toLowerCase() + (element.id === '' ? '' : '#' + element.id) + [...element.classList].map((name) => '.' + name).join(''),
        by,
      }));
    return found.length > 0 ? found.slice(0, 10) : [{ element: 'html', by: root.scrollWidth - width }];
  })()`);
}
