// Why a loss is no number any more, and what to do: told from the weights that it left behind. Not how it is noticed.
import { spanText } from '@trammel/diagnostics';
import { optimizerOf, type Elements } from '@trammel/training';
import type { Mending, Refusal } from '../protocol.js';
import type { Prepared } from './prepared.js';

interface Left {
  readonly step: number;
  readonly loss: number;
  readonly weights: Elements;
}

/** A step that is ten times shorter, or gradients that are limited. */
export function whyNotFinite(prepared: Prepared, { step, loss, weights }: Left): Refusal {
  const what = `The loss of step ${step.toLocaleString('en')} is ${Number.isNaN(loss) ? 'not a number' : 'infinite, or larger than 32 bits hold'}`;
  const before = `Begin anew once that is mended; weights cannot be used any more.`;
  const worst = worstOf(prepared, weights);
  if (worst === undefined && step === 1)
    return {
      why: `${what}, and no weight has moved yet: the network itself gives no number for these examples, such as a logarithm of 0 or a root of less.`,
      helps: [],
    };
  const cause = worst === undefined ? 'the steps are too long' : `the steps are too long: ${worst}`;
  return { why: `${what}: ${cause}. ${before}`, helps: [...smallerRate(prepared), ...limited(prepared)] };
}

/** The weights that grew most, against what they began with. */
function worstOf({ step, parameters }: Prepared, weights: Elements): string | undefined {
  const largest = (values: Float64Array = new Float64Array()): number =>
    values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  const broken = step.parameters.find((name) => weights.get(name)?.some((value) => !Number.isFinite(value)));
  const grown = step.parameters
    .map((name) => ({ name, times: largest(weights.get(name)) / Math.max(largest(parameters.get(name)), 1e-3) }))
    .sort((one, other) => other.times - one.times)[0];
  if (grown !== undefined && Number.isFinite(grown.times) && grown.times > 10)
    return `${grown.name} has grown ${grown.times.toPrecision(2)}-fold since the beginning`;
  return broken === undefined ? undefined : `${broken} holds no numbers any more`;
}

/** The rate as it is written in the training. */
const written = /\blr\s*=\s*([\d.][\d._e+-]*)|\b(?:sgd|momentum|nesterov|adam|adamw|rmsprop)\s*\(\s*([\d.][\d._e+-]*)/;

function smallerRate({ training }: Prepared): readonly Mending[] {
  const { span } = training;
  const found = written.exec(spanText(span));
  const number = found?.[1] ?? found?.[2];
  if (found === null || number === undefined) return [{ text: 'take a smaller rate: `optimizer = adam(lr=0.001)`', edits: [] }];
  const rate = Number(number.replaceAll('_', ''));
  const from = span.start + found.index + found[0].lastIndexOf(number);
  const smaller = String(Number((rate / 10).toPrecision(3)));
  return [{ text: `Take a tenth of the rate: ${smaller}`, edits: [{ from, to: from + number.length, text: smaller }] }];
}

function limited({ training }: Prepared): readonly Mending[] {
  if (training.settings.has('clip')) return [];
  const { span } = optimizerOf(training);
  const { source } = span;
  // Behind the line of the optimizer, as deep as that.
  const end = source.text.indexOf('\n', span.start);
  const line = source.text.lastIndexOf('\n', span.start) + 1;
  const depth = /^\s*/.exec(source.text.slice(line))?.[0] ?? '';
  if (end < 0 || end > training.span.end || !/^\s*optimizer\b/.test(source.text.slice(line, end))) return [];
  return [{ text: 'Limit the gradients: clip = norm(1)', edits: [{ from: end, to: end, text: `\n${depth}clip      = norm(1)` }] }];
}
