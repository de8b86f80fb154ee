/** The calls and loops on the way to a place, for diagnostics: `in Bottleneck(width=64)  resnet.net:22:5`. */
import { type TraceFrame } from '@trammel/diagnostics';
import { type Frame } from '@trammel/graph';

/** The trace of what stands in a frame, innermost first. A loop's row names the block or net that it stands in. */
export function traceOf(frame: Frame): readonly TraceFrame[] {
  const rows: TraceFrame[] = [];
  for (let here: Frame | undefined = frame; here !== undefined; here = here.parent) {
    if (here.kind === 'block') rows.push({ block: here.name, arguments: here.arguments, span: here.span });
    if (here.kind === 'for') rows.push({ block: `${enclosingName(here)}, ${here.name}`, arguments: '', span: here.span });
  }
  return rows;
}

/** The name of the block or the net that a frame stands in. */
function enclosingName(frame: Frame): string {
  let here = frame;
  while (here.parent !== undefined && here.kind !== 'block' && here.kind !== 'net') here = here.parent;
  return here.name;
}
