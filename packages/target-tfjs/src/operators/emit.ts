// The form of an entry of the table of operators: how one of them is written as layers.
import type { NodeOf } from '@trammel/graph';
import type { OperatorName, SiteOf } from '@trammel/operators';
import type { Emission } from '../emission.js';
import type { Local } from '../statement.js';

/** What an entry is given: the tensors with their axes as they lie inside, and the place to write at. */
export interface EmitCall<N extends OperatorName> {
  readonly node: NodeOf<N>;
  readonly site: SiteOf<N>;
  readonly inputs: readonly Local[];
  readonly emission: Emission;
}

/** One result for each output, with its axes in any order. */
export type Emit<N extends OperatorName> = (call: EmitCall<N>) => readonly Local[];
