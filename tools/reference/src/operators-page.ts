/** The pages of operators in Markdown, from the tables that the compiler itself uses. They say nothing of their own. */
import { isOperatorName, operators } from '@trammel/operators';
import { operatorPages, type ArgumentPage, type OperatorPage } from 'trammel';

/** What the categories are called in the page, in the order in which they stand. */
const headings: Readonly<Record<OperatorPage['category'], string>> = {
  linear: 'Linear maps',
  convolution: 'Convolution',
  pooling: 'Pooling',
  resampling: 'Resampling',
  normalisation: 'Normalisation',
  activation: 'Activations',
  regularisation: 'Regularisation',
  attention: 'Attention',
  recurrence: 'Recurrence',
  shape: 'Shapes',
  arithmetic: 'Arithmetic',
  reduction: 'Reductions',
  source: 'Sources',
  loss: 'Losses',
  metric: 'Metrics',
};

const introduction = `# Operators

What every operator takes, computes and costs. These pages are written from the tables of the compiler, so they cannot fall
behind (\`npx vitest run tools/reference -u\` writes them anew); \`trammel operators NAME\` prints the same.
[language.md](language.md) tells how operators are called.`;

/** The pages, by their paths under docs/: a list of all operators, and one page for each category. */
export function operatorsReference(): ReadonlyMap<string, string> {
  const pages = operatorPages();
  const sections = Object.entries(headings).map(([category, heading]) => ({
    heading,
    path: `operators/${category}.md`,
    pages: pages.filter((page) => page.category === category),
  }));
  const list = sections.map(({ heading, path, pages: own }) =>
    [`## ${heading}`, own.map((page) => `- [\`${page.name}\`](${path}#${page.name}): ${page.summary}`).join('\n')].join('\n\n'),
  );
  return new Map([
    ['operators.md', `${[introduction, ...list].join('\n\n')}\n`],
    ...sections.map(({ heading, path, pages: own }) => [path, categoryPage(heading, own)] as const),
  ]);
}

const explanation = `A signature shows the arguments in order, each with its default; one without a default must be given. Arguments behind
\`*\` are given by name only. The tensor that flows in is the first input. All operators: [operators.md](../operators.md).`;

function categoryPage(heading: string, pages: readonly OperatorPage[]): string {
  return `${[`# ${heading}`, explanation, ...pages.map(operatorSection)].join('\n\n')}\n`;
}

function operatorSection(page: OperatorPage): string {
  const { name, summary, infix, methods, formulas, example } = page;
  const prefix = isOperatorName(name) ? operators[name].prefix : undefined;
  const sentences = [
    summary,
    ...(infix === undefined ? [] : [`Between tensors it is written \`${infix}\`.`]),
    ...(prefix === undefined ? [] : [`Before a tensor it is written \`${prefix}\`.`]),
    ...Object.entries(methods).map(
      ([method, operator]) =>
        `A layer made by \`layer name = ${name}(...)\` also has \`name.${method}\`: \`${operator}\` with the same weights.`,
    ),
  ];
  const parts = [
    `## ${name}`,
    fenced('text', signatureOf(page)),
    sentences.join(' '),
    [...inputsLine(page), ...page.arguments.map(argumentLine)].join('\n'),
    fenced('text', formulas.join('\n')),
    fenced('net', example.trimEnd()),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function inputsLine({ inputs }: OperatorPage): readonly string[] {
  if (inputs.length === 0) return [];
  return [`- ${inputs.length === 1 ? 'input' : 'inputs'}: ${inputs.map(printInput).join('; ')}`];
}

function printInput({ name, elementType, arity }: OperatorPage['inputs'][number]): string {
  const amount = arity === 'variadic' ? 'one tensor or more' : arity === 'optional' ? 'a tensor, if given' : 'a tensor';
  return `\`${name}\`, ${amount}${elementType === 'any' ? '' : ` of \`${elementType}\``}`;
}

function argumentLine({ name, documentation, expects, fallback }: ArgumentPage): string {
  const otherwise = fallback === undefined ? 'must be given' : fallback === '' ? 'may be left out' : `by default ${fallback}`;
  return `- \`${name}\`: ${documentation} Takes ${expects}; ${otherwise}.`;
}

/** `conv(channels, kernel=1, stride=1, pad=0, *, dilation=1)` */
function signatureOf({ name, arguments: given }: OperatorPage): string {
  if (given.length === 0) return name;
  const [inOrder, byName] = [given.filter((one) => !one.isByName), given.filter((one) => one.isByName)];
  const texts = [...inOrder.map(printArgument), ...(byName.length === 0 ? [] : ['*', ...byName.map(printArgument)])];
  return `${name}(${texts.join(', ')})`;
}

const printArgument = ({ name, fallback }: ArgumentPage): string =>
  fallback === undefined || fallback === '' ? name : `${name}=${fallback}`;

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
