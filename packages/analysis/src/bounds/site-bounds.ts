// The bounds of one operator with given facts about what it takes: worked out once however often the same comes again.
import type { Node } from '@trammel/graph';
import type { Parameter } from '@trammel/operators';
import type { Program, Value } from '@trammel/program';
import { anything, type Fact } from './fact.js';
import { nothing, type LogBound } from './log-bound.js';
import { parameterFact } from './parameter-fact.js';
import { boundsOfProgram } from './program-bounds.js';
import type { Setting } from './setting.js';

/** What a gradient of norm 1 at one output becomes. */
export interface SiteGains {
  /** At each input. */
  readonly inputs: readonly LogBound[];
  /** At each trainable parameter. */
  readonly parameters: readonly { readonly name: string; readonly gain: LogBound }[];
}

export interface SiteBounds {
  readonly outputs: readonly Fact[];
  readonly gains: (output: number) => SiteGains;
}

/** The bounds of a node, by what is known of its inputs. */
export type BoundNode = (node: Node, inputs: readonly Fact[]) => SiteBounds;

export function siteBounder(setting: Setting): BoundNode {
  const sites = new Map<Node['site'], Map<readonly Parameter[], Map<string, SiteBounds>>>();
  return (node, inputs) => {
    const { site } = node;
    const parameters = node.weights?.parameters ?? site.parameters;
    const byParameters = sites.get(site) ?? new Map<readonly Parameter[], Map<string, SiteBounds>>();
    sites.set(site, byParameters);
    const byFacts = byParameters.get(parameters) ?? new Map<string, SiteBounds>();
    byParameters.set(parameters, byFacts);
    const key = inputs.map(({ range, size }) => `${range.low} ${range.high} ${size}`).join(',');
    const known = byFacts.get(key) ?? boundSite(site.program('training'), { parameters, inputs }, setting);
    byFacts.set(key, known);
    return known;
  };
}

interface Given {
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Fact[];
}

function boundSite(program: Program, { parameters, inputs }: Given, setting: Setting): SiteBounds {
  const given = new Map<Value, Fact>(program.inputs.map((value, index) => [value, inputs[index] ?? anything]));
  for (const value of program.parameters) given.set(value, drawnFact(value, parameters, setting));
  const bounds = boundsOfProgram(program, given, setting);
  const gains = new Map<number, SiteGains>();
  return {
    outputs: program.outputs.map(bounds.fact),
    gains: (output) => {
      const known = gains.get(output) ?? gainsFrom(program, program.outputs[output], bounds.gains);
      gains.set(output, known);
      return known;
    },
  };
}

function drawnFact({ instruction }: Value, parameters: readonly Parameter[], setting: Setting): Fact {
  const parameter = parameters.find(({ name }) => instruction.op === 'parameter' && instruction.name === name);
  return parameter === undefined ? anything : parameterFact(parameter, setting);
}

function gainsFrom(
  { inputs, parameters }: Program,
  output: Value | undefined,
  gains: (root: Value) => (value: Value) => LogBound,
): SiteGains {
  const at = output === undefined ? () => nothing : gains(output);
  return {
    inputs: inputs.map(at),
    parameters: parameters.flatMap((value) => {
      const { instruction } = value;
      return instruction.op === 'parameter' && instruction.isTrainable ? [{ name: instruction.name, gain: at(value) }] : [];
    }),
  };
}
