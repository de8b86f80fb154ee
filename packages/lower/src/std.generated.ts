/** The texts of std/*.net; written by tools/std/generate.mjs. */
export const standardTexts: Readonly<Record<string, string>> = {};
