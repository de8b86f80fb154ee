// The commands with their options and help: what can be said, not what is done.
import { deviceNames } from '@trammel/analysis';
import { didYouMean } from '@trammel/diagnostics';
import { Command, Option, type OutputConfiguration } from 'commander';
import { analyzeCommand, checkCommand, type AnalyzeOptions, type CheckOptions } from './analyze.js';
import { compareCommand } from './compare.js';
import type { EquivalenceCommandOptions } from './equivalence.js';
import { fieldCommand, type FieldOptions } from './field.js';
import { formatCommand, type FormatOptions } from './format.js';
import { gradientCommand, type GradientDetailOptions } from './gradient.js';
import type { GenerateOptions } from './generate.js';
import type { Host } from './host.js';
import { exitCodes, say, type ExitCode } from './invocation.js';
import { explainCommand, operatorsCommand } from './manual.js';
import {
  documentFormats,
  explanationFormats,
  formats,
  reportFormats,
  takeCompileOptions,
  takeGradientOption,
  takeInputMomentOptions,
  takeInputOptions,
  takeParameterOptions,
  takeResultOptions,
  takeSampleOptions,
  takeShowOptions,
  takeWatchOption,
  trainingBatch,
  wholeNumber,
  type CompileOptions,
  type DocumentOptions,
  type Format,
} from './options.js';
import type { ReportOptions } from './report.js';
import { explanationNames, targetNames } from './target-names.js';
import { terminalOf } from './terminal.js';
import { watching, watchingLater } from './watch.js';

/** That of package.json, which a test holds it against. */
export const version = '0.1.0';

/** What commands run in, and who is told how they end; with `--watch` that may be several times. */
interface Surroundings {
  readonly host: Host;
  readonly finish: (code: ExitCode) => void;
}

/** The parser of arguments; `finish` is told the exit code. */
export function commandLine(host: Host, finish: (code: ExitCode) => void): Command {
  const surroundings = { host, finish };
  const program = new Command('trammel')
    .description('Says what a neural network costs, sees and learns, before anything is trained.')
    .version(version, '--about', 'print the version')
    .helpCommand(false)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false, minWidthToWrap: 12 })
    .configureOutput(outputOf(host, 'trammel'))
    .showSuggestionAfterError(true)
    .exitOverride();
  example(program, [
    'trammel new first',
    'trammel analyze first/network.net',
    'trammel analyze resnet.net --net ResNet50 --at N=8',
    'trammel compare inception.net:Naive inception.net:Bottleneck',
    'trammel explain shape-mismatch',
  ]);
  analyses(program, surroundings);
  advising(program, surroundings);
  pages(program, surroundings);
  trainings(program, surroundings);
  manual(program, surroundings);
  files(program, surroundings);
  help(program, surroundings);
  for (const command of program.commands) command.configureOutput(outputOf(host, `trammel ${command.name()}`));
  return program;
}

/** Help and what is wrong with the arguments, which ends with where to look. */
function outputOf(host: Host, command: string): OutputConfiguration {
  return {
    writeOut: (text) => host.out.write(text),
    writeErr: (text) => host.err.write(text),
    getOutHelpWidth: () => Math.min(100, terminalOf(host.out, host, { color: false }).width),
    getErrHelpWidth: () => Math.min(100, terminalOf(host.err, host, { color: false }).width),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    outputError: (text, write) => {
      // error: unknown option '--nett'\n(Did you mean --net?)
      const message = text
        .trim()
        .replace(/^error: /, '')
        .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
      write(`trammel: ${message}\nSee ${command} --help.\n`);
    },
  };
}

/** Examples lead the help, since they are read first. */
function example(command: Command, lines: readonly string[]): void {
  command.addHelpText('before', `Examples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}

function analyses(program: Command, { host, finish }: Surroundings): void {
  const analyze = reading(program.command('analyze <file...>'), formats).description(
    'the tables: costs, receptive fields, memory, assertions',
  );
  analyze.option('--depth <levels>', 'how deep blocks are opened', wholeNumber);
  takeGradientOption(analyze, 'the table of gradients too: how they attenuate, and why');
  analyze.option('--bounds', 'that table with what gradients do not exceed, proved');
  takeSampleOptions(analyze);
  takeInputMomentOptions(analyze);
  analyze.action(async (paths: string[], options: AnalyzeOptions) => {
    if (options.seed !== undefined && options.sample === undefined) {
      analyze.error('error: --seed is that of the draws of --sample, and without it nothing is drawn', { exitCode: exitCodes.usage });
    }
    const sampler = options.sample === undefined ? undefined : (await import('./sampling.js')).sampleNetwork;
    watching(paths, { host, options, finish }, () => analyzeCommand(paths, { host, options }, sampler));
  });
  example(analyze, [
    'trammel analyze lenet.net',
    'trammel analyze resnet.net --net ResNet50 --depth 1',
    'trammel analyze vanishing.net --gradient',
    'trammel analyze vanishing.net --sample 200 --seed 1',
    'trammel analyze gpt2.net --at N=1,T=512 --format json -o gpt2.json',
    'cat lenet.net | trammel analyze -',
  ]);

  const check = reading(program.command('check <file...>'), formats).description('diagnostics and assertions only, for editors and CI');
  takeGradientOption(check, 'what is found of gradients too');
  takeInputMomentOptions(check);
  check.action((paths: string[], options: CheckOptions) => {
    watching(paths, { host, options, finish }, () => checkCommand(paths, { host, options }));
  });
  example(check, [
    'trammel check *.net',
    'trammel check lenet.net --format github',
    'trammel check lenet.net --format sarif -o lenet.sarif',
  ]);

  const compare = reading(program.command('compare <file...>'), documentFormats).description(
    'two nets side by side, with the reason for what differs',
  );
  compare.action((paths: string[], options: CompileOptions & DocumentOptions) => {
    watching(paths, { host, options, finish }, () => compareCommand(paths, { host, options }));
  });
  example(compare, ['trammel compare inception.net:Naive inception.net:Bottleneck', 'trammel compare vgg16.net resnet.net:ResNet50']);

  const field = reading(program.command('field <file> <unit>'), documentFormats).description('exactly which inputs a unit reads');
  field.addOption(new Option('--base <index>', 'the index of the first element').choices(['0', '1']).default('0'));
  field.action((path: string, unit: string, options: FieldOptions) => {
    watching([path], { host, options, finish }, () => fieldCommand(path, unit, { host, options }));
  });
  example(field, ['trammel field receptive.net "y2[0, 3, 5]"', 'trammel field receptive.net "y2[k, i, j]" --base 1']);

  const gradient = reading(program.command('gradient <file> <tensor>'), documentFormats).description(
    'the gradient of one tensor, and the way on which it comes',
  );
  gradient.addOption(new Option('--copy <number>', 'which copy of a repeated layer, from 1').argParser(wholeNumber).default(1));
  gradient.option('--elasticity', 'what larger or smaller weights of each layer do to it');
  gradient.option('--depth <levels>', 'how deep blocks are opened', wholeNumber);
  takeInputMomentOptions(gradient);
  gradient.action((path: string, tensor: string, options: GradientDetailOptions) => {
    watching([path], { host, options, finish }, () => gradientCommand(path, tensor, { host, options }));
  });
  example(gradient, ['trammel gradient vanishing.net image', 'trammel gradient vanishing.net repeat.sigmoid --copy 3']);
}

function advising(program: Command, { host, finish }: Surroundings): void {
  const advise = reading(program.command('advise <file...>'), documentFormats).description(
    'edits that would pay, each made, compiled and measured',
  );
  advise.action(async (paths: string[], options: CompileOptions & DocumentOptions) => {
    const { adviseCommand } = await import('./advise.js');
    watching(paths, { host, options, finish }, () => adviseCommand(paths, { host, options }));
  });
  example(advise, ['trammel advise inception.net:Naive', 'trammel advise resnet.net --net ResNet50 --format markdown']);
}

function pages(program: Command, { host, finish }: Surroundings): void {
  const report = takeShowOptions(takeWatchOption(takeInputOptions(takeCompileOptions(program.command('report <file...>'), 1))));
  report.description('one page to read: the graph, costs, receptive fields, gradients, memory; two nets are compared');
  report.addOption(new Option('--format <format>', 'the page, or parts of it').choices(reportFormats).default(reportFormats[0]));
  report.option('-o, --output <file>', 'where it goes: report.html, a folder for svg, - for standard output');
  report.addOption(new Option('--device <name>', 'whose roofline is drawn').choices(deviceNames).default(deviceNames[0]));
  report.option('--unit <unit>', 'whose receptive field is drawn, as y2[0,3,5], indices from 0');
  takeSampleOptions(report);
  report.action(async (paths: string[], options: ReportOptions) => {
    const { reportCommand } = await import('./report.js');
    const sampler = options.sample === undefined ? undefined : (await import('./sampling.js')).sampleNetwork;
    await watchingLater(paths, { host, options, finish }, () => reportCommand(paths, { host, options }, sampler));
  });
  example(report, [
    'trammel report lenet.net',
    'trammel report resnet.net:ResNet50 -o resnet.html',
    'trammel report inception.net:Naive inception.net:Bottleneck',
    'trammel report vanishing.net --sample 100',
    'trammel report receptive.net --unit "y4[0, 3, 5]"',
    'trammel report lenet.net --format svg -o drawings',
  ]);
}

function trainings(program: Command, { host, finish }: Surroundings): void {
  const equivalence = reading(program.command('equivalence <file>'), documentFormats, trainingBatch).description(
    'the two forms of momentum step by step: where they are the same, where they part',
  );
  equivalence.addOption(new Option('--steps <count>', 'how many steps are made').argParser(wholeNumber).default(20));
  equivalence.option('--seed <number>', 'where random numbers begin; that of the training unless given', wholeNumber);
  equivalence.action(async (path: string, options: EquivalenceCommandOptions) => {
    const { equivalenceCommand } = await import('./equivalence.js');
    watching([path], { host, options, finish }, () => equivalenceCommand(path, { host, options }));
  });
  example(equivalence, ['trammel equivalence momentum.net', 'trammel equivalence momentum.net --net Halved --steps 50 --at N=16 --seed 1']);
}

/** A command that compiles files and gives a result; the batch is so large unless given. */
function reading(command: Command, choices: readonly Format[], batch = 1): Command {
  return takeShowOptions(takeWatchOption(takeInputOptions(takeResultOptions(takeCompileOptions(command, batch), choices))));
}

function manual(program: Command, { host, finish }: Surroundings): void {
  const explain = takeShowOptions(takeResultOptions(program.command('explain [code]'), documentFormats));
  explain.description('the page of a diagnostic, or all codes');
  explain.action((code: string | undefined, options: DocumentOptions) => {
    finish(explainCommand(code, { host, options }));
  });
  example(explain, ['trammel explain', 'trammel explain shape-mismatch']);

  const operators = takeShowOptions(takeResultOptions(program.command('operators [name]'), documentFormats));
  operators.description('the page of an operator, or all operators');
  operators.action((name: string | undefined, options: DocumentOptions) => {
    finish(operatorsCommand(name, { host, options }));
  });
  example(operators, ['trammel operators', 'trammel operators conv']);
}

function files(program: Command, { host, finish }: Surroundings): void {
  const generate = takeShowOptions(takeInputOptions(takeParameterOptions(program.command('generate <file>'))));
  generate.description('a project with the network as code that runs');
  generate.addOption(new Option('--to <target>', 'what the code is for').choices(targetNames).makeOptionMandatory());
  generate.option('-o, --output <folder>', 'where the project is written');
  generate.option('--force', 'replace files that are not ours, or were changed since they were written');
  generate.addOption(
    new Option('--explain <what>', 'tells how the code is made, step by step, and writes nothing').choices(explanationNames),
  );
  generate.addOption(new Option('--format <format>', 'how that is told').choices(explanationFormats).default('text'));
  generate.action(async (path: string, options: GenerateOptions) => {
    const { generateCommand } = await import('./generate.js');
    finish(generateCommand(path, { host, options }));
  });
  example(generate, [
    'trammel generate lenet.net --to tfjs -o lenet',
    'trammel generate resnet.net --net ResNet50 --to tfjs -o resnet50 --force',
    'trammel generate lenet.net --to wgsl --explain schedule',
  ]);

  const fmt = takeShowOptions(takeInputOptions(program.command('fmt <file...>'))).description('the one style, in place');
  fmt.option('--check', 'say which files are not in the one style, and change none');
  fmt.action((paths: string[], options: FormatOptions) => {
    finish(formatCommand(paths, { host, options }));
  });
  example(fmt, ['trammel fmt *.net', 'trammel fmt --check *.net', 'cat lenet.net | trammel fmt -']);

  const fresh = program.command('new <folder>').description('a first project that analyses at once');
  fresh.action(async (folder: string) => {
    const { newCommand } = await import('./new-project.js');
    finish(newCommand(folder, host));
  });
  example(fresh, ['trammel new first']);
}

function help(program: Command, { host, finish }: Surroundings): void {
  const command = program.command('help [command]').description('how to use a command');
  command.action((name: string | undefined) => {
    const names = program.commands.map((each) => each.name());
    const found = name === undefined ? program : program.commands.find((each) => each.name() === name);
    if (found !== undefined) {
      found.outputHelp();
      finish(exitCodes.clean);
      return;
    }
    const near = didYouMean(name ?? '', names);
    say(
      host,
      `there is no command ${JSON.stringify(name)}${near === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${near}?`}`,
    );
    finish(exitCodes.usage);
  });
}
