/** The parts of a rendered diagnostic that an app may colour. Knows no terminal. */

export interface Style {
  /** The word `error` and its code. */
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly hint: (text: string) => string;
  /** The sentence behind the code. */
  readonly message: (text: string) => string;
  /** `-->` and the bar with the line numbers. */
  readonly gutter: (text: string) => string;
  /** `file:line:column`. */
  readonly location: (text: string) => string;
  /** Underline and words of the place itself. */
  readonly primary: (text: string) => string;
  /** Underline and words of the other places. */
  readonly secondary: (text: string) => string;
  /** The words `note` and `in`. */
  readonly note: (text: string) => string;
  /** The word `help`, and what it would change. */
  readonly help: (text: string) => string;
}

export type StyleRole = keyof Style;

const asIs = (text: string): string => text;

/** No colour at all. */
export const plainStyle: Style = {
  error: asIs,
  warning: asIs,
  hint: asIs,
  message: asIs,
  gutter: asIs,
  location: asIs,
  primary: asIs,
  secondary: asIs,
  note: asIs,
  help: asIs,
};
