// Trees of layers as parts of a level: what each reads of the others, and gives to them. Not how they are cut or drawn.
import type { Node, Region, Tensor } from '@trammel/graph';
import type { LayerGroup, LayerTree } from '@trammel/report';

/** A tree with what it reads from outside and what others read of it. */
export interface Part extends PlacedTree {
  readonly id: string;
  /** All that it stands for, alike rounds too. */
  readonly nodes: ReadonlySet<Node>;
  readonly reads: readonly Tensor[];
  readonly gives: readonly Tensor[];
}

export interface PlacedTree {
  readonly tree: LayerTree;
  /** Whether it stands on one of several ways that run beside each other. */
  readonly isBranch: boolean;
}

/** Which node gives a tensor, with what enters and leaves repeats found where it comes from. */
export interface Origins {
  readonly makerOf: (tensor: Tensor) => Node | undefined;
  readonly sourceOf: (tensor: Tensor) => Tensor;
}

/** In the order of the trees; ids are theirs within a drawing. */
export function partsOf(trees: readonly PlacedTree[], origins: Origins): readonly Part[] {
  return trees.map(({ tree, isBranch }, index): Part => {
    const nodes = new Set(nodesIn(tree));
    const read = [...nodes].flatMap((node) => node.inputs.map(origins.sourceOf));
    const reads = [...new Set(read)].filter((tensor) => !isMadeIn(nodes, tensor, origins));
    return { tree, isBranch, nodes, id: `b${index}`, reads, gives: [...nodes].flatMap(({ outputs }) => [...outputs]) };
  });
}

/** Follows entries and results of repeats to where their tensors are made. */
export function originsOf(body: Region): Origins {
  const makers = new Map<Tensor, Node>();
  const sources = new Map<Tensor, Tensor>();
  const survey = ({ items }: Region): void => {
    for (const item of items) {
      if (item.kind === 'node') {
        for (const tensor of item.outputs) makers.set(tensor, item);
        continue;
      }
      sources.set(item.entry, item.initial).set(item.result, item.exit);
      survey(item.body);
    }
  };
  survey(body);
  const sourceOf = (tensor: Tensor): Tensor => {
    let at = tensor;
    for (let next = sources.get(at); next !== undefined; next = sources.get(at)) at = next;
    return at;
  };
  return { sourceOf, makerOf: (tensor) => makers.get(sourceOf(tensor)) };
}

export function isMadeIn(nodes: ReadonlySet<Node>, tensor: Tensor, { makerOf }: Origins): boolean {
  const maker = makerOf(tensor);
  return maker !== undefined && nodes.has(maker);
}

/** Paths of a combiner are drawn as ways, not as boxes; where there are several, what stands on them is a branch. */
export function withoutPaths(trees: readonly LayerTree[]): readonly PlacedTree[] {
  return trees.flatMap((tree): readonly PlacedTree[] => {
    if (tree.kind === 'path') return [];
    if (tree.kind === 'layer' || !isPath(tree)) return [{ tree, isBranch: false }];
    const inside = withoutPaths(tree.children);
    // A combiner of one path has a word of its own: what passes that by is a skip.
    return tree.word === undefined ? inside.map((each) => ({ ...each, isBranch: true })) : inside;
  });
}

const isPath = ({ frame, rounds }: LayerGroup): boolean => frame.kind === 'path' && rounds === undefined;

/** Every node that a tree stands for. */
export function nodesIn(tree: LayerTree): readonly Node[] {
  if (tree.kind === 'path') return [];
  return tree.kind === 'layer' ? tree.nodes : tree.children.flatMap(nodesIn);
}
