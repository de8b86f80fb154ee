/** The page of a diagnostic code: what `trammel explain CODE` prints. Each package keeps its own table in `problems.ts`. */

export type Severity = 'error' | 'warning' | 'hint';

/** One entry of a table of problems. */
export interface Problem {
  readonly severity: Severity;
  /** One line: what the code stands for. */
  readonly summary: string;
  /** Why it is a problem and how to mend it; paragraphs are parted by an empty line. */
  readonly explanation: string;
  /** A whole .net file that raises exactly this code. */
  readonly example: string;
  /** The same file put right. */
  readonly mended: string;
}

/** A package's table, keyed by code; write it as `{ ... } satisfies Problems`. */
export type Problems = Readonly<Record<string, Problem>>;
