/** Ids of nodes and frames: readable, unique within the graph, and the same as long as what stands before them is. */
import { type Frame } from '@trammel/graph';
import { type NamingFrame } from './elaboration.js';

/** A name within the frame that nothing else has: `conv`, then `conv2`, `conv3`. */
export function uniqueName(naming: NamingFrame, base: string): string {
  naming.names ??= new Map<string, number>();
  const { names } = naming;
  const given = names.get(base);
  if (given === undefined) {
    names.set(base, 1);
    return base;
  }
  const stem = /\d$/.test(base) ? `${base}_` : base;
  let count = given + 1;
  while (names.has(`${stem}${count}`)) count += 1;
  names.set(base, count);
  names.set(`${stem}${count}`, 1);
  return `${stem}${count}`;
}

/** The id of something with that name in the frame. */
export const idIn = ({ prefix }: NamingFrame, local: string): string => prefix + local;

/** A frame with nothing in it yet; the net's own adds nothing to ids. */
export function namingIn(frame: Frame): NamingFrame {
  return { frame, prefix: frame.id === '' ? '' : `${frame.id}.`, names: undefined };
}

/** The same inside of another frame. */
export function frameIn(
  parent: NamingFrame,
  local: string,
  about: Pick<Frame, 'kind' | 'name' | 'arguments' | 'span' | 'doc'>,
): NamingFrame {
  const { kind, name, arguments: given, span, doc } = about;
  return namingIn({ kind, name, arguments: given, id: idIn(parent, local), span, doc, parent: parent.frame });
}
