/** Spans, severities, the Diagnostic type and source frames. */
export {};
