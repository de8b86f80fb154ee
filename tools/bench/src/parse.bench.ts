// The parser alone: lines a second, and a file of 1,300 lines.
import { sourceFile } from '@trammel/diagnostics';
import { parse } from '@trammel/syntax';
import { milliseconds, printTable, time } from './measure.js';
import { corpusFile } from './networks.js';

const corpus = ['googlenet.net', 'resnet.net', 'densenet121.net', 'mobilenet-v2.net', 'efficientnet-b0.net', 'unet.net', 'gpt2.net'];
const text = corpus.map((name) => corpusFile(name).text).join('\n');
const rows = [1300, 10_000, 100_000].map((lines) => {
  const all = text
    .repeat(Math.ceil(lines / text.split('\n').length))
    .split('\n')
    .slice(0, lines)
    .join('\n');
  const runs = lines > 50_000 ? { warm: 2, runs: 3 } : { warm: 20, runs: 20 };
  const taken = time(() => parse(sourceFile('bench.net', all)), runs);
  return [
    lines.toLocaleString('en'),
    milliseconds(taken.best),
    milliseconds(taken.median),
    Math.round(lines / taken.best).toLocaleString('en'),
  ];
});
process.stdout.write('## Parsing\n\n');
printTable(['lines', 'best ms', 'median ms', 'lines a millisecond'], rows);
