// Advice on nets that a command has compiled. Not what is printed of it.
import type { Advised } from '@trammel/report';
import { adviceFor, type Analysis } from 'trammel';
import type { CompileOptions } from './options.js';
import { providerFor } from './sources.js';

/** The nets with what is advised for each, compiled with the parameters that these were compiled with. */
export function adviceOn(analyses: readonly Analysis[], { set }: Pick<CompileOptions, 'set'>): readonly Advised[] {
  return analyses.map((analysis) => ({
    analysis,
    advice: adviceFor({ analysis, provider: providerFor(analysis.graph.file, () => undefined), overrides: set }),
  }));
}
