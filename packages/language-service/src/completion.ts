// What can be written at a place: names, operators with their documentation, arguments, words. Not how a list of them looks.
import { measures } from '@trammel/graph';
import { functionNames, standardFile, standardNames, trainingSettings } from '@trammel/lower';
import { isOperatorName, operatorNames, pageOfOperator, type ArgumentPage, type OperatorPage } from '@trammel/operators';
import { operatorSignature } from '@trammel/report';
import { leadingWords, parse } from '@trammel/syntax';
import type { Document } from './document.js';
import { outlineOf } from './outline.js';
import { placeAt, type CaretPlace, type OpenBracket } from './place.js';

/** One thing that can be written. */
export interface Completion {
  readonly label: string;
  readonly kind: 'operator' | 'block' | 'net' | 'name' | 'argument' | 'value' | 'keyword' | 'measure' | 'function' | 'setting' | 'file';
  /** A few words beside it. */
  readonly detail: string;
  /** Paragraphs, parted by empty lines. */
  readonly documentation: string;
  /** What is written where it is not the label; `|` stands where the caret goes. */
  readonly snippet: string | undefined;
}

/** All that fits, and the stretch that it replaces; not narrowed down to what is typed. */
export interface CompletionList {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** What can stand at an offset. Never throws, whatever the text. */
export function completionsAt(document: Document, offset: number): CompletionList {
  const place = placeAt(document.source.text, offset);
  const { start, end } = place.word;
  return { from: start, to: end, items: itemsAt(document, place, offset) };
}

function itemsAt(document: Document, place: CaretPlace, offset: number): readonly Completion[] {
  const [bracket] = place.brackets;
  if (place.inside === 'comment') return [];
  if (place.inside === 'string') return place.statement === 'import' ? standardNames.map(fileItem) : [];
  if (place.statement === 'import') return importedItems(document);
  if (place.before === '.') return methodItems(document, place, offset);
  if (bracket?.sign === '(' && bracket.callee !== undefined) return argumentItems(document, bracket, offset);
  if (bracket?.sign === '[') return namedItems(document, offset);
  if (place.declaration === undefined)
    return place.brackets.length > 0
      ? namedItems(document, offset)
      : leadingWords.declarations.map((word) => item('keyword', word, declarationDetails[word] ?? ''));
  if (place.declaration === 'train') return trainingItems(document, place, offset);
  if (place.statement === 'assert' || place.statement === 'expect')
    return [...measureItems(), ...namedItems(document, offset), ...functionItems()];
  if (place.statement === 'let' || /^[-+*/^<>]$|^[<>=!]=$/.test(place.before)) return [...namedItems(document, offset), ...functionItems()];
  const statements = place.isFirst || place.before === '{' ? leadingWords.statements.map((word) => item('keyword', word, '')) : [];
  return [
    ...operatorNames.map((name) => operatorItem(pageOfOperator(name))),
    ...callableItems(document),
    ...namedItems(document, offset),
    ...statements,
  ];
}

const item = (kind: Completion['kind'], label: string, detail: string, documentation = ''): Completion => ({
  label,
  kind,
  detail,
  documentation,
  snippet: undefined,
});

const declarationDetails: Readonly<Partial<Record<string, string>>> = {
  net: 'a network, from its inputs to its outputs',
  block: 'layers under a name, to be called',
  train: 'how a network is trained',
  import: 'blocks and nets of another file',
};

/** An operator that must be told something gets its parentheses. */
function operatorItem(page: OperatorPage): Completion {
  const needs = page.arguments.some(({ fallback }) => fallback === undefined);
  const documentation = [operatorSignature(page), page.summary, ...page.formulas.slice(0, 2), page.example.trim()].join('\n\n');
  return { ...item('operator', page.name, page.category, documentation), snippet: needs ? `${page.name}(|)` : undefined };
}

/** Blocks and nets of the file, and those that it imports. */
function callableItems({ names, tree, source }: Document): readonly Completion[] {
  const own = outlineOf({ tree })
    .filter(({ kind }) => kind !== 'train')
    .map(({ name, kind, span }) => {
      const parameters = names.parametersOf(name).map((each) => source.text.slice(each.span.start, each.span.end));
      const head = source.text.slice(span.start, span.end).split('{')[0]?.trim() ?? '';
      const detail = `(${parameters.join(', ')})`;
      return { ...item(kind === 'net' ? 'net' : 'block', name, detail, head), snippet: parameters.length > 0 ? `${name}(|)` : undefined };
    });
  const imported = names.all
    .filter(({ kind }) => kind === 'import')
    .map(({ text }) => ({ ...item('block', text, 'imported'), snippet: `${text}(|)` }));
  return [...own, ...imported];
}

function namedItems({ names, source }: Document, offset: number): readonly Completion[] {
  return names
    .knownAt(offset)
    .filter(({ kind }) => kind !== 'block' && kind !== 'net' && kind !== 'import')
    .map(({ text, kind, span, documentation }) =>
      item('name', text, kind, [source.text.slice(span.start, span.end), documentation ?? ''].join('\n\n').trim()),
    );
}

/** The names of arguments that are not given yet, or the words that the one at hand takes; then whatever is known here. */
function argumentItems(document: Document, { callee = '', given, argument }: OpenBracket, offset: number): readonly Completion[] {
  const known = [...namedItems(document, offset), ...functionItems()];
  if (!isOperatorName(callee)) {
    const parameters = argument === undefined ? document.names.parametersOf(callee).filter(({ text }) => !given.includes(text)) : [];
    const { text } = document.source;
    return [...parameters.map((each) => item('argument', `${each.text}=`, text.slice(each.span.start, each.span.end))), ...known];
  }
  const page = pageOfOperator(callee);
  const at = page.arguments.find(({ name }) => name === argument);
  if (at !== undefined) return [...wordItems(at), ...known];
  const open = page.arguments.filter(({ name }) => !given.includes(name));
  return [...open.map(argumentItem), ...open.filter(({ isByName }) => !isByName).flatMap(wordItems), ...known];
}

const argumentItem = ({ name, expects, fallback, documentation }: ArgumentPage): Completion =>
  item(
    'argument',
    `${name}=`,
    fallback === undefined ? 'must be given' : `${fallback} unless given`,
    `${documentation}\n\nTakes ${expects}.`,
  );

const wordItems = ({ words, name, documentation }: ArgumentPage): readonly Completion[] =>
  words.map((word) => item('value', word, name, documentation));

/** `wte.attend` for a layer whose operator has it. */
function methodItems({ names, source }: Document, { beforeThat }: CaretPlace, offset: number): readonly Completion[] {
  const layer = names.knownAt(offset).find(({ text, kind }) => text === beforeThat && kind === 'layer');
  if (layer === undefined) return [];
  const called = /=\s*(\w+)/.exec(source.text.slice(layer.span.start, layer.span.end))?.[1] ?? '';
  if (!isOperatorName(called)) return [];
  return Object.entries(pageOfOperator(called).methods).map(([method, operator]) =>
    item('operator', method, operator, `${operator} with the same weights.`),
  );
}

function trainingItems(document: Document, { isFirst, before, statement, brackets }: CaretPlace, offset: number): readonly Completion[] {
  if (brackets[0]?.sign !== '{') return namedItems(document, offset);
  if (isFirst || before === '{')
    return Object.entries(trainingSettings).map(([name, { summary }]) => ({ ...item('setting', name, summary), snippet: `${name} = |` }));
  const setting = statement ?? settingBefore(document.source.text, offset);
  const form = trainingSettings[setting]?.form;
  if (form?.kind === 'call') return Object.keys(form.calls).map((name) => ({ ...item('function', name, setting), snippet: `${name}(|)` }));
  const losses = operatorNames.map(pageOfOperator).filter(({ category }) => category === 'loss');
  return form?.kind === 'loss' ? [...losses.map(operatorItem), ...namedItems(document, offset)] : [];
}

const settingBefore = (text: string, offset: number): string => /(\w+)\s*=[^\n]*$/.exec(text.slice(0, offset))?.[1] ?? '';

const measureItems = (): readonly Completion[] =>
  Object.entries(measures).map(([name, { summary, of }]) => ({
    ...item('measure', name, of === 'tensor' ? 'of a tensor' : '', summary),
    snippet: of === 'tensor' ? `${name}(|)` : undefined,
  }));

const functionItems = (): readonly Completion[] =>
  functionNames.map((name) => ({ ...item('function', name, 'of numbers'), snippet: `${name}(|)` }));

const fileItem = (name: string): Completion => item('file', name, 'standard library');

/** What the files of the standard library declare; which of them is meant stands behind. */
function importedItems({ source, tree }: Document): readonly Completion[] {
  const wanted = tree.declarations.flatMap((declaration) => (declaration.kind === 'import' ? [declaration.from.value] : []));
  const files = wanted.length > 0 && wanted.every((name) => standardNames.includes(name)) ? wanted : standardNames;
  return source.text === ''
    ? []
    : files.flatMap((file) => {
        const found = standardFile(file);
        return found === undefined
          ? []
          : outlineOf(parse(found.source)).map(({ name, kind }) => item(kind === 'net' ? 'net' : 'block', name, file));
      });
}
