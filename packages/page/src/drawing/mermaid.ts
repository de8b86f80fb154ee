// A level of boxes and wires as a Mermaid flowchart. Not the layout, which is Mermaid's own.
import type { Analysis } from '@trammel/analysis';
import { shownShape } from '@trammel/report';
import { printShape } from '@trammel/tensor';
import { shortened } from '../markup.js';
import type { Box, DrawnBoxes } from './drawn-boxes.js';

/** A network as boxes and wires. */
export interface MermaidNetwork {
  readonly drawn: DrawnBoxes;
  readonly analysis: Analysis;
}

/** From the top to the bottom; shapes stand on the wires. Several networks stand beside each other, since a text is one chart. */
export function mermaidText(networks: readonly MermaidNetwork[]): string {
  const [only, ...others] = networks;
  const parts =
    only !== undefined && others.length === 0
      ? networkLines(only, { prefix: '', indent: '  ' })
      : networks.flatMap((network, index) => [
          `  subgraph n${index} [${labelOf(network.analysis.graph.name)}]`,
          ...networkLines(network, { prefix: `n${index}_`, indent: '    ' }),
          '  end',
        ]);
  return `${['flowchart TD', ...parts].join('\n')}\n`;
}

interface Place {
  /** What keeps boxes of several networks apart. */
  readonly prefix: string;
  readonly indent: string;
}

function networkLines({ drawn: { boxes, wires }, analysis }: MermaidNetwork, place: Place): readonly string[] {
  const { prefix, indent } = place;
  return [
    ...boxes.flatMap((box) => boxLines(box, place)),
    ...wires.map(({ from, to, tensor }) => {
      const shape = quoted(printShape(shownShape(tensor, analysis)));
      return `${indent}${prefix}${idOf(from)} -->|"${shape}"| ${prefix}${idOf(to)}`;
    }),
  ];
}

function boxLines({ id, kind, name, children }: Box, { prefix, indent }: Place): readonly string[] {
  const [own, label] = [`${prefix}${idOf(id)}`, labelOf(name)];
  if (children.length > 0) {
    const inside = children.flatMap((child) => boxLines(child, { prefix, indent: `${indent}  ` }));
    return [`${indent}subgraph ${own} [${label}]`, ...inside, `${indent}end`];
  }
  return [kind === 'end' ? `${indent}${own}([${label}])` : `${indent}${own}[${label}]`];
}

const labelOf = (name: string): string => `"${quoted(shortened(name === '' ? ' ' : name, 120))}"`;

/** Letters, digits and underscores only. */
const idOf = (id: string): string => id.replaceAll('.', '_');

/** Characters that would end a label, begin markup or a directive, or break a line, as entities. */
const quoted = (text: string): string => text.replace(/["#<>&`%\\]/g, (character) => `#${character.charCodeAt(0)};`);
