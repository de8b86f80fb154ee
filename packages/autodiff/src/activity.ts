// Which values depend, through real numbers, on those that gradients are asked for. No gradients yet.
import { operandsOf, recurrenceBody, type Program, type Recurrence, type Value } from '@trammel/program';

/** The values of one program that a gradient can flow through. */
export interface Activity {
  readonly values: ReadonlySet<Value>;
  readonly bodies: ReadonlyMap<Recurrence, ActiveBody>;
}

/** The body of a recurrence, and what is active in it. */
export interface ActiveBody {
  readonly program: Program;
  readonly activity: Activity;
}

/** The activity of `values`, operands first, given the sources. Whole numbers and truth values pass nothing on. */
export function activityOf(values: readonly Value[], sources: ReadonlySet<Value>): Activity {
  const active = new Set<Value>();
  const bodies = new Map<Recurrence, ActiveBody>();
  for (const value of values) {
    if (value.elementType !== 'f32') continue;
    // What a gradient is asked for may depend on others that one is asked for, and the body of a recurrence is met on the way.
    const isReached = dependsOn(value, active, bodies);
    if (isReached || sources.has(value)) active.add(value);
  }
  return { values: active, bodies };
}

function dependsOn(value: Value, active: ReadonlySet<Value>, bodies: Map<Recurrence, ActiveBody>): boolean {
  const { instruction } = value;
  switch (instruction.op) {
    // An index has no derivative, whatever its type.
    case 'gather':
      return active.has(instruction.table);
    case 'scatterAdd':
      return active.has(instruction.updates);
    case 'scan': {
      const { recurrence, result, index } = instruction;
      const body = bodies.get(recurrence) ?? activeBody(recurrence, active);
      bodies.set(recurrence, body);
      const inner = result === 'state' ? recurrence.states[index]?.placeholder : recurrence.outputs[index];
      return inner !== undefined && body.activity.values.has(inner);
    }
    default:
      return operandsOf(value).some((operand) => active.has(operand));
  }
}

/** A state is active if its initial value is or any step makes it so, which may take as many rounds as there are states. */
function activeBody(recurrence: Recurrence, active: ReadonlySet<Value>): ActiveBody {
  const { states, sequences, captured } = recurrence;
  const program = recurrenceBody(recurrence);
  const sources = new Set([
    ...states.filter((part) => active.has(part.initial)).map((part) => part.placeholder),
    ...[...sequences, ...captured].filter((part) => active.has(part.source)).map((part) => part.placeholder),
  ]);
  for (;;) {
    const activity = activityOf(program.values, sources);
    const known = sources.size;
    for (const { placeholder, next } of states) if (activity.values.has(next)) sources.add(placeholder);
    if (sources.size === known) return { program, activity };
  }
}
