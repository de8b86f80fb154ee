/** Shapes of which axes have no names, as frameworks write them, and the names that they may be meant to have. */
import { help, replace, spanText } from '@trammel/diagnostics';
import { type Dim, type Shape } from '@trammel/syntax';
import { type Place } from './elaboration.js';
import { report } from './report.js';

/** The usual names of axes, by how many there are. */
const usualNames: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ['N']],
  [2, ['N', 'C']],
  [3, ['N', 'T', 'D']],
  [4, ['N', 'C', 'H', 'W']],
  [5, ['N', 'C', 'D', 'H', 'W']],
]);

/** Where the shape stands, and what an axis without a name is there. */
export interface ShapeUse {
  readonly message: string;
  readonly note: string;
  /** Whether that axis can stand without a name after all. */
  readonly allows: (dim: Dim) => boolean;
}

/** Says that axes have no names, once for all of them, and which they may be meant to have. */
export function sayUnnamed({ dims, span }: Shape, use: ShapeUse, place: Place): void {
  const names = usualNames.get(dims.length) ?? [];
  const written = dims.map((dim, index) => writtenWith(names[index], dim, use));
  const shape = `[${written.join(', ')}]`;
  const isUsual = written.every((dim) => dim !== undefined);
  report(place, {
    code: 'unnamed-axis',
    span: dims.find((dim) => dim.kind !== 'axis' && !use.allows(dim))?.span ?? span,
    message: use.message,
    notes: [use.note],
    help: isUsual ? [help(`if that is meant: \`${shape}\``, replace(span, shape))] : [],
  });
}

function writtenWith(name: string | undefined, dim: Dim, { allows }: ShapeUse): string | undefined {
  if (name === undefined || dim.kind === 'axis-group') return undefined;
  const text = spanText(dim.span);
  if (dim.kind === 'axis') return dim.name.text === name ? text : undefined;
  if (allows(dim)) return text;
  // The size that other frameworks work out themselves.
  return text === '-1' || text === 'None' ? name : `${name}=${text}`;
}
