/** The entry point of the command line: reads the arguments, prints results, sets the exit code. */
process.exitCode = 2;
process.stderr.write('trammel has no commands yet.\n');
