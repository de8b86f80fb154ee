// How a program ends that cannot go on: with a sentence. Not a place to mend anything.

/** From here on an error ends the program with its message and exit code 1; with TRACE=1 in the environment, with its stack too. */
export function endWithSentences(): void {
  // The backend of WebAssembly listens too, and throws again what it hears: this one comes first.
  process.prependOnceListener('uncaughtException', (error: Error) => {
    console.error(process.env['TRACE'] === undefined ? error.message : error);
    process.exit(1);
  });
}
