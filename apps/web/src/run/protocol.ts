// What the page and its worker say to each other of running a network: plain data in both directions. Neither side's work.
import type { Asked, TextEdit } from '../worker/asked.js';

/** Which examples are learned from. */
export type DataChoice = { readonly kind: 'points'; readonly name: string; readonly noise: number; readonly seed: number };

/** A way to mend it; those without edits are for people. */
export interface Mending {
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/** Why it cannot be run as it is. */
export interface Refusal {
  readonly why: string;
  readonly helps: readonly Mending[];
}

/** A set of examples that can be chosen, and why the network cannot learn from it, if so. */
export interface SetOffer {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly refusal: Refusal | undefined;
}

/** A chart at the width of a page and at that of a telephone, as markup. */
export interface ChartMarkup {
  readonly title: string;
  readonly wide: string;
  readonly narrow: string;
}

/** What the network makes of the plane that its examples lie in, row by row from the top, and on how large a square. */
export interface Plane {
  readonly side: number;
  /** The square goes from -extent to extent. */
  readonly extent: number;
  /** The class at each cell, and how sure the network is of it, from 0 to 1. */
  readonly classes: Uint8Array;
  readonly certainty: Float32Array;
}

/** The examples that lie in a plane. */
export interface PlanePoints {
  readonly extent: number;
  readonly places: Float32Array;
  readonly classes: Uint8Array;
  /** So many of them are learned from. */
  readonly training: number;
}

/** Where a training stands. */
export interface RunView {
  readonly step: number;
  readonly round: number;
  /** The mean over the steps since the last view; NaN before the first. */
  readonly loss: number;
  readonly rate: number;
  readonly held: { readonly loss: number; readonly accuracy: number | undefined; readonly count: number } | undefined;
  readonly stepsPerSecond: number;
  readonly charts: readonly ChartMarkup[];
  readonly plane: Plane | undefined;
  /** Why no step can follow. */
  readonly stopped: Refusal | undefined;
}

/** A training that can be played. */
export interface RunBegun {
  readonly kind: 'begun';
  readonly net: string;
  readonly device: string;
  readonly batch: number;
  readonly examples: { readonly training: number; readonly held: number };
  readonly weights: number;
  /** After how many steps the text says that it ends. */
  readonly end: number | undefined;
  readonly points: PlanePoints | undefined;
  readonly view: RunView;
}

/** Everything that can be asked, with what comes back. */
export interface RunCalls {
  readonly runOffers: { readonly ask: Asked; readonly answer: readonly SetOffer[] | { readonly why: string } };
  readonly runBegin: {
    readonly ask: { readonly asked: Asked; readonly data: DataChoice };
    readonly answer: RunBegun | ({ readonly kind: 'refused' } & Refusal);
  };
  /** Steps for about so long, or so many; the view is whole where `isWhole`, and otherwise as often as it costs little. */
  readonly runAdvance: {
    readonly ask: { readonly milliseconds: number; readonly mostSteps: number; readonly isWhole: boolean };
    readonly answer: RunView | undefined;
  };
}
