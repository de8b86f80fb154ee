// A level of boxes and wires as a Mermaid flowchart. Not the layout, which is Mermaid's own.
import type { Analysis } from '@trammel/analysis';
import { shownShape } from '@trammel/report';
import { printShape } from '@trammel/tensor';
import { shortened } from '../markup.js';
import type { Box, DrawnBoxes } from './drawn-boxes.js';

/** From the top to the bottom; shapes stand on the wires. */
export function mermaidText({ boxes, wires }: DrawnBoxes, analysis: Analysis): string {
  const lines = [
    'flowchart TD',
    ...boxes.flatMap((box) => boxLines(box, '  ')),
    ...wires.map(({ from, to, tensor }) => `  ${idOf(from)} -->|"${quoted(printShape(shownShape(tensor, analysis)))}"| ${idOf(to)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function boxLines({ id, kind, name, children }: Box, indent: string): readonly string[] {
  const label = `"${quoted(shortened(name === '' ? ' ' : name, 120))}"`;
  if (children.length > 0)
    return [`${indent}subgraph ${idOf(id)} [${label}]`, ...children.flatMap((child) => boxLines(child, `${indent}  `)), `${indent}end`];
  return [kind === 'end' ? `${indent}${idOf(id)}([${label}])` : `${indent}${idOf(id)}[${label}]`];
}

/** Letters, digits and underscores only. */
const idOf = (id: string): string => id.replaceAll('.', '_');

/** Characters that would end a label or begin markup, as entities. */
const quoted = (text: string): string => text.replace(/["#<>&`]/g, (character) => `#${character.charCodeAt(0)};`);
