// What every question is about: a text, and places in it. Not the questions.

/** A text with everything that decides what comes of it. */
export interface Asked {
  readonly text: string;
  /** The net that is looked at; the last one of the file where undefined or not there. */
  readonly net: string | undefined;
  /** Values for parameters of the net, as texts of expressions. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values for open sizes. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** A stretch of the text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface TextEdit extends Stretch {
  readonly text: string;
}
