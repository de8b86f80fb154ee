/** The statements of a body, one after the other. */
import { callName, type IfStatement, type LayerStatement, type OutputStatement, type Statement } from '@trammel/syntax';
import { runDeclared } from './apply-block.js';
import { calleeOf, noStep } from './apply.js';
import { runAssignment, runFlow } from './chain.js';
import { type Place, wrong } from './elaboration.js';
import { truthFrom, unknownCallee, unknownName, unsuitable } from './faults-of-values.js';
import { habitOf } from './habits.js';
import { runInput } from './inputs.js';
import { declareLayer } from './layers.js';
import { runFor, runRepeat } from './loops.js';
import { inBraces } from './place.js';
import { evaluate } from './recursion.js';
import { report } from './report.js';
import { bind, lookUp, namesIn } from './scope.js';
import { runWith } from './with.js';

/** Runs them until a limit is passed. */
export function runInOrder(statements: readonly Statement[], place: Place): void {
  for (const statement of statements) {
    if (place.build.halted) return;
    runOne(statement, place);
  }
}

function runOne(statement: Statement, place: Place): void {
  switch (statement.kind) {
    case 'input':
      runInput(statement, place);
      break;
    case 'output':
      runOutput(statement, place);
      break;
    case 'layer':
      runLayer(statement, place);
      break;
    case 'let':
      bind(place, statement.name, { value: evaluate(statement.value, place), role: 'let' });
      break;
    case 'with':
      runWith(statement, place);
      break;
    case 'repeat':
      runRepeat(statement, place);
      break;
    case 'for':
      runFor(statement, place);
      break;
    case 'if':
      runIf(statement, place);
      break;
    case 'assert':
    case 'expect':
      place.pending.push(statement);
      break;
    case 'assign':
      runAssignment(statement, place);
      break;
    case 'flow':
      runFlow(statement, place);
      break;
    case 'faulty':
      // It may have bound a name, or moved the flow on.
      place.scope.isIncomplete = true;
      place.build.faults += 1;
      place.current = wrong;
  }
}

function runLayer(statement: LayerStatement, place: Place): void {
  const { call, name } = statement;
  const callable = calleeOf(callName(call), place);
  if (callable !== undefined) {
    declareLayer(statement, callable, place);
    return;
  }
  const habit = habitOf(call);
  const bound = lookUp(place.scope, call.path[0].text)?.value;
  if (habit !== undefined) report(place, habit);
  else if (bound !== undefined) noStep(call, bound, place);
  else unknownCallee({ text: callName(call), span: call.path[0].span }, place);
  bind(place, name, { value: wrong, role: 'layer' });
}

/** Runs the body whose condition holds; `else if` may go on for long. */
function runIf(statement: IfStatement, place: Place): void {
  let here: IfStatement = statement;
  for (;;) {
    const truth = truthFrom(here.condition, evaluate(here.condition, place), place);
    if (truth === undefined) {
      place.current = wrong;
      return;
    }
    const body = truth ? here.body : here.otherwise;
    if (body === undefined) return;
    if (body.kind !== 'if') {
      const inside = inBraces(place);
      runDeclared(body, inside);
      place.current = inside.current;
      return;
    }
    here = body;
  }
}

function runOutput(statement: OutputStatement, place: Place): void {
  const { results } = place;
  if (results === undefined) {
    report(place, {
      code: 'misplaced-statement',
      span: statement.span,
      message: '`output` stands in the body of a net or a block, and not in a loop or a path',
    });
    return;
  }
  for (const name of statement.names) {
    const binding = lookUp(place.scope, name.text);
    const known = results.outputs.find((output) => output.name === name.text);
    if (known !== undefined) {
      report(place, {
        code: 'name-taken',
        span: name.span,
        message: `\`${name.text}\` is an output already`,
        secondary: [{ span: known.span, message: 'the first time' }],
      });
    } else if (binding === undefined) {
      const tensors = namesIn(place.scope).filter((known) => lookUp(place.scope, known)?.value.kind === 'tensor');
      unknownName(name, place, tensors);
      results.outputs.push({ name: name.text, value: wrong, span: name.span });
    } else if (binding.value.kind === 'tensor' || binding.value.kind === 'wrong') {
      results.outputs.push({ name: name.text, value: binding.value, span: name.span });
    } else {
      const expression = { kind: 'call', span: name.span, path: [name], arguments: undefined, shape: undefined } as const;
      results.outputs.push({
        name: name.text,
        value: unsuitable(expression, binding.value, { place, needed: 'a tensor' }),
        span: name.span,
      });
    }
  }
}
