// One name of a file with all places where it stands. How it is found stands in names.ts.
import type { Span } from '@trammel/diagnostics';
import type { Name } from '@trammel/syntax';

/** What a name stands for. `size` is an axis that a shape binds. */
export type NameKind = 'net' | 'block' | 'import' | 'parameter' | 'input' | 'tensor' | 'layer' | 'value' | 'counter' | 'size';

/** A name with all places where it stands. */
export interface DeclaredName {
  readonly text: string;
  readonly kind: NameKind;
  /** Where it is bound; a tensor may be named again. The first is the one that is shown. */
  readonly declarations: readonly [Name, ...Name[]];
  /** Where else it stands, in the order of the file. */
  readonly uses: readonly Name[];
  /** What declares it, for those who read it: a statement, a parameter, the head of a block. */
  readonly span: Span;
  readonly documentation: string | undefined;
}
