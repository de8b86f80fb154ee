// The files that are copied into generated projects as they are, and what they import of each other.
import { present } from '@trammel/tensor';
import type { GeneratedFile } from './generated-project.js';
import { projectTexts } from './project-texts.generated.js';

/** The file, without its folder and ending, that exports a layer or a function beside layers. */
export function fileOfLayer(name: string): string {
  const pattern = new RegExp(`^export (?:abstract )?(?:class|function) ${name}\\b`, 'm');
  const found = Object.entries(projectTexts).find(([path, text]) => path.startsWith('layers/') && pattern.test(text));
  return present(found, () => `there is a file for ${name}`)[0]
    .replace(/^layers\//, '')
    .replace(/\.ts$/, '');
}

/** Files by their paths under `src`, with all that they import. */
export function copiedFiles(paths: readonly string[]): readonly GeneratedFile[] {
  const needed = new Set<string>();
  const visit = (path: string): void => {
    if (needed.has(path)) return;
    needed.add(path);
    const folder = path.slice(0, path.lastIndexOf('/'));
    for (const [, target = ''] of textAt(path).matchAll(/from '(\.[^']*)\.js'/g)) visit(resolved(folder, `${target}.ts`));
  };
  paths.forEach(visit);
  return [...needed].sort().map((path) => ({ path: `src/${path}`, text: textAt(path) }));
}

const textAt = (path: string): string => present(projectTexts[path], () => `there is a text for ${path}`);

/** `./layer.ts` and `../layers/layer.ts` from a folder. */
function resolved(folder: string, target: string): string {
  return target.startsWith('../') ? target.slice(3) : `${folder}/${target.replace(/^\.\//, '')}`;
}
