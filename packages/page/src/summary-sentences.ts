// The totals of a network in sentences: what it takes, where most of it lies, what memory is for.
import { figuresAt, type Analysis, type NodeCost } from '@trammel/analysis';
import { layerName, printBytes, printCount, printShare } from '@trammel/report';
import { approximateSize, isKnown, substituteSize } from '@trammel/tensor';

/** Each sentence stands for itself. */
export function summarySentences(analysis: Analysis): readonly string[] {
  const totals = figuresAt(analysis.cost.totals, analysis.sizes);
  if (!isKnown(totals.macs) || !isKnown(totals.parameters)) return [];
  if (analysis.cost.rows.length === 0) return ['It has no layers: what it gives is what it takes.'];
  const { inference, training } = analysis.memory;
  return [
    `One run takes ${printCount(totals.macs)} multiply-adds, ${printCount(totals.multiplications)} multiplications and ${printCount(totals.additions)} additions in all; the way back of a training step takes ${printCount(totals.backward.macs)} multiply-adds more.`,
    ...most(analysis, 'macs', 'multiply-adds'),
    ...most(analysis, 'parameters', 'parameters'),
    ...(Number.isNaN(inference.bytes) || inference.node === undefined
      ? []
      : [
          `Its weights take ${printBytes(approximateSize(totals.parameterBytes))}. At inference at most ${printBytes(inference.bytes)} of activations are alive at once, while ${name(inference.node)} runs; in training ${printBytes(training.bytes)}.`,
        ]),
  ];
}

/** Which layer has the most of it, where that is worth a sentence. */
function most({ cost, sizes }: Analysis, figure: 'macs' | 'parameters', word: string): readonly string[] {
  const of = ({ figures }: NodeCost): number => approximateSize(substituteSize(figures[figure], sizes));
  const total = approximateSize(substituteSize(cost.totals[figure], sizes));
  const dearest = cost.rows.reduce<NodeCost | undefined>((best, row) => (best === undefined || of(row) > of(best) ? row : best), undefined);
  if (dearest === undefined || !(of(dearest) > 0)) return [];
  const times = dearest.copies > 1 ? `the ${dearest.copies} copies of ` : '';
  return [`Most ${word} are those of ${times}${name(dearest.node)}: ${printCount(of(dearest))}, ${printShare(of(dearest), total)} of all.`];
}

const name = (node: Parameters<typeof layerName>[0]): string => `\`${[layerName(node)].flat()[0] ?? node.id}\``;
