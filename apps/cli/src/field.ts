// `field`: exactly which inputs a unit reads, with a small picture.
import { contains, type Box } from '@trammel/analysis';
import { drawPicture } from '@trammel/report';
import { roleOf } from '@trammel/tensor';
import { readUnit, type InputReading, type UnitReading } from 'trammel';
import { analyzeFiles, exitCodeOf } from './compile-files.js';
import { emitResult, exitCodes, resultTerminal, say, textOfDiagnostics, type ExitCode, type SharedOptions } from './invocation.js';

export interface FieldOptions extends SharedOptions {
  readonly base: '0' | '1';
}

const pictureHeight = 24;

/** Tells the indices of every input that can change the unit, cut to those that exist. */
export function fieldCommand(file: string, unit: string, options: FieldOptions): ExitCode {
  const { analyses, diagnostics, exitCode } = analyzeFiles([file], options);
  process.stderr.write(
    textOfDiagnostics(
      diagnostics.filter((diagnostic) => diagnostic.severity === 'error'),
      options,
    ),
  );
  const base = options.base === '1' ? 1 : 0;
  const results = analyses.map((analysis) => ({ analysis, result: readUnit(analysis, unit, base) }));
  const found = results.find(({ result }) => 'reading' in result);
  if (found === undefined || !('reading' in found.result)) {
    const [first] = results;
    if (first !== undefined && 'why' in first.result) say(first.result.why);
    return exitCodeOf(diagnostics, exitCode) === exitCodes.clean ? exitCodes.usage : exitCodes.fault;
  }
  const { reading } = found.result;
  const text =
    options.format === 'json'
      ? `${JSON.stringify(readingJson(reading, unit, found.analysis.graph.name), undefined, 2)}\n`
      : readingText(reading, base, resultTerminal(options).width);
  const written = emitResult(text, options);
  return written === exitCodes.clean ? exitCodeOf(diagnostics, exitCode) : written;
}

/** Indices in the JSON are zero-based whatever the base of the question. */
function readingJson({ tensor, shape, index, anyOf, inputs }: UnitReading, unit: string, network: string): object {
  return {
    schemaVersion: 1,
    network,
    unit,
    tensor: tensor.name,
    index: Object.fromEntries(shape.map((axis, position) => [axis.name, index[position]])),
    any: anyOf,
    inputs: inputs.map(({ input, shape: axes, elements, runs, isExact }) => ({
      input: input.name,
      elements,
      isExact,
      axes: axes.map((axis, position) => {
        const own = runs[position] ?? [];
        return {
          axis: axis.name,
          size: Number(axis.size),
          runs: own,
          from: own[0]?.[0] ?? null,
          to: own.at(-1)?.[1] ?? null,
          holes: own.length > 1,
        };
      }),
    })),
  };
}

function readingText(reading: UnitReading, base: 0 | 1, width: number): string {
  const { tensor, shape, index, anyOf, inputs } = reading;
  const at = shape.map((axis, position) => `${axis.name}=${anyOf.includes(axis.name) ? 'any' : (index[position] ?? 0) + base}`).join(', ');
  const parts = inputs.map((input) => inputText(input, base, width));
  const nothing = inputs.length === 0 ? 'reads no input.\n' : '';
  return `${tensor.name}[${at}]  (indices from ${base}) ${nothing === '' ? 'reads' : nothing}\n\n${parts.join('\n')}`;
}

function inputText({ input, shape, elements, runs, boxes, isExact }: InputReading, base: 0 | 1, width: number): string {
  const lines = shape.map((axis, position) => {
    const own = runs[position] ?? [];
    const list = own.map(([from, to]) => (from === to ? String(from + base) : `${from + base}..${to + base}`)).join(', ');
    const isAll = own.length === 1 && own[0]?.[0] === 0 && own[0]?.[1] === Number(axis.size) - 1;
    return `  ${axis.name}  ${isAll ? `all ${String(axis.size)}` : `${list} of ${String(axis.size)}`}`;
  });
  const head = `${input.name}: ${elements} elements${isExact ? '' : ' at most'}`;
  return `${[head, ...lines, '', ...picture(shape, boxes, width)].join('\n')}\n`;
}

/** The two innermost axes of space and time; one of them alone is a single line. */
function picture(shape: InputReading['shape'], boxes: readonly Box[], width: number): readonly string[] {
  const positions = shape
    .flatMap((axis, position) => (roleOf(axis.name) === 'space' || roleOf(axis.name) === 'time' ? [position] : []))
    .slice(-2);
  const column = positions.at(-1);
  const row = positions.length === 2 ? positions[0] : undefined;
  if (column === undefined) return [];
  const has = (box: Box, axis: number, value: number): boolean => {
    const set = box[axis];
    return set !== undefined && contains(set, value);
  };
  const drawn = drawPicture(
    {
      rows: row === undefined ? 1 : Number(shape[row]?.size ?? 1),
      columns: Number(shape[column]?.size ?? 1),
      isRead: (i, j) => boxes.some((box) => (row === undefined || has(box, row, i)) && has(box, column, j)),
    },
    Math.max(8, width - 4),
    pictureHeight,
  );
  const names = `${row === undefined ? '' : `${shape[row]?.name ?? ''} down, `}${shape[column]?.name ?? ''} across`;
  return [...drawn.map((line) => `  ${line}`), `  ${names}`];
}
