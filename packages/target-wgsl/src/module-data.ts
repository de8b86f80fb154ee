// A plan in the form that the runtime takes, here and now; generated modules hold the same as text.
import { isKnown, substituteSize } from '@trammel/tensor';
import type { ModelData } from './model-data.js';
import type { Plan } from './plan.js';

/** The data of a module. */
export function moduleData(plan: Plan): ModelData {
  return {
    ...plan,
    sizes: (...values) => {
      const known = new Map(plan.symbols.map((symbol, at) => [symbol, values[at] ?? 1]));
      return plan.sizes.map((size) => Number(isKnown(size) ? size : substituteSize(size, known)));
    },
  };
}
