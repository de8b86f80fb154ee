// The terminal: its width, whether it shows colours, and the colours of texts.
import { plainStyle, type Style } from '@trammel/diagnostics';
import type { TableStyle } from '@trammel/report';
import colors from 'picocolors';
import type { Host, Sink } from './host.js';

/** What a stream can show. */
export interface Terminal {
  readonly width: number;
  readonly hasColor: boolean;
}

const widthWithoutTerminal = 100;
const leastWidth = 40;
const mostWidth = 200;

/** Follows `--no-color`, NO_COLOR and FORCE_COLOR (no-color.org, force-color.org), then whether somebody is looking. */
export function terminalOf(sink: Sink, { environment }: Pick<Host, 'environment'>, asked: { readonly color: boolean }): Terminal {
  const { NO_COLOR, FORCE_COLOR, COLUMNS, TERM } = environment;
  const isSet = (text: string | undefined): boolean => text !== undefined && text !== '';
  const isForced = isSet(FORCE_COLOR) && FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  const isForbidden = !asked.color || isSet(NO_COLOR) || FORCE_COLOR === '0' || FORCE_COLOR === 'false';
  const width = Number(isSet(COLUMNS) ? COLUMNS : (sink.columns ?? widthWithoutTerminal));
  return {
    width: Math.max(leastWidth, Math.min(mostWidth, width > 0 ? Math.floor(width) : widthWithoutTerminal)),
    hasColor: !isForbidden && (isForced || (sink.isTerminal && TERM !== 'dumb')),
  };
}

/** The colours of diagnostics. */
export function diagnosticStyle({ hasColor }: Terminal): Style {
  if (!hasColor) return plainStyle;
  const paint = colors.createColors(true);
  const bold =
    (color: (text: string) => string) =>
    (text: string): string =>
      paint.bold(color(text));
  return {
    error: bold(paint.red),
    warning: bold(paint.yellow),
    hint: bold(paint.cyan),
    message: paint.bold,
    gutter: paint.blue,
    location: paint.underline,
    primary: paint.red,
    secondary: paint.blue,
    note: paint.dim,
    help: paint.green,
  };
}

/** The colours of tables. */
export function tableStyle({ hasColor }: Terminal): TableStyle {
  const paint = colors.createColors(hasColor);
  return { heading: paint.dim, group: paint.bold, total: paint.bold, faint: paint.dim, good: paint.green, bad: paint.red };
}
