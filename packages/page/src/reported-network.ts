// A network with everything that was found of it, as it is given to a report.
import type { Advice, Analysis } from '@trammel/analysis';
import type { Diagnostic } from '@trammel/diagnostics';
import type { Tensor } from '@trammel/graph';
import type { GradientColumn } from '@trammel/report';

/** A network as it is reported. */
export interface ReportedNetwork {
  readonly analysis: Analysis;
  /** What is found of it: of assertions and of gradients. */
  readonly findings: readonly Diagnostic[];
  /** What was drawn of its gradients, as columns; empty where nothing was. */
  readonly sampled: readonly GradientColumn[];
  /** What would pay; undefined where nobody asked, empty where nothing does. */
  readonly advice?: readonly Advice[] | undefined;
  /** The unit whose receptive field is drawn; one in the middle unless it is asked for. */
  readonly unit?: ReportedUnit | undefined;
}

/** One element of a tensor. */
export interface ReportedUnit {
  /** Of the tensor. */
  readonly name: string;
  readonly tensor: Tensor;
  /** One for each axis, from 0. */
  readonly index: readonly number[];
}
