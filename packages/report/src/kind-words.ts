// Words for kinds of layers: `5x5 convolutions`, `dense layers`.
import type { ComparedKind } from '@trammel/analysis';

/** What a kind is told by. */
export type NamedKind = Pick<ComparedKind, 'operator' | 'category' | 'window' | 'grouping'>;

/** Names kinds among those of one comparison. */
export interface KindWords {
  /** `3x3 convolutions`; in the singular for one. */
  readonly noun: (kind: NamedKind, count: number) => string;
  /** `5x5 and 3x3 convolutions`, in the order given. */
  readonly nouns: (kinds: readonly NamedKind[], count: number) => string;
}

/** Operators with a window are called by their category where that is clear. */
export function kindWords(all: readonly NamedKind[]): KindWords {
  const operatorsIn = (category: string): number =>
    new Set(all.filter((kind) => kind.category === category).map((kind) => kind.operator)).size;
  const base = (kind: NamedKind, count: number): string =>
    kind.window.length > 0 && operatorsIn(kind.category) === 1
      ? `${kind.category}${count === 1 ? '' : 's'}`
      : `${kind.operator} layer${count === 1 ? '' : 's'}`;
  const lead = ({ window, grouping }: NamedKind): string =>
    [...(grouping === 'full' ? [] : [grouping]), ...(window.length === 0 ? [] : [window.join('x')])].join(' ');
  const noun = (kind: NamedKind, count: number): string => [lead(kind), base(kind, count)].filter((word) => word !== '').join(' ');
  return {
    noun,
    nouns: (kinds, count) => {
      const many = kinds.length > 1 ? 2 : count;
      const bases = [...new Set(kinds.map((kind) => base(kind, many)))];
      const [only] = bases;
      return bases.length === 1 && only !== undefined && kinds.every((kind) => lead(kind) !== '')
        ? `${joined([...new Set(kinds.map(lead))])} ${only}`
        : joined([...new Set(kinds.map((kind) => noun(kind, many)))]);
    },
  };
}

/** `a, b and c` */
export function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
