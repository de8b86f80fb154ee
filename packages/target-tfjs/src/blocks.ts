// Calls of blocks held against each other: calls of one structure are one function, and what differs are its parameters.
import { literal, nameScope, type Literal, type NameScope } from '@trammel/emit';
import { originOf, type Call, type Layer, type Local, type Statement } from './statement.js';

/** A function that several calls share. */
export interface BlockFunction {
  readonly name: string;
  /** The block's own name in the source. */
  readonly block: string;
  /** Whose body is written. */
  readonly example: Call;
  /** Parameters besides tensors and layers, in the order in which they occur, with the values that they are called with. */
  readonly parameters: readonly BlockParameter[];
  /** Which of them stands in a slot of the body, if any. */
  readonly slots: ReadonlyMap<number, BlockParameter>;
  /** Whether layers in it have names, which begin with that of the call. */
  readonly isNamed: boolean;
}

export interface BlockParameter {
  readonly name: string;
  readonly values: ReadonlyMap<Call, Literal>;
}

/** The functions of all calls, callees first. */
export interface BlockFunctions {
  readonly all: readonly BlockFunction[];
  readonly of: (call: Call) => BlockFunction | undefined;
}

/** A setting of the body whose value a parameter may be: of a layer, a loop or a call within. */
export interface Slot {
  readonly key: string;
  readonly value: Literal;
}

/** The functions for all calls within the statements; `names` are those of the module. */
export function blockFunctions(statements: readonly Statement[], names: NameScope): BlockFunctions {
  const calls = callsIn(statements);
  const byHeight = new Map<number, Call[]>();
  for (const call of calls) byHeight.set(heightOf(call), [...(byHeight.get(heightOf(call)) ?? []), call]);
  const found = new Map<Call, BlockFunction>();
  const all: BlockFunction[] = [];
  const of = (call: Call): BlockFunction | undefined => found.get(call);
  for (const height of [...byHeight.keys()].sort((a, b) => a - b)) {
    const groups = new Map<string, Call[]>();
    for (const call of byHeight.get(height) ?? []) {
      const key = `${call.frame.name} ${structureOf(call, of)}`;
      groups.set(key, [...(groups.get(key) ?? []), call]);
    }
    for (const group of groups.values()) {
      const made = functionOf(group, names, of);
      if (made === undefined) continue;
      all.push(made);
      for (const call of group) found.set(call, made);
    }
  }
  return { all, of };
}

function callsIn(statements: readonly Statement[]): readonly Call[] {
  return statements.flatMap((statement): readonly Call[] => {
    if (statement.kind === 'call') return [statement, ...callsIn(statement.body)];
    return statement.kind === 'loop' ? callsIn(statement.body) : [];
  });
}

const heightOf = (call: Call): number => 1 + callsIn(call.body).reduce((height, inner) => Math.max(height, heightOf(inner)), 0);

function functionOf(calls: readonly Call[], names: NameScope, of: BlockFunctions['of']): BlockFunction | undefined {
  const [example] = calls;
  if (example === undefined) return undefined;
  const rows = calls.map((call) => slotsOf(call.body, of));
  const scope = nameScope(['name', 'tf', 'apply', 'applyToMany', 'resultAt']);
  const parameters = new Map<string, BlockParameter>();
  const slots = new Map<number, BlockParameter>();
  for (const [index, slot] of (rows[0] ?? []).entries()) {
    const values = rows.map((row) => row[index]?.value ?? null);
    const texts = values.map(literal);
    if (texts.every((text) => text === texts[0])) continue;
    const column = texts.join('\n');
    const known = parameters.get(column) ?? {
      name: scope.claim(argumentNamed(calls, values) ?? slot.key),
      values: new Map(calls.map((call, at) => [call, values[at] ?? null])),
    };
    parameters.set(column, known);
    slots.set(index, known);
  }
  return {
    name: names.claim(example.frame.name),
    block: example.frame.name,
    example,
    parameters: [...parameters.values()],
    slots,
    isNamed: hasNames(example.body),
  };
}

/** The argument of the block that has these values in the calls; where a call leaves it out, it has its default. */
function argumentNamed(calls: readonly Call[], values: readonly Literal[]): string | undefined {
  const given = calls.map(({ frame }) => argumentsOf(frame.arguments));
  const candidates = [...new Set(given.flatMap((each) => [...each.keys()]))];
  return candidates.find((name) => {
    const defaults = new Set(given.flatMap((each, index) => (each.has(name) ? [] : [literal(values[index] ?? null)])));
    return defaults.size <= 1 && given.every((each, index) => !each.has(name) || isSame(each.get(name) ?? '', values[index] ?? null));
  });
}

/** `width=64, k=(7, 7)` by name. */
export function argumentsOf(text: string): ReadonlyMap<string, string> {
  const parts = [...text.matchAll(/(\w+)=((?:\([^)]*\)|[^,(])+)/g)];
  return new Map(parts.map(([, name = '', value = '']) => [name, value.trim()]));
}

/** Whether the argument as it is written is the value; a list of equal entries is that entry. */
function isSame(text: string, value: Literal): boolean {
  const plain = text.replaceAll(/[()\s]/g, '').replaceAll('x', ',');
  const entries = plain.split(',');
  const wanted = (Array.isArray(value) ? value : [value]).map(String);
  const whole = (list: readonly string[]): readonly string[] => (list.every((entry) => entry === list[0]) ? list.slice(0, 1) : list);
  return whole(entries).join(',') === whole(wanted).join(',');
}

/** The slots of a body, in the order in which it is written. */
export function slotsOf(statements: readonly Statement[], of: BlockFunctions['of']): readonly Slot[] {
  return statements.flatMap((statement): readonly Slot[] => {
    switch (statement.kind) {
      case 'apply':
        return 'kind' in statement.layer ? [] : slotsOfLayer(statement.layer);
      case 'declare':
        return slotsOfLayer(statement.layer);
      case 'call':
        return (of(statement)?.parameters ?? []).map(({ name, values }) => ({ key: name, value: values.get(statement) ?? null }));
      case 'loop':
        return [{ key: 'count', value: statement.count }, ...slotsOf(statement.body, of)];
    }
  });
}

const slotsOfLayer = ({ settings }: Layer): readonly Slot[] => Object.entries(settings).map(([key, value]) => ({ key, value }));

/** Whether layers of the body, or of what it calls, have names. */
export function hasNames(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'apply':
        return !('kind' in statement.layer) && statement.layer.weights !== undefined;
      case 'declare':
        return true;
      case 'call':
      case 'loop':
        return hasNames(statement.body);
    }
  });
}

/** A text that is equal for calls whose functions differ at most in the values of slots. */
function structureOf(call: Call, of: BlockFunctions['of']): string {
  const numbers = new Map<Local, number>();
  const numberOf = (local: Local): number => {
    const origin = originOf(local);
    const number = numbers.get(origin) ?? numbers.size;
    numbers.set(origin, number);
    return number;
  };
  const relative = (id: string): string => (id.startsWith(`${call.frame.id}.`) ? id.slice(call.frame.id.length) : id);
  const ofLayer = ({ from, name, settings, weights }: Layer): string =>
    `${from} ${name} ${Object.keys(settings).join(' ')} ${weights === undefined ? '' : relative(weights.of.id)} ${JSON.stringify(weights?.variables ?? [])}`;
  const list = (locals: readonly Local[]): string =>
    locals.map((local) => `${local.kind === 'layer' ? 'L' : ''}${numberOf(local)}`).join(',');
  const ofStatement = (statement: Statement): string => {
    switch (statement.kind) {
      case 'apply': {
        const layer = 'kind' in statement.layer ? list([statement.layer]) : ofLayer(statement.layer);
        return `${list(statement.inputs)} ${layer} ${list(statement.outputs)} ${statement.doc ?? ''}`;
      }
      case 'declare':
        return `declare ${ofLayer(statement.layer)} ${list([statement.output])}`;
      case 'call':
        return `${list(statement.inputs)} ${of(statement)?.name ?? ''} ${relative(statement.frame.id)} ${list(statement.outputs)}`;
      case 'loop': {
        const head = `${relative(statement.id)} ${list([statement.initial, statement.entry])}`;
        return `${head} {${statement.body.map(ofStatement).join(';')}} ${list([statement.exit, statement.result])}`;
      }
    }
  };
  return `${list(call.inputs)} ${call.body.map(ofStatement).join(';')} ${list(call.outputs)}`;
}
