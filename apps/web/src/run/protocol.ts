// What the page and its worker say to each other of running a network: plain data in both directions. Neither side's work.
import type { Asked, TextEdit } from '../worker/asked.js';

/** Pictures that somebody gave: picture after picture, channel after channel, row after row, with a class each. */
export interface GivenPictures {
  readonly side: number;
  readonly pixels: Uint8Array;
  readonly labels: readonly string[];
}

/** Examples that somebody gave. */
export type GivenData =
  { readonly kind: 'table'; readonly text: string; readonly target: string | undefined } | ({ readonly kind: 'pictures' } & GivenPictures);

/** Which examples are learned from. */
export type DataChoice =
  | { readonly kind: 'points'; readonly name: string; readonly noise: number; readonly seed: number }
  /** Where the file of digits is. */
  | { readonly kind: 'digits'; readonly address: string }
  | GivenData;

/** On what it is to run: WebGPU where there is a graphics device, or the processor in any case. */
export type DeviceWish = 'any' | 'processor' | 'webgpu';

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
  readonly kind: DataChoice['kind'];
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly refusal: Refusal | undefined;
  /** Of a table: its columns, the one that is told, and the rows that are left out. */
  readonly table:
    { readonly columns: readonly string[]; readonly target: string; readonly rows: number; readonly faults: readonly string[] } | undefined;
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
  readonly names: readonly string[];
  /** So many of them are learned from. */
  readonly training: number;
}

/** How much of the gradient reaches each layer, and what reaches the first in a sentence. */
export interface GradientView {
  readonly chart: ChartMarkup;
  readonly sentence: string;
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
  readonly gradients: GradientView | undefined;
  /** Why no step can follow. */
  readonly stopped: Refusal | undefined;
}

/** A training that can be played. */
export interface RunBegun {
  readonly kind: 'begun';
  readonly net: string;
  readonly device: string;
  /** Whether a digit can be drawn for it. */
  readonly takesDigits: boolean;
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
  readonly runOffers: {
    readonly ask: { readonly asked: Asked; readonly given: readonly GivenData[] };
    readonly answer: readonly SetOffer[] | { readonly why: string };
  };
  readonly runBegin: {
    readonly ask: { readonly asked: Asked; readonly data: DataChoice; readonly device: DeviceWish };
    readonly answer: RunBegun | ({ readonly kind: 'refused' } & Refusal);
  };
  /** Steps for about so long, or so many; the view is whole where `isWhole`, and otherwise as often as it costs little. */
  readonly runAdvance: {
    readonly ask: { readonly milliseconds: number; readonly mostSteps: number; readonly isWhole: boolean };
    readonly answer: RunView | undefined;
  };
  /** Ink of a drawing, from 0 to 255, and what the network takes it for; undefined where nothing is drawn or runs. */
  readonly runClassify: {
    readonly ask: { readonly ink: Uint8Array; readonly side: number };
    readonly answer: readonly { readonly name: string; readonly share: number }[] | undefined;
  };
}
