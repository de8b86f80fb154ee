// The views of a network that one can choose between, in the order of their tabs. Not what they show.

export const views = {
  text: 'Text',
  graph: 'Graph',
  costs: 'Costs',
  fields: 'Fields',
  gradients: 'Gradients',
  memory: 'Memory',
  findings: 'Findings',
  advice: 'Advice',
  compare: 'Compare',
  run: 'Run',
  code: 'Code',
  training: 'Momentum',
} as const;

/** One of them. */
export type ViewName = keyof typeof views;

/** Whether there is a view of that name. */
export function isViewName(name: string): name is ViewName {
  return Object.hasOwn(views, name);
}
