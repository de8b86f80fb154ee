// In one warm process: parse, lower and analyse, by pass and by node.
import { costOf, memoryOf, receptiveFieldsOf, sizesFor } from '@trammel/analysis';
import { nodesOf } from '@trammel/graph';
import { parse } from '@trammel/syntax';
import { analyze } from 'trammel';
import { milliseconds, printTable, time } from './measure.js';
import { corpusFile, graphOf } from './networks.js';

const networks = [
  ['lenet5.net', 'LeNet5'],
  ['resnet.net', 'ResNet50'],
  ['resnet.net', 'ResNet152'],
  ['densenet121.net', 'DenseNet121'],
  ['gpt2.net', 'GPT2'],
] as const;
const repeats = { warm: 60, runs: 60 };

const rows = networks.map(([file, net]) => {
  const source = corpusFile(file);
  const graph = graphOf(source, net);
  const sizes = sizesFor(graph, new Map());
  const cost = costOf(graph);
  const whole = time(() => {
    const { cost: counted, receptiveFields } = analyze(graphOf(source, net));
    return counted.rows.map(({ node }) => node.outputs.map((output) => receptiveFields.get(output)));
  }, repeats);
  const passes = [
    time(() => parse(source), repeats),
    time(() => graphOf(source, net), repeats),
    time(() => costOf(graph), repeats),
    time(() => {
      const fields = receptiveFieldsOf(graph, sizes);
      return cost.rows.map(({ node }) => node.outputs.map((output) => fields.get(output)));
    }, repeats),
    time(() => memoryOf(graph, cost, sizes), repeats),
  ];
  const nodes = nodesOf(graph.body).length;
  return [
    net,
    String(nodes),
    ...passes.map((pass) => milliseconds(pass.best)),
    milliseconds(whole.best),
    milliseconds(whole.median),
    ((1000 * whole.best) / nodes).toFixed(1),
  ];
});
process.stdout.write('## In a warm process, milliseconds\n\n');
printTable(
  [
    'network',
    'nodes',
    'parse file',
    'parse and lower',
    'costs',
    'receptive fields',
    'memory',
    'all, best',
    'all, median',
    'microseconds a node',
  ],
  rows,
);
