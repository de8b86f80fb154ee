// Edits of a call as it stands in the source: another value for an argument, another name. Undefined where it is written otherwise.
import { insert, replace, type Edit } from '@trammel/diagnostics';
import { nodesOf, type Graph, type Node } from '@trammel/graph';

/** The call with `name=value` among its arguments. */
export function withArgument(node: Node, name: string, value: string): Edit | undefined {
  const { source, start, end } = node.span;
  const text = source.text.slice(start, end);
  if (text === node.operator) return insert(source, end, `(${name}=${value})`);
  if (!text.startsWith(`${node.operator}(`) || !text.endsWith(')')) return undefined;
  const given = argumentsOf(text).find((argument) => argument.text.replaceAll(/\s/g, '').startsWith(`${name}=`));
  if (given !== undefined) {
    const from = start + given.start + given.text.indexOf('=') + 1;
    return replace({ source, start: from, end: start + given.start + given.text.length }, value);
  }
  const isEmpty = /^\w+\(\s*\)$/.test(text);
  return insert(source, end - 1, isEmpty ? `${name}=${value}` : `, ${name}=${value}`);
}

/** The call of another operator with the same inputs; only where it has no arguments. */
export function renamed(node: Node, operator: string): Edit | undefined {
  const { source, start, end } = node.span;
  const isPlain = node.site.text === node.operator && new RegExp(`^${node.operator}\\b`).test(source.text.slice(start, end));
  return isPlain ? replace({ source, start, end: start + node.operator.length }, operator) : undefined;
}

/** These nodes, and all others that are made by the same calls: an edit is one of all of them. */
export function nodesOfSameCalls({ body }: Graph, nodes: ReadonlySet<Node>): ReadonlySet<Node> {
  const place = ({ span }: Node): string => `${span.source.path} ${span.start} ${span.end}`;
  const places = new Set([...nodes].map(place));
  return new Set(nodesOf(body).flatMap(({ node }) => (places.has(place(node)) ? [node] : [])));
}

/** All of them, each once; none where one is missing or stands in a file that is not the network's own. */
export function everyEdit({ file }: Graph, edits: readonly (Edit | undefined)[]): readonly Edit[] {
  const known = edits.flatMap((edit) => (edit?.span.source.path === file ? [edit] : []));
  if (known.length < edits.length) return [];
  return [...new Map(known.map((edit) => [`${edit.span.start} ${edit.span.end} ${edit.text}`, edit])).values()];
}

/** What stands between commas outside of inner brackets. */
function argumentsOf(text: string): readonly { readonly start: number; readonly text: string }[] {
  const found: { readonly start: number; readonly text: string }[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const isEnd = (sign === ',' && depth === 1) || (sign === ')' && depth === 1);
    if (isEnd) found.push({ start: from, text: text.slice(from, at) });
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if ((sign === '(' && depth === 1) || isEnd) from = at + 1;
  }
  return found;
}
