// Sections of the report as panels: charts with what they say and the numbers behind them.
import type { JSX } from 'preact';
import type { NumbersView, SectionKey, SectionView } from '@trammel/page';
import { useFollowed } from '../state/answers.js';
import type { Playground } from '../state/playground.js';
import { FollowedPanel } from './followed-panel.js';
import { Marked } from './marked.js';

interface SectionPanelProps {
  readonly playground: Playground;
  readonly keys: readonly SectionKey[];
}

export function SectionPanel({ playground, keys }: SectionPanelProps): JSX.Element {
  const followed = useFollowed(playground, 'sections', () => {
    const asked = playground.settled.value;
    return asked === undefined ? undefined : { asked, keys };
  });
  const { answer } = followed.value;
  return (
    <FollowedPanel playground={playground} followed={followed.value}>
      {answer?.length === 0 ? <p>There is nothing to tell of this network here.</p> : null}
      {answer?.map((section) => (
        <Section key={section.id} section={section} />
      ))}
    </FollowedPanel>
  );
}

function Section({ section }: { readonly section: SectionView }): JSX.Element {
  return (
    <section class="charts">
      <h2>{section.title}</h2>
      {section.paragraphs.map(({ prose }) => (
        <Marked key={prose} as="p" markup={prose} />
      ))}
      {section.charts.map(({ title, wide, narrow, note, numbers }) => (
        <figure key={title}>
          <figcaption>{title}</figcaption>
          <Marked as="div" className={narrow === '' ? 'only' : 'wide'} markup={wide} />
          {narrow === '' ? null : <Marked as="div" className="narrow" markup={narrow} />}
          {note === '' ? null : <p class="note">{note}</p>}
          {numbers === undefined ? null : (
            <details class="behind">
              <summary>Numbers</summary>
              <div class="scroll tall" tabIndex={0} role="group" aria-label={`Numbers: ${title}`}>
                <NumbersTable numbers={numbers} />
              </div>
            </details>
          )}
        </figure>
      ))}
    </section>
  );
}

/** A table whose first column names its rows. */
export function NumbersTable({ numbers: { columns, rows, long } }: { readonly numbers: NumbersView }): JSX.Element {
  return (
    <table class="numbers">
      {long === undefined ? null : <caption>The first {rows.length} rows; the command line tells all of them.</caption>}
      <thead>
        <tr>
          {columns.map(({ title, className }, index) =>
            title === '' ? (
              <td key={index} />
            ) : (
              <th key={index} scope="col" class={className}>
                {title}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {row.map(({ text, className }, column) =>
              column === 0 ? (
                <th key={column} scope="row" class={className}>
                  <bdi>{text}</bdi>
                </th>
              ) : (
                <td key={column} class={className}>
                  {text}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
