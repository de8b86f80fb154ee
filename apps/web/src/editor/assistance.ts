// What the language service says in the editor: completion and hover. It is asked in the worker, and nothing is known here.
import { autocompletion, type Completion as Shown, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, type EditorView, type Tooltip } from '@codemirror/view';
import type { Completion } from '@trammel/language-service';
import type { AnswerOf, AskOf, Told } from '../worker/protocol.js';

/** Asks the worker about a place in the text as it is now; undefined where there is no answer any more. */
export interface Assistant {
  readonly complete: (text: string, offset: number) => Promise<AnswerOf<'complete'> | undefined>;
  readonly hover: (text: string, offset: number) => Promise<AnswerOf<'hover'> | undefined>;
  readonly define: (text: string, offset: number) => Promise<AnswerOf<'define'> | undefined>;
  readonly rename: (text: string, offset: number, name: string) => Promise<AnswerOf<'rename'> | undefined>;
  readonly format: (ask: AskOf<'format'>) => Promise<AnswerOf<'format'> | undefined>;
}

/** Completion while typing, and what things are under the pointer. */
export function assistance(assistant: Assistant): Extension {
  return [
    autocompletion({
      override: [(context) => completions(context, assistant)],
      icons: false,
      optionClass: ({ type }) => `completes-${type ?? ''}`,
    }),
    hoverTooltip((view, offset) => hovered(view, offset, assistant), { hoverTime: 250 }),
  ];
}

async function completions(context: CompletionContext, assistant: Assistant): Promise<CompletionResult | null> {
  const typed = context.matchBefore(/\w+|(?:->|[.(=,|])\s?/);
  if (typed === null && !context.explicit) return null;
  const found = await assistant.complete(context.state.doc.toString(), context.pos);
  if (found === undefined || context.aborted || found.items.length === 0) return null;
  return { from: found.from, options: found.items.map(shownCompletion), validFor: /^\w*$/ };
}

/** Arguments and names that are known come before everything that there is. */
const boosts: Readonly<Partial<Record<Completion['kind'], number>>> = { argument: 30, value: 20, name: 15, block: 10, setting: 10 };

function shownCompletion({ label, kind, detail, documentation, snippet }: Completion): Shown {
  return {
    label,
    type: kind,
    detail,
    boost: boosts[kind] ?? 0,
    ...(documentation === '' ? {} : { info: () => paragraphs(documentation) }),
    ...(snippet === undefined
      ? {}
      : {
          apply: (view: EditorView, _: Shown, from: number, to: number) => {
            // Parentheses that stand there already are not written again.
            const isCalled = view.state.sliceDoc(to, to + 1) === '(' && snippet.endsWith('(|)');
            const text = isCalled ? snippet.slice(0, -3) : snippet;
            const caret = text.indexOf('|');
            const insert = text.replace('|', '');
            view.dispatch({
              changes: { from, to, insert },
              selection: { anchor: from + (caret < 0 ? insert.length : caret) },
              userEvent: 'input.complete',
            });
          },
        }),
  };
}

function paragraphs(text: string): Node {
  const element = document.createElement('div');
  for (const [index, paragraph] of text.split('\n\n').entries()) {
    const part = document.createElement(index === 0 || paragraph.includes('\n') ? 'pre' : 'p');
    part.textContent = paragraph;
    element.append(part);
  }
  return element;
}

async function hovered(view: EditorView, offset: number, assistant: Assistant): Promise<Tooltip | null> {
  const told = await assistant.hover(view.state.doc.toString(), offset);
  if (told === undefined || told.to > view.state.doc.length) return null;
  return { pos: told.from, end: told.to, above: true, create: () => ({ dom: tooltip(told) }) };
}

function tooltip({ title, paragraphs: texts, facts }: Told): HTMLElement {
  const element = document.createElement('div');
  element.className = 'told';
  const head = document.createElement('pre');
  head.textContent = title;
  element.append(head);
  if (facts.length > 0) {
    const list = document.createElement('dl');
    for (const { name, value } of facts) {
      const [term, description] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = name;
      description.textContent = value;
      list.append(term, description);
    }
    element.append(list);
  }
  for (const text of texts) {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    element.append(paragraph);
  }
  return element;
}
