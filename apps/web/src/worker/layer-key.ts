// By what a layer of one text is known again in another: its name, what it is, and what it gives. Not where it is written.
import type { Node } from '@trammel/graph';
import { layerName } from '@trammel/report';
import { printShape } from '@trammel/tensor';

/** `B2.conv conv(8, 3x3) [N, C=8, H=8, W=8]` */
export function layerKey(node: Node): string {
  return [node.id, [layerName(node)].flat()[0] ?? '', ...node.outputs.map(({ type }) => printShape(type.shape))].join(' ');
}
