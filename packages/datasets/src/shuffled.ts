// An order by chance, the same for the same key. Not what is ordered.
import { generatorOf, uniformFrom, type Key } from '@trammel/drawing';

/** The numbers from 0 to below `count`, each once, every order as likely as any other (Fisher and Yates 1938, in the form of Durstenfeld 1964). */
export function shuffled(count: number, key: Key): Uint32Array {
  const generator = generatorOf(key);
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor((last + 1) * uniformFrom(generator));
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}
