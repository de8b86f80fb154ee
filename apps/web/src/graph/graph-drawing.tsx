// The drawing itself: boxes and wires as they were laid out. Not how it is moved.
import type { JSX } from 'preact';
import type { DrawnBox, DrawnGraph } from '../worker/protocol.js';

interface DrawingProps {
  readonly drawn: DrawnGraph;
  readonly colour: string;
  /** The boxes of what stands at the caret. */
  readonly current: ReadonlySet<string>;
  /** The boxes that stand for nothing in the text as it is. */
  readonly lost: ReadonlySet<string>;
  readonly onToggle: (box: DrawnBox) => void;
  readonly onReveal: (box: DrawnBox) => void;
}

export function GraphDrawing({ drawn, colour, current, lost, onToggle, onReveal }: DrawingProps): JSX.Element {
  const { width, height, boxes, wires } = drawn;
  const isLost = ({ from, to }: { readonly from: string; readonly to: string }): boolean => lost.has(from) || lost.has(to);
  const marksOf = ({ id, isFound }: DrawnBox): string =>
    `${current.has(id) ? ' current' : ''}${isFound ? ' found' : ''}${lost.has(id) ? ' lost' : ''}`;
  return (
    // The list is its twin for those who do not see it.
    <svg class="graph" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      {wires.map(({ corners, ...ends }, index) => (
        <path key={index} class={isLost(ends) ? 'wire lost' : 'wire'} d={wayOf(corners)} />
      ))}
      {boxes.map((box) => (
        <BoxShape key={box.id} box={box} colour={colour} marks={marksOf(box)} onToggle={onToggle} onReveal={onReveal} />
      ))}
      {wires.map(({ label, ...ends }, index) =>
        label === undefined ? null : (
          <text key={index} class={isLost(ends) ? 'wire-label lost' : 'wire-label'} x={label.x} y={label.y + 3.5} text-anchor="middle">
            {label.text}
          </text>
        ),
      )}
    </svg>
  );
}

function wayOf(corners: DrawnGraph['wires'][number]['corners']): string {
  const line = corners.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  const end = corners.at(-1);
  return end === undefined ? line : `${line}M${(end.x - 3.5).toFixed(1)} ${(end.y - 5).toFixed(1)}l3.5 5l3.5 -5`;
}

interface BoxProps {
  readonly box: DrawnBox;
  readonly colour: string;
  /** Further classes. */
  readonly marks: string;
  readonly onToggle: (box: DrawnBox) => void;
  readonly onReveal: (box: DrawnBox) => void;
}

function BoxShape({ box, colour, marks, onToggle, onReveal }: BoxProps): JSX.Element {
  const { kind, name, detail, words, shape, isFold, isOpen, classes, x, y, width, height } = box;
  if (kind === 'end') {
    return (
      <g class={`end-node${marks}`}>
        <rect class="end" x={x} y={y} width={width} height={height} rx={12} />
        <text class="box-name" x={x + width / 2} y={y + 16} text-anchor="middle">
          {fitted(name, width)}
        </text>
      </g>
    );
  }
  const hasDetail = detail !== '' && !isOpen;
  return (
    <g class={`node ${fillOf(classes, colour)}${marks}`} onClick={() => onReveal(box)} onDblClick={() => isFold && onToggle(box)}>
      <title>{[name, shape === '' ? '' : `gives ${shape}`, words].filter((part) => part !== '').join('\n')}</title>
      <rect class={isOpen ? 'box open' : 'box'} x={x} y={y} width={width} height={height} rx={4} />
      {isFold ? (
        <text class="box-name open-name" x={x + 17} y={y + (isOpen ? 18 : height / 2 + 4)}>
          {fitted(name, width - 4)}
        </text>
      ) : (
        <text class="box-name" x={x + width / 2} y={y + (hasDetail ? 17 : height / 2 + 4)} text-anchor="middle">
          {fitted(name, width)}
        </text>
      )}
      {hasDetail ? (
        <text class="box-detail" x={x + width / 2} y={y + 31} text-anchor="middle">
          {detail}
        </text>
      ) : null}
      {isFold ? (
        <g
          class="toggle"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(box);
          }}
        >
          <rect x={x} y={y} width={16} height={Math.min(height, 28)} rx={4} />
          <path d={`M${x + 4} ${y + 14}h8${isOpen ? '' : 'm-4 -4v8'}`} />
        </g>
      ) : null}
    </g>
  );
}

/** A face in which all characters are as wide. */
function fitted(name: string, width: number): string {
  const most = Math.max(3, Math.floor((width - 12) / 6.5));
  return name.length <= most ? name : `${name.slice(0, most - 1)}\u2026`;
}

/** How deep the colour of a box is by the column that is chosen. */
function fillOf(classes: string, column: string): string {
  const level = classes
    .split(' ')
    .find((each) => each.startsWith(column))
    ?.slice(1);
  return level === undefined || !/^\d$/.test(level) ? '' : `fill-${level}`;
}
