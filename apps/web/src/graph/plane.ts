// Points and sizes in CSS pixels, and nothing that is done with them.

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
