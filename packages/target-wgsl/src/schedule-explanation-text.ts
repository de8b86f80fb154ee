// The explanation of a schedule as text for a terminal. It computes nothing.
import type { ExplainedKernel, ExplainedPass, ExplainedValue, ExplainedWork, ScheduleExplanation } from './schedule-explanation.js';

/** All steps of all passes, each under its name. */
export function scheduleExplanationText({ network, steps, passes }: ScheduleExplanation): string {
  return passes
    .map((pass) => {
      const parts = [
        part('kernelForm', steps.kernelForm, pass.kernelForm),
        part('splitSums', steps.splitSums, pass.splitSums ?? ['as before']),
        part('memory', steps.memory, pass.memory.map(valueText)),
        part('fused', steps.fused, pass.fused.map(workText)),
        part(
          'inPlace',
          steps.inPlace,
          pass.inPlace.map(({ value, over }) => `${value} over ${over}`),
        ),
        part('sideBySide', steps.sideBySide, isSame(pass.fused, pass.sideBySide) ? ['as before'] : pass.sideBySide.map(workText)),
        part('kernels', `${pass.kernels.length} dispatches of ${new Set(pass.kernels.map(({ shader }) => shader)).size} shaders`, [
          ...pass.kernels.flatMap(kernelText),
        ]),
        part('arena', arenaText(pass), []),
      ];
      return `${network}, ${pass.pass}\n\n${parts.join('\n')}`;
    })
    .join('\n');
}

function part(name: string, says: string, content: readonly string[]): string {
  return `${name}: ${says}\n${content.map((line) => `  ${line}`.trimEnd() + '\n').join('')}`;
}

function valueText({ name, shape }: ExplainedValue): string {
  return `${name} ${shape}`;
}

function workText({ kind, makes, from }: ExplainedWork): string {
  const origin = {
    tiles: ` from ${from ?? ''}`,
    rows: from === undefined ? '' : ` along ${from}`,
    scatter: '',
    scan: ` along ${from ?? ''}`,
  };
  return `${kind}${origin[kind]}: ${makes.map(valueText).join(', ')}`;
}

function isSame(a: readonly ExplainedWork[], b: readonly ExplainedWork[]): boolean {
  return a.map(workText).join('\n') === b.map(workText).join('\n');
}

function kernelText({ reads, writes, way, workgroups, invocations, shader, characters, times }: ExplainedKernel): readonly string[] {
  const often = times === undefined ? '' : `, ${times} times`;
  return [
    `${writes.join(', ')} from ${reads.join(', ') || 'nothing'}`,
    `  ${way} each; workgroups of ${invocations}, ${workgroups} of them${often}; shader ${shader}, ${characters} characters`,
  ];
}

function arenaText({ arena: { bytes, largestLiveSet, openSizes } }: ExplainedPass): string {
  const where = openSizes.length === 0 ? '' : ` where ${openSizes.map((name) => `${name} = 1`).join(', ')}`;
  return `${bytes} bytes, of which ${largestLiveSet} are live at one time${where}`;
}
