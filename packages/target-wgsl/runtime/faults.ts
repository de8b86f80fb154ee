// What can go wrong when a model runs, each with a code that programs can tell apart and a sentence that says what to do.

export type ModelFault = 'limit' | 'memory' | 'device' | 'input' | 'weights' | 'shader' | 'disposed' | 'not-finite';

/** Every error that a model throws by itself. */
export class ModelError extends Error {
  readonly code: ModelFault;

  constructor(code: ModelFault, message: string) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
  }
}
