// Points in a plane whose classes lie in ways that are easy or hard to tell apart, drawn by a seed. Not how they are shown.
import { generatorOf, normalFrom, uniformFrom, type Generator, type Key } from '@trammel/drawing';
import type { ExampleSet } from './example-set.js';
import { shuffled } from './shuffled.js';

/** How many points of which kind. */
export interface PointOptions {
  readonly count: number;
  /** From 0, where classes lie apart, to 1, where they run into each other. */
  readonly noise: number;
  readonly classes: number;
  readonly seed: number;
}

type Point = readonly [x: number, y: number];

/** One kind: the place of a point before noise; `along` and `random` are uniform on [0, 1). */
interface PointKind {
  readonly title: string;
  /** What makes it hard. */
  readonly about: string;
  readonly most: number;
  /** The deviation of the noise at 1, in the units of the plane, which goes from about -1.7 to 1.7. */
  readonly spread: number;
  readonly place: (label: number, classes: number, along: number, random: () => number) => Point;
}

const turn = 2 * Math.PI;
const around = (angle: number, radius: number): Point => [radius * Math.cos(angle), radius * Math.sin(angle)];

/** The kinds, in the order in which they are offered. */
export const pointKinds = {
  spirals: {
    title: 'Spirals',
    about: 'arms that wind around each other: one layer cannot part them, and a few can',
    most: 5,
    spread: 0.35,
    place: (label, classes, along) => around((label / classes) * turn + 1.25 * turn * along, 0.12 + 1.6 * along),
  },
  moons: {
    title: 'Moons',
    about: 'two half rings that reach into each other',
    most: 2,
    spread: 0.5,
    place: (label, _, along) => {
      const angle = 0.5 * turn * along;
      return label === 0
        ? [1.1 * Math.cos(angle) - 0.55, 1.1 * Math.sin(angle) - 0.28]
        : [0.55 - 1.1 * Math.cos(angle), 0.28 - 1.1 * Math.sin(angle)];
    },
  },
  circles: {
    title: 'Circles',
    about: 'rings within each other: the distance from the middle decides',
    most: 5,
    spread: 0.4,
    place: (label, classes, along) => around(along * turn, (1.6 * (label + 1)) / classes - 0.25),
  },
  blobs: {
    title: 'Blobs',
    about: 'clouds apart from each other: straight lines part them',
    most: 5,
    spread: 0.7,
    place: (label, classes) => around((label / classes + 0.125) * turn, 1.15),
  },
  checkers: {
    title: 'Checkers',
    about: 'a chessboard of two by two: neither coordinate alone says anything',
    most: 2,
    spread: 0.35,
    place: (label, _, along, random) => {
      const [x, y] = [3.2 * along - 1.6, 1.6 * random()];
      return [x, x > 0 === (label === 0) ? y : -y];
    },
  },
} as const satisfies Readonly<Record<string, PointKind>>;

/** One of them. */
export type PointKindName = keyof typeof pointKinds;

/** Whether there is a kind of that name. */
export function isPointKindName(name: string): name is PointKindName {
  return Object.hasOwn(pointKinds, name);
}

/** The fewest classes that can be told apart. */
export const leastClasses = 2;
/** Of all points, those to learn from. */
const trainingShare = 0.8;
/** Which draws of a seed. */
const draws = { points: 0, order: 1 } as const;

/** Points of one kind, as many of each class as of any other but for one, in an order by chance. */
export function pointSet(name: PointKindName, { count, noise, classes: asked, seed }: PointOptions): ExampleSet {
  const kind: PointKind = pointKinds[name];
  const classes = Math.max(leastClasses, Math.min(kind.most, asked));
  const key = (draw: number): Key => ({ seed, draw, tensor: Object.keys(pointKinds).indexOf(name) });
  const generator: Generator = generatorOf(key(draws.points));
  const random = (): number => uniformFrom(generator);
  const order = shuffled(count, key(draws.order));
  const inputs = new Float32Array(2 * count);
  const targets = new Float32Array(count);
  for (let at = 0; at < count; at += 1) {
    const label = at % classes;
    const [x, y] = kind.place(label, classes, random(), random);
    const place = order[at] ?? 0;
    inputs[2 * place] = x + noise * kind.spread * normalFrom(generator);
    inputs[2 * place + 1] = y + noise * kind.spread * normalFrom(generator);
    targets[place] = label;
  }
  return {
    features: { kind: 'numbers', names: ['x', 'y'] },
    target: { kind: 'classes', names: Array.from({ length: classes }, (_, label) => String(label)) },
    count,
    training: Math.round(trainingShare * count),
    inputs,
    targets,
  };
}
