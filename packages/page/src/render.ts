// The templates of the page, made ready to be filled in.
import Handlebars from 'handlebars';
import { templates } from './assets.generated.js';
import type { PageView } from './views.js';

/** The page with everything put in. */
export const renderPage = (view: PageView): string => render('page', view);

/** The patterns that charts are filled with, as an SVG of nothing else. */
export const renderPatterns = (): string => render('patterns', {});

function render(name: string, view: unknown): string {
  const made = new Map(Object.entries(templates).map(([each, specification]) => [each, Handlebars.template<unknown>(specification)]));
  return made.get(name)?.(view, { partials: Object.fromEntries(made) }) ?? '';
}
