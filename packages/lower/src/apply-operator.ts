/** Calls of operators: arguments, inputs, the site that follows from them, and the node. */
import { type Span } from '@trammel/diagnostics';
import { type Tensor } from '@trammel/graph';
import { operators, readAttributes, type OperatorName, type Site } from '@trammel/operators';
import { type Call } from '@trammel/syntax';
import { isKnown, printSize, type TensorType } from '@trammel/tensor';
import { argumentsOf } from './arguments-of-operator.js';
import {
  type CallRequest,
  type Compilation,
  type Gathered,
  type Given,
  type KnownSite,
  type Place,
  type Value,
  wrong,
} from './elaboration.js';
import { reportFault, type FaultyCall } from './faults-of-operators.js';
import { gather } from './gather.js';
import { inputsOf, type PathTensor } from './inputs-of-call.js';
import { idIn, uniqueName } from './names-of-frames.js';
import { limits } from './limits.js';
import { addNode } from './node.js';
import { type OperatorPlan, planFor } from './operator-plan.js';
import { report } from './report.js';
import { sameValue } from './same-value.js';
import { type SharedKey, weightsFor } from './weights.js';

/** What is special about a call that is not written out in full where it stands. */
export interface OperatorCall {
  readonly request: CallRequest;
  /** The results of the body's paths. */
  readonly paths: readonly PathTensor[];
  /** The name within the frame, where it is given out already. */
  readonly local: string | undefined;
  readonly shared: SharedKey | undefined;
  /** The arguments, where they are not those of the call: a `layer` has them from its declaration. */
  readonly declared: { readonly call: Call; readonly gathered: Gathered } | undefined;
}

/** Applies an operator; what it gives, or `wrong`. */
export function applyOperator(name: OperatorName, call: OperatorCall, place: Place): Value {
  const { request } = call;
  const plan = planFor(name);
  const gathered = call.declared?.gathered ?? gather(request.call, plan, place);
  if (gathered.isWrong) return wrong;
  const inputs = inputsOf({ request, plan }, { gathered, paths: call.paths }, place);
  const defaults = place.defaults.operators.get(name);
  const written = call.declared?.call ?? request.call;
  const isFine = inputs !== 'poisoned' && inputs !== 'reported';
  const faulty: OperatorFaults = { span: request.span, call: written, plan, gathered, inputs: isFine ? inputs : [], defaults };
  if (inputs === 'poisoned') checkAttributes(faulty, place);
  if (!isFine) return wrong;
  const site = siteOf(faulty, place);
  if (site === undefined) return wrong;
  const { span, label, doc } = request;
  return nodeAt(site, { span, label, doc, local: call.local, shared: call.shared, inputs: inputs.map(({ tensor }) => tensor) }, place);
}

interface OperatorFaults extends FaultyCall {
  readonly plan: OperatorPlan;
}

/** Arguments can be checked without knowing what they are applied to. */
function checkAttributes(faulty: OperatorFaults, place: Place): void {
  const { plan } = faulty;
  const call = argumentsOf(faulty, place);
  if (call === undefined) return;
  const read = readAttributes<unknown>(operators[plan.operator].attributes, call, plan.name);
  if (!read.ok) reportFault(read.fault, faulty, place);
}

/** The site of a call; undefined, and reported, where something is wrong with it. */
function siteOf(faulty: OperatorFaults, place: Place): Site | undefined {
  const { call, plan } = faulty;
  const { compilation } = place.build;
  const entries = call === undefined ? undefined : compilation.knownSites.get(call);
  const known = entries === undefined || entries.length === mostKnown ? undefined : findKnown(entries, faulty);
  if (known !== undefined) return known;
  const given = argumentsOf(faulty, place);
  if (given === undefined) return undefined;
  const types = faulty.inputs.map(({ tensor }) => tensor.type);
  const result = compilation.sites.of(plan.operator, given, types);
  if (!result.ok) {
    reportFault(result.fault, faulty, place);
    return undefined;
  }
  if (isTooLarge(result.value, faulty, place)) return undefined;
  for (const warning of result.value.warnings) reportFault(warning, faulty, place);
  if (call !== undefined && result.value.warnings.length === 0) remember(call, { faulty, types, site: result.value }, compilation);
  return result.value;
}

/** Whether the site, or the number of sites, passes all bounds; reported once for each. */
function isTooLarge(site: Site, { span }: OperatorFaults, place: Place): boolean {
  const { build } = place;
  const axis = site.outputs.flatMap((type) => type.shape).find(({ size }) => isKnown(size) && size > limits.axis);
  if (axis !== undefined) {
    const most = limits.axis.toLocaleString('en');
    const message = `axis ${axis.name} would have ${printSize(axis.size)} indices, and an axis has at most ${most}`;
    report(place, { code: 'too-large', span, message });
    return true;
  }
  if (build.compilation.sites.count() <= limits.layers || build.halted) return false;
  build.halted = true;
  report(place, {
    code: 'too-large',
    span: place.loop ?? span,
    message: `the net has more than ${limits.layers.toLocaleString('en')} layers that all differ`,
    notes: ['layers with equal arguments on equal shapes count once, however many there are'],
  });
  return true;
}

/** A call that was read before with the same values on the same types need not be read again. */
function findKnown(entries: readonly KnownSite[], { gathered, plan, inputs, defaults }: OperatorFaults): Site | undefined {
  for (const entry of entries) {
    if (entry.operator !== plan.operator || entry.defaults !== defaults || entry.inputs.length !== inputs.length) continue;
    const isOnSameTypes = inputs.every(({ tensor }, index) => tensor.type === entry.inputs[index]);
    if (isOnSameTypes && haveSameValues(gathered.given, entry.given)) return entry.site;
  }
  return undefined;
}

function haveSameValues(given: readonly Given[], known: readonly Given[]): boolean {
  if (given.length !== known.length) return false;
  for (let index = 0; index < given.length; index += 1) {
    const [one, other] = [given[index], known[index]];
    if (one === undefined || other === undefined || !sameValue(one.value, other.value)) return false;
  }
  return true;
}

function remember(
  call: Call,
  read: { readonly faulty: OperatorFaults; readonly types: readonly TensorType[]; readonly site: Site },
  { knownSites }: Compilation,
): void {
  const { plan, gathered, defaults } = read.faulty;
  // Patterns behind tensors may depend on sizes, and are not compared.
  if (gathered.result !== undefined || gathered.given.some(({ pattern }) => pattern !== undefined)) return;
  const entries = knownSites.get(call);
  const entry: KnownSite = { operator: plan.operator, given: gathered.given, inputs: read.types, defaults, site: read.site };
  if (entries === undefined) knownSites.set(call, [entry]);
  else if (entries.length < mostKnown) entries.push(entry);
}

/** With more than these, going through them costs more than reading the arguments. */
const mostKnown = 32;

/** What a node at a site needs to know beside the site. */
interface NodeRequest {
  readonly span: Span;
  readonly inputs: readonly Tensor[];
  readonly label?: string | undefined;
  readonly doc?: string | undefined;
  readonly local?: string | undefined;
  readonly shared?: SharedKey | undefined;
}

/** The node at a site; what it gives. */
export function nodeAt(site: Site, request: NodeRequest, place: Place): Value {
  const { span, inputs, label, doc } = request;
  const local = request.local ?? uniqueName(place.naming, label ?? site.operator);
  const id = idIn(place.naming, local);
  const weights = weightsFor({ id, site }, request.shared ?? sharedKey(id, place), place);
  const outputs = addNode(site, { id, label, doc, inputs, weights, span, frame: place.naming.frame }, place);
  const [only] = outputs;
  return only !== undefined && outputs.length === 1 ? { kind: 'tensor', tensor: only } : { kind: 'tensors', tensors: outputs };
}

/** Inside of a block that is used as a layer, all weights are those of the layer. */
function sharedKey(id: string, { sharing }: Place): SharedKey | undefined {
  return sharing === undefined ? undefined : { store: sharing.store, key: id.slice(sharing.root.length), use: sharing.use };
}
