// Calls of operators on tensors that a sketch has, or on new inputs, and layers that are used again. Not rows of calls.
import { createSite, impliedInput, noArguments, operators, type InputSpec, type OperatorName } from '@trammel/operators';
import { sameType, type TensorType } from '@trammel/tensor';
import { candidateInputs } from './candidate-inputs.js';
import { printCall, randomCall, type RandomCall } from './random-call.js';
import {
  assign,
  declareInput,
  freshName,
  outputsOf,
  sharesWeights,
  standIn,
  type SharedLayer,
  type Sketch,
  type SketchTensor,
  type Unnamed,
} from './sketch.js';

/** A call with what it makes. */
export interface Made {
  readonly call: RandomCall;
  readonly outputs: readonly Unnamed[];
}

/** A call on those tensors; undefined where the operator takes none of that kind, or is not tame. */
export function callOn(sketch: Sketch, operator: OperatorName, inputs: readonly Unnamed[]): Made | undefined {
  const types = inputs.map(({ type }) => type);
  const call = randomCall(operator, types, sketch.choice);
  const outputs = call && outputsOf(sketch, call.site, inputs);
  return call === undefined || outputs === undefined ? undefined : { call, outputs };
}

/** How often tensors of the network are tried before new inputs are declared, and how many kinds of those. */
const [triedTensors, triedInputs] = [6, 40];

/** Writes a call of that operator: on tensors that are there, or on new inputs. Whether there is one. */
export function callOperator(sketch: Sketch, operator: OperatorName): boolean {
  for (let attempt = 0; attempt < triedTensors; attempt += 1) {
    if (tryCall(sketch, operator, someInputs(sketch, operator))) return true;
  }
  return sketch.choice
    .shuffled(candidateInputs(operator).slice(0, triedInputs))
    .some((types) => tryCall(sketch, operator, standIns(sketch, types)));
}

/** One stand-in for each type; equal types in a row are one tensor, now and then. */
function standIns(sketch: Sketch, types: readonly TensorType[]): readonly Unnamed[] {
  return types.map((type) => standIn(sketch, type));
}

function tryCall(sketch: Sketch, operator: OperatorName, inputs: readonly Unnamed[] | undefined): boolean {
  const made = inputs && callOn(sketch, operator, inputs);
  if (inputs === undefined || made === undefined) return false;
  write(
    sketch,
    made,
    inputs.map((tensor) => declareInput(sketch, tensor)),
  );
  return true;
}

/** Tensors for the inputs of an operator, mostly of one type; what follows from the others may be a new input. */
function someInputs(sketch: Sketch, operator: OperatorName): readonly Unnamed[] | undefined {
  const { choice } = sketch;
  const chosen: Unnamed[] = [];
  for (const spec of operators[operator].inputs) {
    if (spec.arity === 'optional' && !choice.happens(1 / 3)) break;
    const count = spec.arity === 'variadic' ? 1 + choice.below(3) : 1;
    for (let index = 0; index < count; index += 1) {
      const implied = impliedInput(
        operator,
        noArguments,
        chosen.map(({ type }) => type),
      );
      const type = implied.ok ? implied.value : undefined;
      const tensor = type !== undefined && choice.happens(2 / 3) ? standIn(sketch, type) : knownTensor(sketch, spec, chosen[0]);
      if (tensor === undefined) return undefined;
      chosen.push(tensor);
    }
  }
  return chosen.length > 0 ? chosen : undefined;
}

function knownTensor({ choice, tensors }: Sketch, { elementType }: InputSpec, like: Unnamed | undefined): SketchTensor | undefined {
  const known = tensors.filter(({ type }) => elementType === 'any' || elementType === type.elementType);
  const alike = known.filter(({ type }) => like !== undefined && sameType(type, like.type));
  return choice.of(alike.length > 0 && choice.happens(2 / 3) ? alike : known);
}

/** A tensor of the sketch; mostly one that nothing has read yet, so that networks are deep. */
export function someTensor({ choice, tensors, unread }: Sketch): SketchTensor | undefined {
  const fresh = tensors.filter(({ name }) => unread.has(name));
  return choice.of(fresh.length > 0 && choice.happens(2 / 3) ? fresh : tensors);
}

/** How often the weights of a call are declared as a layer. */
const layerShare = 1 / 3;

/** Writes the call as a line of its own, perhaps with its weights as a layer that is used twice. */
function write(sketch: Sketch, { call, outputs }: Made, reads: readonly SketchTensor[]): void {
  const made = { reads, operators: [call.operator], outputs };
  const [name, ...others] = reads.map((tensor) => tensor.name);
  const canBeLayer = name !== undefined && others.length === 0 && call.site.parameters.length > 0;
  if (!canBeLayer || call.args.resultPattern !== undefined || !sketch.choice.happens(layerShare)) {
    assign(
      sketch,
      printCall(
        call,
        reads.map((tensor) => tensor.name),
      ),
      made,
    );
    return;
  }
  const layer = { name: freshName(sketch, 'layer'), call };
  sketch.lines.push(`layer ${layer.name} = ${printCall(call, [])}`);
  sketch.layers.push(layer);
  assign(sketch, `${name} -> ${layer.name}`, made);
  useLayer(sketch, layer);
}

/** Another use of the layer, if there is a tensor for it: by the same operator, or by one that has the same weights. */
export function useLayer(sketch: Sketch, layer: SharedLayer): void {
  const methods = Object.entries(operators[layer.call.operator].methods ?? {});
  const method = sketch.choice.happens(1 / 2) ? sketch.choice.of(methods) : undefined;
  if (method === undefined) useAgain(sketch, layer);
  else useMethod(sketch, layer, method);
}

function useAgain(sketch: Sketch, { name, call }: SharedLayer): void {
  const [type] = call.site.inputs;
  const from = sketch.choice.of(sketch.tensors.filter((tensor) => type !== undefined && sameType(tensor.type, type)));
  const outputs = from && outputsOf(sketch, call.site, [from]);
  if (from !== undefined && outputs !== undefined) {
    assign(sketch, `${from.name} -> ${name}`, { reads: [from], operators: [call.operator], outputs });
  }
}

function useMethod(sketch: Sketch, { name, call }: SharedLayer, [method, operatorName]: readonly [string, string]): void {
  const operator = sketch.operators.find((each) => each === operatorName);
  if (operator === undefined) return;
  for (const from of sketch.choice.shuffled(sketch.tensors)) {
    const site = createSite(operator, { ...call.args, inputPatterns: [] }, [from.type]);
    if (!site.ok || !sharesWeights(site.value.parameters, call.site.parameters)) continue;
    const outputs = outputsOf(sketch, site.value, [from]);
    if (outputs === undefined) continue;
    assign(sketch, `${from.name} -> ${name}.${method}`, { reads: [from], operators: [operator], outputs });
    return;
  }
}
