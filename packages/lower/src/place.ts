/** Places inside of places: bodies in braces, paths, rounds of loops. */
import { type Span } from '@trammel/diagnostics';
import { type NamingFrame, type Place } from './elaboration.js';
import { resolveAssertions } from './assertions.js';
import { runStatements } from './recursion.js';
import { scopeIn } from './scope.js';
import { type Statement } from '@trammel/syntax';

/** A place in braces that stand here: names that are bound there are not known outside of them. */
export function inBraces(place: Place): Place {
  return { ...place, scope: scopeIn(place.scope), pending: [], depth: place.depth + 1 };
}

/** The same in a frame of its own, which is no longer the body of the net or the block itself; a loop is there to be blamed. */
export function inFrame(place: Place, naming: NamingFrame, loop: Span | undefined = place.loop): Place {
  return { ...place, scope: scopeIn(place.scope), pending: [], depth: place.depth + 1, naming, loop, results: undefined };
}

/** Runs a whole body; assertions are read at its end, when all its names are bound. */
export function runBody(statements: readonly Statement[], place: Place): void {
  runStatements(statements, place);
  resolveAssertions(place);
}
