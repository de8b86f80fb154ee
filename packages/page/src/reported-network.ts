// A network with everything that was found of it, as it is given to a report.
import type { Analysis } from '@trammel/analysis';
import type { Diagnostic } from '@trammel/diagnostics';
import type { GradientColumn } from '@trammel/report';

/** A network as it is reported. */
export interface ReportedNetwork {
  readonly analysis: Analysis;
  /** What is found of it: of assertions and of gradients. */
  readonly findings: readonly Diagnostic[];
  /** What was drawn of its gradients, as columns; empty where nothing was. */
  readonly sampled: readonly GradientColumn[];
}
