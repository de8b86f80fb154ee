// The bounds of one operator with given facts about what it takes: worked out once however often the same comes again.
import { weightsName, type CopyPath, type Node } from '@trammel/graph';
import type { Parameter } from '@trammel/operators';
import type { Program, Value } from '@trammel/program';
import { anything, type Fact } from './fact.js';
import { givenFact } from './given-weights.js';
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

/** The bounds of a copy of a node, by what is known of its inputs. */
export type BoundNode = (node: Node, inputs: readonly Fact[], copy: CopyPath) => SiteBounds;

/** Weights by their names in the program of the graph. */
export type GivenWeights = (name: string) => ArrayLike<number> | undefined;

/** As `siteBounder`, where weights are given; then no copy is like another. */
export function givenSiteBounder(setting: Setting, weights: GivenWeights): BoundNode {
  const drawn = siteBounder(setting);
  return (node, inputs, copy) => {
    const given = new Map<string, Fact>();
    for (const parameter of node.weights?.parameters ?? []) {
      const data = node.weights === undefined ? undefined : weights(`${weightsName(node.weights, copy)}.${parameter.name}`);
      if (data !== undefined && data.length > 0) given.set(parameter.name, givenFact(parameter, data));
    }
    const parameters = node.weights?.parameters ?? node.site.parameters;
    if (given.size === 0) return drawn(node, inputs, copy);
    return boundSite(node.site.program('training'), { parameters, given, inputs }, setting);
  };
}

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
    const known = byFacts.get(key) ?? boundSite(site.program('training'), { parameters, given: new Map(), inputs }, setting);
    byFacts.set(key, known);
    return known;
  };
}

interface Given {
  readonly parameters: readonly Parameter[];
  /** Facts about parameters whose numbers are given, by their names. */
  readonly given: ReadonlyMap<string, Fact>;
  readonly inputs: readonly Fact[];
}

function boundSite(program: Program, { parameters, given: numbers, inputs }: Given, setting: Setting): SiteBounds {
  const given = new Map<Value, Fact>(program.inputs.map((value, index) => [value, inputs[index] ?? anything]));
  for (const value of program.parameters) given.set(value, numbers.get(nameOf(value)) ?? drawnFact(value, parameters, setting));
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

const nameOf = ({ instruction }: Value): string => (instruction.op === 'parameter' ? instruction.name : '');

function drawnFact(value: Value, parameters: readonly Parameter[], setting: Setting): Fact {
  const parameter = parameters.find(({ name }) => name === nameOf(value));
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
