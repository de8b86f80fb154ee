// The options that commands share, and how their texts are read.
import { InvalidArgumentError, Option, type Command } from 'commander';
import { defaultSeed } from 'trammel';

/** The formats of results. */
export const formats = ['text', 'json', 'markdown', 'github', 'sarif'] as const;
export type Format = (typeof formats)[number];

/** The formats of results that are no diagnostics. */
export const documentFormats = ['text', 'json', 'markdown'] as const satisfies readonly Format[];
export type DocumentFormat = (typeof documentFormats)[number];

/** The formats of what is told of generated code. */
export const explanationFormats = ['text', 'json'] as const satisfies readonly Format[];
export type ExplanationFormat = (typeof explanationFormats)[number];

/** What a report is written as. */
export const reportFormats = ['html', 'markdown', 'csv', 'mermaid', 'svg'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** How anything is shown. */
export interface ShowOptions {
  readonly color: boolean;
}

/** Where a result goes, and in which form. */
export interface ResultOptions extends ShowOptions {
  readonly format: Format;
  readonly output?: string;
}

/** A result of one of the forms that are no diagnostics. */
export interface DocumentOptions extends ResultOptions {
  readonly format: DocumentFormat;
}

/** What is compiled, and at which sizes it is told. */
export interface CompileOptions extends ShowOptions {
  readonly net?: string;
  readonly set?: ReadonlyMap<string, string>;
  readonly at?: ReadonlyMap<string, string>;
  readonly stdinFilename: string;
  readonly watch?: true;
  readonly quiet?: true;
}

/** The batch of what is trained, where no size is given: a few examples show what many would. */
export const trainingBatch = 4;

/** Adds the options of commands that compile files; the names are none that nx takes for itself. */
export function takeCompileOptions(command: Command, batch: number): Command {
  takeParameterOptions(command);
  command.addOption(new Option('--at <symbol=size>', `open sizes, as N=8,T=1k; N is ${batch} unless given`).argParser(assignments));
  return command;
}

/** Adds which nets are compiled, and with which parameters. */
export function takeParameterOptions(command: Command): Command {
  command.option('--net <name>', 'only this net; every net of the file unless given');
  return command.addOption(new Option('--set <name=value>', 'a parameter of the nets, as depth=12; may be repeated').argParser(assignment));
}

/** Adds what every command that reads files or standard input takes. */
export function takeInputOptions(command: Command): Command {
  command.option('--stdin-filename <name>', 'the name that standard input (-) has in messages', 'stdin.net');
  command.option('--quiet', 'errors only');
  return command;
}

export function takeWatchOption(command: Command): Command {
  return command.option('--watch', 'run again when a file changes, until Ctrl-C');
}

/** What is told of gradients. */
export interface GradientOptions {
  /** Computes them whether or not the network asks. */
  readonly gradient?: true;
  /** Proves what they do not exceed, beside what they are. */
  readonly bounds?: true;
  /** How many initialisations are drawn to hold them against. */
  readonly sample?: number;
  /** Of those draws. */
  readonly seed?: number;
  /** Standard deviations of inputs, by their names. */
  readonly inputStd?: ReadonlyMap<string, number>;
  readonly inputMean?: ReadonlyMap<string, number>;
}

/** What gradients are told for: inputs with other moments than 0 and 1. */
export function takeInputMomentOptions(command: Command): Command {
  command.addOption(
    new Option('--input-std <input=number>', 'gradients for inputs of this standard deviation, as image=0.5; 1 unless given').argParser(
      numberAssignments,
    ),
  );
  return command.addOption(
    new Option('--input-mean <input=number>', 'gradients for inputs around this mean; 0 unless given').argParser(numberAssignments),
  );
}

export function takeGradientOption(command: Command, does: string): Command {
  return command.option('--gradient', does);
}

export function takeSampleOptions(command: Command): Command {
  command.addOption(
    new Option('--sample <count>', 'that table beside what that many drawn initialisations give').argParser(countingNumber),
  );
  return command.addOption(new Option('--seed <number>', `of the draws; ${defaultSeed} unless given`).argParser(wholeNumber));
}

/** A whole number of at least 1. */
function countingNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 1) throw new InvalidArgumentError('A whole number of at least 1 is needed.');
  return number;
}

/** Adds the form of a result and where it goes. */
export function takeResultOptions(command: Command, choices: readonly Format[]): Command {
  command.addOption(new Option('--format <format>', 'how the result is written').choices(choices).default('text'));
  command.option('-o, --output <file>', 'write the result to a file, whole or not at all');
  return command;
}

export function takeShowOptions(command: Command): Command {
  return command.option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are followed too');
}

/** A whole number of at least 0. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

function assignment(text: string, before: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const equals = text.indexOf('=');
  const [name, value] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  if (equals < 1 || name === '' || value === '') throw new InvalidArgumentError('It is written name=value.');
  return new Map([...(before ?? []), [name, value]]);
}

function assignments(text: string, before: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  return text.split(',').reduce((known, part) => assignment(part, known), before ?? new Map<string, string>());
}

/** `image=0.5,audio=2`, and again for others. */
function numberAssignments(text: string, before: ReadonlyMap<string, number> | undefined): ReadonlyMap<string, number> {
  const numbers = [...assignments(text, undefined)].map(([name, value]) => {
    const number = Number(value);
    if (!Number.isFinite(number)) throw new InvalidArgumentError(`${value} is no number.`);
    return [name, number] as const;
  });
  return new Map([...(before ?? []), ...numbers]);
}
