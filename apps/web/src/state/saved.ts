// What is kept of the playground in an address or in the browser: plain data, read with distrust. Not where it is kept.

/** Everything that somebody who opens a link sees. */
export interface Saved {
  readonly text: string;
  readonly net: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly sizes: Readonly<Record<string, number>>;
  readonly view: string | undefined;
  /** The text that it is compared with. */
  readonly other: string | undefined;
  /** And its net. */
  readonly otherNet: string | undefined;
  /** The scene of the course that it came from. */
  readonly scene: string | undefined;
}

/** No text of an address may be longer: a small address can hold a very large one. */
export const mostCharacters = 400_000;
const mostEntries = 50;
const mostName = 80;

/** Reads what somebody else may have written; undefined where it is not of this form. Nothing in it is run, or loaded. */
export function readSaved(json: string): Saved | undefined {
  const value = parsed(json);
  if (!isRecord(value)) return undefined;
  const { text } = value;
  if (typeof text !== 'string' || text.length > mostCharacters) return undefined;
  return {
    text,
    net: shortText(value['net']),
    parameters: entriesOf(value['parameters'], (entry) => (typeof entry === 'string' && entry.length <= mostName ? entry : undefined)),
    sizes: entriesOf(value['sizes'], (entry) =>
      typeof entry === 'number' && Number.isSafeInteger(entry) && entry > 0 ? entry : undefined,
    ),
    view: shortText(value['view']),
    other: typeof value['other'] === 'string' && value['other'].length <= mostCharacters ? value['other'] : undefined,
    otherNet: shortText(value['otherNet']),
    scene: shortText(value['scene']),
  };
}

/** As it is read again; what is not there takes no room. */
export function writeSaved(saved: Saved): string {
  return JSON.stringify(saved, (_, value: unknown) => (isRecord(value) && Object.keys(value).length === 0 ? undefined : value));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const shortText = (value: unknown): string | undefined => (typeof value === 'string' && value.length <= mostName ? value : undefined);

function entriesOf<T>(value: unknown, read: (entry: unknown) => T | undefined): Readonly<Record<string, T>> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value)
    .slice(0, mostEntries)
    .flatMap(([name, entry]): readonly (readonly [string, T])[] => {
      const known = read(entry);
      return known === undefined || !/^\w{1,40}$/.test(name) ? [] : [[name, known]];
    });
  return Object.fromEntries(entries);
}
