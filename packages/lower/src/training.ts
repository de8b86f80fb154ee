/** `train`: the loss as nodes over the outputs of a net and inputs of its own, and the settings with their defaults. */
import { help, replace } from '@trammel/diagnostics';
import { type NamedTensor, type Tensor, type Training, type TrainingSetting } from '@trammel/graph';
import { impliedInput, isOperatorName, noArguments, operators, readAttributes, type OperatorName } from '@trammel/operators';
import { plainName, type Call, type Expression, type Name, type Setting, type TrainDeclaration } from '@trammel/syntax';
import { printShape } from '@trammel/tensor';
import { argumentsOf } from './arguments-of-operator.js';
import { type Place, type Region, type Value, wrong } from './elaboration.js';
import { type FaultyCall, reportFault } from './faults-of-operators.js';
import { unknownName, unsuitable } from './faults-of-values.js';
import { gather } from './gather.js';
import { guess } from './guess.js';
import { namingIn } from './names-of-frames.js';
import { newTensor } from './node.js';
import { planOf } from './operator-plan.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { lookUp, scopeIn } from './scope.js';
import { settingArgumentHabits, settingHabits, trainingSettings, type TrainingSettingKind } from './training-settings.js';

/** The checked training of a net, in whose place all its names are bound; undefined, and reported, where something is wrong. */
export function trainingOf(declaration: TrainDeclaration, net: Place): Training | undefined {
  const place = lossPlace(declaration, net);
  const inputs: NamedTensor[] = [];
  const settings = new Map<string, TrainingSetting>();
  const seen = new Set<string>();
  let value: Value = wrong;
  for (const setting of declaration.settings) {
    const kind = kindOf(setting, seen, place);
    if (kind === undefined) continue;
    if (kind.form.kind === 'loss') value = lossOf(setting, { inputs, place });
    else {
      const read = kind.form.kind === 'call' ? callOf(setting, kind.form.calls, place) : valueOf(setting, kind.form.attribute, place);
      if (read !== undefined) settings.set(setting.name.text, read);
    }
  }
  if (!isFaulty(declaration, place)) checkRequired(declaration, seen, place);
  if (value.kind !== 'tensor') return undefined;
  addFallbacks(settings, declaration);
  moveWeightDecay(settings, declaration, place);
  return { loss: { body: { items: place.region.items }, inputs, value: value.tensor }, settings, span: declaration.span };
}

/** The calls that hold where a setting is not given, with the defaults of their arguments. */
function addFallbacks(settings: Map<string, TrainingSetting>, { span }: TrainDeclaration): void {
  for (const [name, { form }] of Object.entries(trainingSettings)) {
    if (form.kind !== 'call' || form.fallback === undefined || settings.has(name)) continue;
    const schema = form.calls[form.fallback];
    const read = schema === undefined ? undefined : readAttributes(schema, noArguments, form.fallback);
    if (read?.ok === true) settings.set(name, { name: form.fallback, arguments: plainValues(read.value), span });
  }
}

/** `weight_decay` is that of the optimizer, whichever it is: it goes where the optimizer looks for it, and may not be said twice. */
function moveWeightDecay(settings: Map<string, TrainingSetting>, { settings: written }: TrainDeclaration, place: Place): void {
  const [decay, optimizer] = [settings.get(weightDecay), settings.get('optimizer')];
  if (decay === undefined || optimizer === undefined) return;
  settings.delete(weightDecay);
  settings.set('optimizer', { ...optimizer, arguments: new Map([...optimizer.arguments, ...withName(decay, weightDecay)]) });
  const call = written.find(({ name }) => name.text === 'optimizer')?.value;
  const twice = call?.kind === 'call' ? call.arguments?.find(({ name }) => name?.text === weightDecay)?.name : undefined;
  if (twice !== undefined)
    report(place, {
      code: 'name-taken',
      span: decay.span,
      message: `\`${weightDecay}\` is set twice`,
      secondary: [{ span: twice.span, message: 'and here, in the optimizer' }],
    });
}

const weightDecay = 'weight_decay';

const withName = ({ arguments: given }: TrainingSetting, name: string): TrainingSetting['arguments'] =>
  new Map([...given.values()].map((value) => [name, value]));

/** The names of the net, a region of its own, and a frame for what stands in it. */
function lossPlace({ span }: TrainDeclaration, net: Place): Place {
  const { frame } = net.naming;
  const region: Region = { items: [], weights: [], nodes: 0, parent: undefined };
  const naming = namingIn({ kind: 'path', name: 'loss', arguments: '', id: 'loss', span, parent: frame });
  return { ...net, scope: scopeIn(net.scope), region, naming, results: undefined, pending: [], current: undefined, loop: undefined };
}

function kindOf({ name }: Setting, seen: Set<string>, place: Place): TrainingSettingKind | undefined {
  const known = new Map(Object.entries(trainingSettings));
  const kind = known.get(name.text);
  if (kind !== undefined && seen.has(name.text)) {
    report(place, { code: 'name-taken', span: name.span, message: `\`${name.text}\` is set twice` });
    return undefined;
  }
  seen.add(name.text);
  if (kind !== undefined) return kind;
  const here = settingHabits.get(name.text);
  report(place, {
    code: 'unknown-setting',
    span: name.span,
    message: `there is no training setting \`${name.text}\``,
    notes: [`the settings are ${[...known.keys()].join(', ')}`],
    help: guess({ text: here ?? name.text, span: name.span }, known.keys()),
  });
  return undefined;
}

/** Whether something was said of it already: what is missing may be what is wrong. */
function isFaulty({ span }: TrainDeclaration, { build }: Place): boolean {
  return build.compilation.diagnostics.some(({ severity, primary }) => {
    const { source, start, end } = primary.span;
    return severity === 'error' && source === span.source && start >= span.start && end <= span.end;
  });
}

function checkRequired({ name }: TrainDeclaration, seen: ReadonlySet<string>, place: Place): void {
  for (const [setting, { isRequired, summary }] of Object.entries(trainingSettings)) {
    if (!isRequired || seen.has(setting)) continue;
    report(place, {
      code: 'missing-setting',
      span: name.span,
      message: `the training of \`${name.text}\` needs \`${setting}\`: ${summary}`,
    });
  }
}

/** The loss; labels that are no tensors of the net become inputs of the loss, of the type that its operator calls for. */
function lossOf({ value: expression }: Setting, { inputs, place }: { readonly inputs: NamedTensor[]; readonly place: Place }): Value {
  for (const call of callsIn(expression)) bindLabels(call, inputs, place);
  const value = evaluate(expression, place);
  if (value.kind !== 'tensor') return value.kind === 'wrong' ? value : unsuitable(expression, value, { place, needed: 'a tensor' });
  const { shape } = value.tensor.type;
  if (shape.length === 0) return value;
  return report(place, {
    code: 'loss-not-scalar',
    span: expression.span,
    message: `a loss is one number, and this is ${printShape(shape)}`,
    notes: ['losses such as `cross_entropy` and `mse` are means already; `mean` of a tensor makes one number of any'],
  });
}

/** Every call in an expression, the inner ones first. */
function callsIn(expression: Expression): readonly Call[] {
  switch (expression.kind) {
    case 'group':
      return callsIn(expression.inner);
    case 'unary':
      return callsIn(expression.operand);
    case 'binary': {
      const found: Call[] = [];
      let left: Expression = expression;
      for (; left.kind === 'binary'; left = left.left) found.push(...callsIn(left.right));
      return [...callsIn(left), ...found];
    }
    case 'call':
      return [
        ...(expression.arguments ?? []).flatMap((argument) => callsIn(argument.value)),
        ...(expression.arguments === undefined ? [] : [expression]),
      ];
    default:
      return [];
  }
}

/** Binds names that nothing binds, where an operator tells what they must be. */
function bindLabels(call: Call, inputs: NamedTensor[], place: Place): void {
  const [{ text: operator }] = call.path;
  if (!isOperatorName(operator) || operators[operator].impliedInput === undefined) return;
  const types: Tensor['type'][] = [];
  let seen = 0;
  for (const { name: slot, value } of call.arguments ?? []) {
    const name = plainName(value);
    const isInput = slot === undefined || operators[operator].inputs.some((input) => input.name === slot.text);
    if (name !== undefined && isInput && isUnbound(name, place)) bindLabel(name, { operator, types, inputs, isFirst: seen === 0 }, place);
    if (isInput) seen += 1;
    const found = typeOf(value, place);
    if (found !== undefined && isInput) types.push(found);
  }
}

const isUnbound = ({ text }: Name, { scope }: Place): boolean => lookUp(scope, text) === undefined && !isOperatorName(text);

interface Labelling {
  readonly operator: OperatorName;
  /** Whether no input stands before it. */
  readonly isFirst: boolean;
  /** Of the inputs before. */
  readonly types: readonly Tensor['type'][];
  readonly inputs: NamedTensor[];
}

function bindLabel(name: Name, { operator, types, inputs, isFirst }: Labelling, place: Place): void {
  const implied = impliedInput(operator, noArguments, types);
  const type = implied.ok ? implied.value : undefined;
  if (type === undefined) {
    // Without its first tensor nothing is known of the others, and only the first is to blame.
    place.scope.bindings.set(name.text, { value: isFirst ? unknownName(name, place) : wrong, role: 'tensor', span: name.span });
    return;
  }
  const tensor = newTensor(type, place);
  place.scope.bindings.set(name.text, { value: { kind: 'tensor', tensor }, role: 'tensor', span: name.span });
  inputs.push({ name: name.text, tensor, span: name.span });
}

/** The type of a tensor, found on a sheet of its own where it has to be computed. */
function typeOf(expression: Expression, place: Place): Tensor['type'] | undefined {
  const name = plainName(expression);
  const bound = name === undefined ? undefined : lookUp(place.scope, name.text)?.value;
  if (name !== undefined) return bound?.kind === 'tensor' ? bound.tensor.type : undefined;
  const sheet: Place = {
    ...place,
    region: { items: [], weights: [], nodes: 0, parent: undefined },
    naming: namingIn(place.naming.frame),
  };
  const value = evaluate(expression, { ...sheet, build: { ...place.build, weights: [] } });
  return value.kind === 'tensor' ? value.tensor.type : undefined;
}

/** `sgd(lr=0.1, momentum=0.9)` with its defaults. */
function callOf(
  { name, value: expression }: Setting,
  calls: Readonly<Record<string, Parameters<typeof planOf>[1]>>,
  place: Place,
): TrainingSetting | undefined {
  const known = Object.keys(calls);
  const call = expression.kind === 'call' ? expression : undefined;
  const [callee] = call?.path ?? [];
  const schema = callee === undefined ? undefined : new Map(Object.entries(calls)).get(callee.text);
  if (call === undefined || callee === undefined || schema === undefined) {
    report(place, {
      code: 'unknown-setting',
      span: callee?.span ?? expression.span,
      message: `\`${name.text}\` is one of ${known.join(', ')}`,
      help: callee === undefined ? [] : guess({ text: callee.text.toLowerCase(), span: callee.span }, known),
    });
    return undefined;
  }
  const plan = planOf(callee.text, schema, []);
  const gathered = gather(call, plan, place);
  const faulty: FaultyCall = { span: call.span, call, plan, gathered, inputs: [], defaults: undefined };
  if (gathered.isWrong || hasHabit(call, plan.attributes, place)) return undefined;
  const given = argumentsOf(faulty, place);
  const read = given === undefined ? undefined : readAttributes(schema, given, callee.text);
  if (read?.ok === false) reportFault(read.fault, faulty, place);
  if (read?.ok !== true) return undefined;
  return { name: callee.text, arguments: plainValues(read.value), span: expression.span };
}

/** Whether an argument has the name that it has in another framework, which is then reported. */
function hasHabit(call: Call, attributes: ReadonlyMap<string, unknown>, place: Place): boolean {
  for (const { name } of call.arguments ?? []) {
    const here = name === undefined || attributes.has(name.text) ? undefined : settingArgumentHabits.get(name.text);
    if (name === undefined || here === undefined || !attributes.has(here)) continue;
    report(place, {
      code: 'unknown-argument',
      span: name.span,
      message: `\`${name.text}\` is called \`${here}\` here`,
      help: [help(`write \`${here}\``, replace(name.span, here))],
    });
    return true;
  }
  return false;
}

function valueOf(
  { name, value: expression, span }: Setting,
  attribute: Extract<TrainingSettingKind['form'], { readonly kind: 'value' }>['attribute'],
  place: Place,
): TrainingSetting | undefined {
  const value = evaluate(expression, place);
  const isNumber = value.kind === 'size' || value.kind === 'real';
  const read = isNumber ? attribute.kind.read(value) : undefined;
  if (value.kind === 'wrong') return undefined;
  if (read === undefined && value.kind === 'word') unsuitable(expression, value, { place, needed: 'a number' });
  else if (read === undefined)
    report(place, { code: 'bad-argument', span: expression.span, message: `\`${name.text}\` expects ${attribute.kind.expects}` });
  return read === undefined ? undefined : { name: 'value', arguments: plainValues({ value: read }), span };
}

/** Sizes as numbers; all else is plain already. */
function plainValues(values: Readonly<Record<string, unknown>>): ReadonlyMap<string, number | string | boolean> {
  const plain = new Map<string, number | string | boolean>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') plain.set(name, value);
    else if (typeof value === 'bigint') plain.set(name, Number(value));
  }
  return plain;
}
