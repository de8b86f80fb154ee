// The whole process: `trammel analyze` beside a bare `node -e 0`, turn by turn in the same run.
import { spawnSync } from 'node:child_process';
import { milliseconds, printTable } from './measure.js';

const rounds = Number(process.argv[2] ?? 15);
const bin = 'apps/cli/bin/trammel.cjs';
const commands = {
  'node -e 0': ['-e', '0'],
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

const taken = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round += 1) {
  // Every command once a round, so that a busy moment of the machine meets all of them.
  for (const [name, args] of Object.entries(commands)) taken.get(name)?.push(once(args));
}
const middle = (name: string): number => [...(taken.get(name) ?? [])].sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
const least = (name: string): number => Math.min(...(taken.get(name) ?? []));
process.stdout.write('## Whole process\n\n');
printTable(
  ['command', 'median ms', 'times bare', 'best ms', 'times bare', 'peak MB'],
  Object.entries(commands).map(([name, args]) => [
    name,
    milliseconds(middle(name)),
    (middle(name) / middle('node -e 0')).toFixed(2),
    milliseconds(least(name)),
    (least(name) / least('node -e 0')).toFixed(2),
    peakMegabytes(args).toFixed(0),
  ]),
);
