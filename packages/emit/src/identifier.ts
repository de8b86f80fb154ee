// Identifiers of generated code, made of any names: valid, not reserved, each once in its scope. Not names of files.

/** A scope in which each name is given once. */
export interface NameScope {
  /** A name like the wanted one that is not taken yet, which it then is. */
  readonly claim: (wanted: string) => string;
}

/** A scope in which these names are taken, besides the words of the language. */
export function nameScope(taken: Iterable<string> = []): NameScope {
  const known = new Set([...reserved, ...taken]);
  return {
    claim: (wanted) => {
      const base = identifier(wanted);
      let name = base;
      for (let number = 2; known.has(name); number += 1) name = `${base}${number}`;
      known.add(name);
      return name;
    },
  };
}

/** The words of a name put together, the first of them small: `ConvBN` -> `convBN`, `q_proj` -> `qProj`, `i.0.add` -> `i0Add`. */
export function identifier(name: string): string {
  const words = wordsOf(name);
  const [first = 'value', ...others] = words;
  const joined = [lowered(first), ...others.map(capitalized)].join('');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** The same with the first letter large: `conv_bn` -> `ConvBn`. */
export const typeIdentifier = (name: string): string => capitalized(identifier(name));

const wordsOf = (name: string): readonly string[] => name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
const capitalized = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** `ConvBN` -> `convBN`, `GPT2Block` -> `gpt2Block`, `MLP` -> `mlp`. */
function lowered(word: string): string {
  const initials = /^[A-Z]+(?=[A-Z][a-z]|\d|$)/.exec(word)?.[0];
  return initials === undefined ? word.slice(0, 1).toLowerCase() + word.slice(1) : initials.toLowerCase() + word.slice(initials.length);
}

/** Words that mean something in TypeScript modules, and globals that code would miss. */
const reserved: readonly string[] = (
  'abstract any arguments as async await bigint boolean break case catch class const constructor continue debugger declare default delete do ' +
  'else enum eval export extends false finally for from function get globalThis if implements import in infer instanceof interface is keyof let ' +
  'module namespace never new null number object of package private protected public readonly require return set static string super switch ' +
  'symbol this throw true try type typeof undefined unique unknown using var void while with yield ' +
  'Array Boolean Error Float32Array Infinity Map Math NaN Number Object Promise Set String console document exports process self window'
).split(' ');
