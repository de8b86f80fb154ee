// What axe-core finds against the accessibility of a page: contrast, names, roles, order, landmarks.
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

export interface Violation {
  /** Such as `color-contrast`. */
  readonly rule: string;
  readonly help: string;
  /** The elements, as selectors, each with what is wrong there. */
  readonly places: readonly string[];
}

/** The WCAG 2.2 A and AA rules and axe's best practices; only `within` a selector if one is given. */
export async function axeViolations(page: Page, within?: string): Promise<readonly Violation[]> {
  // By the debugger, so that a strict Content-Security-Policy does not keep it out.
  await page.evaluate(axe.source);
  const context = within === undefined ? 'document' : JSON.stringify(within);
  const results = await page.evaluate<AxeResults>(`axe.run(${context}, { resultTypes: ['violations'] })`);
  return results.violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`.replaceAll(/\s+/g, ' ')),
  }));
}
