/** The one style: a file's tree written out again, with its comments; and trees written out that have no file. */
import { type Diagnostic, type SourceFile, hasErrors } from '@trammel/diagnostics';
import { type Doc, blankLine, group, indent, join, line, render } from './layout.js';
import { tokenize } from './lexer.js';
import { parse } from './parse.js';
import { printCall, printExpression, printNames, printParameters } from './print-expression.js';
import {
  type Entry,
  type Printed,
  lineWidth,
  printBody,
  printEnd,
  printEntries,
  printValue,
  remarkEntries,
  stackEntries,
} from './print-statement.js';
import { type Trail, bareTrail, token, trailOf } from './trail.js';
import { type Declaration, type FileTree, type Parameter, type TrainDeclaration } from './tree.js';

export interface FormatResult {
  /** The text in the one style; as it was when it cannot be read. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Formats a file. It keeps every comment and changes nothing that `parse` would tell apart, except places. */
export function format(source: SourceFile): FormatResult {
  const { tree, diagnostics } = parse(source);
  if (hasErrors(diagnostics)) return { text: source.text, diagnostics };
  return { text: printFile(trailOf(source, tokenize(source)), tree), diagnostics };
}

/** A tree as text in the one style. What could not be read is left out. */
export function print(tree: FileTree): string {
  const declarations = tree.declarations.map((declaration) => stackEntries(printDeclarations(bareTrail(), [declaration])));
  return textOf(join(declarations, blankLine));
}

function printFile(trail: Trail, tree: FileTree): string {
  return textOf(stackEntries([...printDeclarations(trail, tree.declarations), ...remarkEntries(trail)]));
}

function printDeclarations(trail: Trail, declarations: readonly Declaration[]): readonly Entry[] {
  return printEntries(trail, declarations, docOf, (declaration) => printDeclaration(trail, declaration));
}

function textOf(doc: Doc): string {
  const text = render(doc, lineWidth);
  return text === '' ? '' : `${text}\n`;
}

function docOf(declaration: Declaration): string | undefined {
  return declaration.kind === 'import' || declaration.kind === 'faulty' ? undefined : declaration.doc;
}

function printDeclaration(trail: Trail, declaration: Declaration): Printed {
  switch (declaration.kind) {
    case 'import': {
      const names = [
        token(trail, 'import'),
        ' ',
        token(trail, '{'),
        indent(line, printNames(trail, declaration.names)),
        line,
        token(trail, '}'),
      ];
      return { doc: [group(names), ' ', token(trail, 'from'), ' ', token(trail, declaration.from.text)] };
    }
    case 'net':
    case 'block': {
      const head = printHead(trail, declaration.kind, declaration);
      return { doc: [head, ' ', printBody(trail, declaration.body).broken] };
    }
    case 'variant': {
      const head = [printHead(trail, 'net', declaration), ' ', token(trail, '='), ' ', printCall(trail, declaration.base)];
      return { doc: declaration.body === undefined ? head : [head, ' ', printBody(trail, declaration.body).broken] };
    }
    case 'train':
      return { doc: printTrain(trail, declaration) };
    case 'faulty':
      return { doc: '' };
  }
}

interface Head {
  readonly name: { readonly text: string };
  readonly parameters: readonly Parameter[];
}

function printHead(trail: Trail, word: 'net' | 'block', { name, parameters }: Head): Doc {
  const start = [token(trail, word), ' ', token(trail, name.text)];
  return parameters.length === 0 ? start : [start, printParameters(trail, parameters)];
}

function printTrain(trail: Trail, declaration: TrainDeclaration): Doc {
  const head = [token(trail, 'train'), ' ', token(trail, declaration.name.text), ' '];
  const open = token(trail, '{');
  const entries = printEntries(
    trail,
    declaration.settings,
    ({ doc }) => doc,
    (setting) => printValue(trail, 'setting', token(trail, setting.name.text), () => printExpression(trail, setting.value)),
  );
  return [head, printEnd(trail, open, entries).broken];
}
