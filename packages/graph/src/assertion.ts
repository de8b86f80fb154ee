// What `assert` and `expect` say, with names resolved: expressions over measures that analysis passes evaluate.
import type { Span } from '@trammel/diagnostics';
import type { Size } from '@trammel/tensor';
import type { Tensor } from './edge.js';
import type { Frame } from './frame.js';
import type { MeasureName } from './measures.js';

/** One `assert` (error) or `expect` (warning). */
export interface Assertion {
  readonly severity: 'error' | 'warning';
  readonly condition: AssertionExpression;
  /** The condition as it is written. */
  readonly text: string;
  /** The author's own words for the failure. */
  readonly message: string | undefined;
  readonly span: Span;
}

/** How the two sides of a comparison or of arithmetic are joined. */
export type AssertionOperator = 'and' | 'or' | '<' | '>' | '<=' | '>=' | '==' | '!=' | 'in' | '+' | '-' | '*' | '/' | '^';

export type AssertionExpression =
  | { readonly kind: 'number'; readonly value: number; readonly exact: Size | undefined; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | {
      readonly kind: 'measure';
      readonly measure: MeasureName;
      readonly text: string;
      readonly span: Span;
      /** The tensor that is measured: all that it depends on. The whole network where undefined. */
      readonly tensor: Tensor | undefined;
      /** In the body of a block without a tensor: only what stands in the frame of that call of the block. */
      readonly within?: Frame;
      /** Values for symbols, as in `macs(N=1, T=1024)`. */
      readonly sizes: ReadonlyMap<string, Size>;
    }
  | { readonly kind: 'not' | 'negate'; readonly operand: AssertionExpression; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly operator: AssertionOperator;
      readonly left: AssertionExpression;
      readonly right: AssertionExpression;
      readonly span: Span;
    }
  /** `4.0G..4.2G`, both ends allowed; on the right of `in`. */
  | { readonly kind: 'range'; readonly low: AssertionExpression; readonly high: AssertionExpression; readonly span: Span };
