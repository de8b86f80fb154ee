/** Trees as they are compared: without their places. */

/** A deep copy of a tree without its spans. */
export function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => key !== 'span' && key !== 'operatorSpan');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutPlaces(value)]));
}

/** The same as text, to compare many trees quickly. */
export function asText(node: unknown): string {
  return JSON.stringify(
    node,
    (key, value: unknown) => (key === 'span' || key === 'operatorSpan' ? undefined : typeof value === 'bigint' ? `${value}n` : value),
    1,
  );
}
