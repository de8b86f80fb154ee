// The whole process: `trammel analyze` beside a bare `node -e 0`, turn by turn in the same run.
import { spawnSync } from 'node:child_process';
import { milliseconds, printTable } from './measure.js';

const rounds = Number(process.argv[2] ?? 15);
const bin = 'apps/cli/bin/trammel.cjs';
const bare = ['-e', '0'];
const commands = {
  'node -e 0': bare,
  'explain shape-mismatch': [bin, 'explain', 'shape-mismatch'],
  'analyze lenet5': [bin, 'analyze', 'tools/corpus/lenet5.net'],
  'analyze ResNet50': [bin, 'analyze', 'tools/corpus/resnet.net', '--net', 'ResNet50'],
  'analyze ResNet50, JSON': [bin, 'analyze', 'tools/corpus/resnet.net', '--net', 'ResNet50', '--format', 'json'],
  'analyze GPT2': [bin, 'analyze', 'tools/corpus/gpt2.net'],
};

/** Wall milliseconds of one process, and its largest memory as `/usr/bin/time` would tell, told by the process itself. */
function once(args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
}

function peakMegabytes(args: readonly string[]): number {
  const report = 'process.on("exit",()=>process.stderr.write("\\nRSS "+process.resourceUsage().maxRSS+"\\n"))';
  const { stderr } = spawnSync(process.execPath, ['--require', `data:text/javascript,`, ...args].slice(2), {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` },
  });
  return Number(/RSS (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024;
}

/** A run of a command, and a bare one right before it, so that a busy moment of the machine meets both. */
interface Pair {
  readonly bare: number;
  readonly taken: number;
}

const pairs = new Map(Object.keys(commands).map((name) => [name, [] as Pair[]]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, args] of Object.entries(commands)) pairs.get(name)?.push({ bare: once(bare), taken: once(args) });
}
const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const row = (name: string, args: readonly string[]): readonly string[] => {
  const own = pairs.get(name) ?? [];
  const times = own.map(({ taken }) => taken);
  const ratio = middle(own.map((pair) => pair.taken / pair.bare));
  return [name, milliseconds(middle(times)), milliseconds(Math.min(...times)), ratio.toFixed(2), peakMegabytes(args).toFixed(0)];
};
process.stdout.write('## Whole process\n\n');
printTable(
  ['command', 'median ms', 'best ms', 'times a bare process', 'peak MB'],
  Object.entries(commands).map(([name, args]) => row(name, args)),
);
