// What a target gives: files as data, and what it could not do. Nothing is written here.
import type { Diagnostic } from '@trammel/diagnostics';
import type { Origin } from './origins.js';

/** A file of a generated project. */
export interface GeneratedFile {
  /** From the folder of the project, with `/` between names: `src/model.ts`. Never absolute, and never upwards. */
  readonly path: string;
  readonly text: string;
  /** What lines were written for, as far as it is known. */
  readonly origins?: readonly Origin[];
}

/** A project; where a diagnostic is an error, there are no files. */
export interface GeneratedProject {
  readonly files: readonly GeneratedFile[];
  /** The commands that a person would give next, in the folder of the project. */
  readonly next: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}
