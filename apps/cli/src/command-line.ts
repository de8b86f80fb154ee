// The commands with their options and help: what can be said, not what is done.
import { Command, InvalidArgumentError, Option } from 'commander';
import { analyzeCommand, checkCommand, type AnalyzeOptions } from './analyze.js';
import { compareCommand } from './compare.js';
import { fieldCommand, type FieldOptions } from './field.js';
import { formatCommand, type FormatOptions } from './format.js';
import { exitCodes, formats, type ExitCode, type SharedOptions } from './invocation.js';
import { explainCommand, operatorsCommand } from './manual.js';
import { newCommand } from './new-project.js';
import { watching } from './watch.js';

type Finish = (code: ExitCode) => void;

/** The parser of arguments; `finish` is told the exit code. */
export function commandLine(finish: Finish): Command {
  const program = new Command('trammel')
    .description('Says what a neural network costs, sees and learns, before anything is trained.')
    .version(version, '--about', 'print the version')
    .helpCommand('help [command]', 'how to use a command')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .configureOutput({ writeErr: (text) => process.stderr.write(text.replace(/^error: /, 'trammel: ')) })
    .showSuggestionAfterError(true)
    .exitOverride();
  example(program, [
    'trammel new first',
    'trammel analyze first/network.net',
    'trammel analyze resnet.net --net ResNet50 --at N=8',
    'trammel explain shape-mismatch',
  ]);
  analyses(program, finish);
  manual(program, finish);
  files(program, finish);
  program.action(() => {
    program.outputHelp();
    finish(exitCodes.usage);
  });
  return program;
}

const version = '0.1.0';

/** Examples lead the help, since they are read first. */
function example(command: Command, lines: readonly string[]): void {
  command.addHelpText('before', `Examples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

function analyses(program: Command, finish: Finish): void {
  const analyze = sharing(program.command('analyze <file...>'), { format: true }).description(
    'the tables: costs, receptive fields, memory, assertions',
  );
  analyze.option('--depth <levels>', 'how deep blocks are opened', wholeNumber);
  analyze.action((paths: string[], options: AnalyzeOptions) => watching(paths, options, () => finish(analyzeCommand(paths, options))));
  example(analyze, [
    'trammel analyze lenet.net',
    'trammel analyze resnet.net --net ResNet50 --depth 1',
    'trammel analyze gpt2.net --at N=1,T=512 --format json -o gpt2.json',
    'cat lenet.net | trammel analyze -',
  ]);

  const check = sharing(program.command('check <file...>'), { format: true }).description(
    'diagnostics and assertions only, for editors and CI',
  );
  check.action((paths: string[], options: SharedOptions) => watching(paths, options, () => finish(checkCommand(paths, options))));
  example(check, [
    'trammel check *.net',
    'trammel check lenet.net --format github',
    'trammel check lenet.net --format sarif -o lenet.sarif',
  ]);

  const compare = sharing(program.command('compare <file...>'), { format: true }).description(
    'two nets side by side, with the reason for what differs',
  );
  compare.action((paths: string[], options: SharedOptions) => watching(paths, options, () => finish(compareCommand(paths, options))));
  example(compare, ['trammel compare inception.net:Naive inception.net:Bottleneck', 'trammel compare inception.net']);

  const field = sharing(program.command('field <file> <unit>'), { format: true }).description('exactly which inputs a unit reads');
  field.addOption(new Option('--base <index>', 'the index of the first element').choices(['0', '1']).default('0'));
  field.action((path: string, unit: string, options: FieldOptions) =>
    watching([path], options, () => finish(fieldCommand(path, unit, options))),
  );
  example(field, ['trammel field receptive.net "y2[0, 3, 5]"', 'trammel field receptive.net "y2[k, 3, 5]" --base 1']);
}

function manual(program: Command, finish: Finish): void {
  const explain = sharing(program.command('explain [code]'), {}).description('the page of a diagnostic, or all codes');
  explain.action((code: string | undefined, options: SharedOptions) => {
    finish(explainCommand(code, options));
  });
  example(explain, ['trammel explain', 'trammel explain shape-mismatch']);

  const operators = sharing(program.command('operators [name]'), { format: true }).description('the page of an operator, or all operators');
  operators.action((name: string | undefined, options: SharedOptions) => {
    finish(operatorsCommand(name, options));
  });
  example(operators, ['trammel operators', 'trammel operators conv']);
}

function files(program: Command, finish: Finish): void {
  const fmt = sharing(program.command('fmt <file...>'), {}).description('the one style, in place');
  fmt.option('--check', 'say which files are not in the one style, and change none');
  fmt.action((paths: string[], options: FormatOptions) => {
    finish(formatCommand(paths, options));
  });
  example(fmt, ['trammel fmt *.net', 'trammel fmt --check *.net', 'cat lenet.net | trammel fmt -']);

  const fresh = program.command('new <folder>').description('a first project that analyses at once');
  fresh.action((folder: string) => {
    finish(newCommand(folder));
  });
  example(fresh, ['trammel new first']);
}

/** The options that commands share; the names are none that nx takes for itself. */
function sharing(command: Command, takes: { readonly format?: true }): Command {
  command.option('--net <name>', 'this net of the file; every net unless given');
  command.option('--set <name=value>', 'a parameter of the net, as depth=12; may be repeated', assignment, new Map<string, string>());
  command.option('--at <symbol=size>', 'open sizes, as N=1,T=1024; may be repeated', assignments, new Map<string, string>());
  const format = new Option('--format <format>', 'how results are written').choices(formats).default('text');
  command.addOption(takes.format === true ? format : format.hideHelp());
  command.option('-o, --output <file>', 'write the result to a file, whole or not at all');
  command.option('--stdin-filename <name>', 'the name that standard input (-) has in messages', 'stdin.net');
  command.option('--watch', 'run again when a file changes');
  command.option('--quiet', 'errors only');
  command.option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are followed too');
  return command;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

function assignment(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It takes name=value.');
  return new Map([...before, [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]]);
}

function assignments(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return text.split(',').reduce((known, part) => assignment(part, known), before);
}
