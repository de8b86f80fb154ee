// Running the network: what it learns from, the buttons of a training, and what can be seen of it. Not the training.
import './run.css';
import type { JSX } from 'preact';
import { Marked } from '../panels/marked.js';
import { Words } from '../panels/words.js';
import { applyEdits } from '../state/edit.js';
import type { Playground } from '../state/playground.js';
import { DataChooser } from './data-chooser.js';
import { DigitPad } from './digit-pad.js';
import { PlanePicture } from './plane-picture.js';
import type { ChartMarkup, Refusal, RunBegun, RunView } from './protocol.js';
import type { RunState } from './run-state.js';

interface RunPanelProps {
  readonly playground: Playground;
  readonly state: RunState;
}

export function RunPanel({ playground, state }: RunPanelProps): JSX.Element {
  const { begun, view, refusal, offer, note, isOlder, phase } = state;
  const chosen = refusal.value ?? offerRefusal(state, playground);
  const isStale = isOlder.value || playground.isStale.value;
  return (
    <div class="run" aria-busy={phase.value === 'beginning'}>
      <h2>Run</h2>
      <DataChooser state={state} />
      {offer.value === undefined ? null : <p class="note">{offer.value.about}</p>}
      <RunButtons state={state} canRun={chosen === undefined && offer.value !== undefined} />
      {chosen === undefined ? null : <RefusalNote refusal={chosen} playground={playground} />}
      <p class="note" role="status">
        {isStale && begun.value !== undefined
          ? 'This is the training of an older text: Play begins anew with the text as it is now.'
          : note.value}
      </p>
      {begun.value === undefined || view.value === undefined ? null : (
        <div class={isStale ? 'panel stale' : 'panel'}>
          <Standing begun={begun.value} view={view.value} />
          {view.value.stopped === undefined ? null : (
            <RefusalNote refusal={{ ...view.value.stopped, written: playground.text.value }} playground={playground} />
          )}
          <div class="run-pictures">
            {begun.value.takesDigits ? <DigitPad state={state} /> : null}
            {begun.value.points === undefined ? null : <PlanePicture points={begun.value.points} plane={view.value.plane} />}
            <div class="charts">
              {view.value.charts.map((chart) => (
                <Chart key={chart.title} chart={chart} />
              ))}
              {view.value.gradients === undefined ? null : (
                <>
                  <Chart chart={view.value.gradients.chart} />
                  <p class="note gradient-sentence">{view.value.gradients.sentence}</p>
                </>
              )}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

function offerRefusal({ offer }: RunState, { settled, isStale }: Playground): (Refusal & { readonly written: string }) | undefined {
  const refusal = offer.value?.refusal;
  return refusal === undefined || isStale.value ? undefined : { ...refusal, written: settled.value?.text ?? '' };
}

function RunButtons({ state, canRun }: { readonly state: RunState; readonly canRun: boolean }): JSX.Element {
  const { phase, view } = state;
  const isPlaying = phase.value === 'playing';
  const isOver = view.value?.stopped !== undefined && !state.isOlder.value;
  const isBlocked = !canRun || phase.value === 'beginning';
  return (
    <div class="tools run-buttons">
      {isPlaying ? (
        <button type="button" class="main" onClick={state.pause}>
          Pause
        </button>
      ) : (
        <button type="button" class="main" disabled={isBlocked || isOver} onClick={state.play}>
          Play
        </button>
      )}
      <button type="button" disabled={isBlocked || isOver || isPlaying} onClick={state.step}>
        Step
      </button>
      <button type="button" disabled={isBlocked || isPlaying} onClick={state.reset}>
        Begin anew
      </button>
      {phase.value === 'beginning' ? <span class="working">Compiling the steps</span> : null}
    </div>
  );
}

function RefusalNote({
  refusal,
  playground,
}: {
  readonly refusal: Refusal & { readonly written: string };
  readonly playground: Playground;
}): JSX.Element {
  return (
    <div class="refusal" role="alert">
      <p>
        <Words text={refusal.why} />
      </p>
      {refusal.helps.map(({ text, edits }) =>
        edits.length === 0 ? (
          <p class="help" key={text}>
            <Words text={text} />
          </p>
        ) : (
          <button type="button" key={text} onClick={() => applyEdits(playground, refusal.written, edits)}>
            {text}
          </button>
        ),
      )}
    </div>
  );
}

const shown = (value: number | undefined, digits = 3): string =>
  value === undefined || Number.isNaN(value)
    ? '-'
    : Number(value.toPrecision(digits)).toLocaleString('en', { maximumSignificantDigits: digits });

function Standing({ begun, view }: { readonly begun: RunBegun; readonly view: RunView }): JSX.Element {
  const { held } = view;
  const figures: readonly (readonly [string, string])[] = [
    [
      'steps',
      begun.end === undefined ? view.step.toLocaleString('en') : `${view.step.toLocaleString('en')} of ${begun.end.toLocaleString('en')}`,
    ],
    ['rounds', view.round.toLocaleString('en')],
    ['loss', shown(view.loss)],
    ['loss, held out', shown(held?.loss)],
    ...(held?.accuracy === undefined ? [] : [['right, held out', `${shown(100 * held.accuracy)} %`] as const]),
    ['steps a second', shown(view.stepsPerSecond, 2)],
  ];
  return (
    <>
      <dl class="figures run-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="note">
        {begun.net} runs on {begun.device}: {begun.examples.training.toLocaleString('en')} examples to learn from in batches of{' '}
        {begun.batch}, {begun.examples.held.toLocaleString('en')} held out, {begun.weights.toLocaleString('en')} weights.
      </p>
    </>
  );
}

function Chart({ chart: { title, wide, narrow } }: { readonly chart: ChartMarkup }): JSX.Element {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Marked as="div" className="wide" markup={wide} />
      <Marked as="div" className="narrow" markup={narrow} />
    </figure>
  );
}
