// Functions that shaders call where WGSL has none, or none that is exact enough or minds infinities and NaN.

/** The functions, each written only into the shaders that call it. */
export type ShaderFunction = keyof typeof shaderFunctions;

/** Truths are put together by | and &: what follows || and && is a branch for some compilers. */
export const shaderFunctions = {
  /** floor(a / d) for d > 0; the division of WGSL rounds towards zero. */
  floorDivide: 'fn floorDivide(a: i32, d: i32) -> i32 { return select(a, a - d + 1, a < 0) / d; }',
  // A shader must not name infinity, but may make it of bits that are no constant to the compiler.
  infinity: 'fn infinity() -> f32 { var bits = 0x7f800000u; return bitcast<f32>(bits); }',
  notANumber: 'fn notANumber() -> f32 { var bits = 0x7fc00000u; return bitcast<f32>(bits); }',
  // Compilers may take comparisons of floats with themselves for granted, those of bits not.
  isNotANumber: 'fn isNotANumber(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }',
  maximum: 'fn maximum(x: f32, y: f32) -> f32 { return select(max(x, y), notANumber(), isNotANumber(x) | isNotANumber(y)); }',
  minimum: 'fn minimum(x: f32, y: f32) -> f32 { return select(min(x, y), notANumber(), isNotANumber(x) | isNotANumber(y)); }',
  // WGSL leaves the logarithms of what has none to the device.
  logarithm: `fn logarithm(x: f32) -> f32 {
  if (isNotANumber(x) || x < 0.0) { return notANumber(); }
  return select(log(x), -infinity(), x == 0.0);
}`,
  squareRoot: `fn squareRoot(x: f32) -> f32 { return select(sqrt(x), notANumber(), isNotANumber(x) | (x < 0.0)); }`,
  exponential: `fn exponential(x: f32) -> f32 { return select(select(exp(x), infinity(), x > 88.8), x, isNotANumber(x)); }`,
  signOf: 'fn signOf(x: f32) -> f32 { return select(sign(x), x, isNotANumber(x)); }',
  // The series of tanh near 0, where 1 - exp(-2x) would lose digits.
  hyperbolicTangent: `fn hyperbolicTangent(x: f32) -> f32 {
  let s = x * x;
  let series = x * (1.0 + s * (-0.33333334 + s * (0.13333334 + s * (-0.053968254 + s * 0.021869488))));
  let t = exp(-2.0 * abs(x));
  return select(sign(x) * (1.0 - t) / (1.0 + t), series, abs(x) < 0.25);
}`,
  // x^y = exp(y log|x|), with the sign of odd powers. What is not whole has no power of a negative number.
  power: `fn power(x: f32, y: f32) -> f32 {
  if (y == 0.0) { return 1.0; }
  if (x == 0.0 && !isNotANumber(y)) { return select(infinity(), 0.0, y > 0.0); }
  let magnitude = pow(abs(x), y);
  if (x >= 0.0) { return magnitude; }
  if (floor(y) != y) { return notANumber(); }
  return select(magnitude, -magnitude, floor(y * 0.5) * 2.0 != y);
}`,
  /**
   * Which quarter of the circle, and how far into it: x - k*pi/2 in three parts (Cody and Waite 1980; the constants and the
   * polynomials are those of S. Moshier's Cephes library, sinf.c). WGSL promises sin and cos to 2^-11 only.
   */
  quarter: `fn quarter(x: f32) -> vec2<f32> {
  let k = round(x * 0.63661975);
  let r = ((x - k * 1.5703125) - k * 0.0004837512969970703) - k * 7.549789948768648e-8;
  return vec2<f32>(k - 4.0 * floor(k * 0.25), r);
}`,
  sineOf: `fn sineOf(q: f32, r: f32) -> f32 {
  let s = r * r;
  let sine = r + r * s * (-0.16666654611 + s * (0.0083321608736 + s * -0.00019515295891));
  let cosine = 1.0 - 0.5 * s + s * s * (0.041666645683 + s * (-0.0013887316255 + s * 0.000024433157118));
  let found = select(sine, cosine, q == 1.0 || q == 3.0);
  return select(found, -found, q >= 2.0 && q < 4.0);
}`,
  sine: 'fn sine(x: f32) -> f32 { let at = quarter(x); return sineOf(at.x, at.y); }',
  cosine: 'fn cosine(x: f32) -> f32 { let at = quarter(x); return sineOf(select(at.x + 1.0, 0.0, at.x == 3.0), at.y); }',
  /** The Maclaurin series up to 1, else 1 - erfc(x) by a rational fit to 1.2e-7 (Press et al., Numerical Recipes, erfcc). */
  errorFunction: `fn errorFunction(x: f32) -> f32 {
  let s = x * x;
  if (s < 1.0) {
    return x * (1.1283792 + s * (-0.37612638 + s * (0.11283791 + s * (-0.026866170 + s * (0.0052239776 + s * (-0.00085483270 + s * (0.00012055333 + s * (-0.000014925650 + s * 0.0000016462114))))))));
  }
  let t = 1.0 / (1.0 + 0.5 * abs(x));
  let tail = t * exp(-s - 1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))));
  return sign(x) * (1.0 - tail);
}`,
  /** The generator of packages/program: one step of PCG-RXS-M-XS 32. */
  hash: `fn hash(x: u32) -> u32 {
  let state = x * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}`,
  uniformDraw: 'fn uniformDraw(stream: u32, index: i32) -> f32 { return f32(hash(stream + hash(u32(index))) >> 8u) / 16777216.0; }',
} as const;

/** The functions that a function calls itself. */
const calls: Partial<Record<ShaderFunction, readonly ShaderFunction[]>> = {
  maximum: ['notANumber', 'isNotANumber'],
  minimum: ['notANumber', 'isNotANumber'],
  logarithm: ['notANumber', 'isNotANumber', 'infinity'],
  squareRoot: ['notANumber', 'isNotANumber'],
  exponential: ['isNotANumber', 'infinity'],
  power: ['notANumber', 'isNotANumber', 'infinity'],
  signOf: ['isNotANumber'],
  sine: ['quarter', 'sineOf'],
  cosine: ['quarter', 'sineOf'],
  uniformDraw: ['hash'],
};

/** The text of the functions and of all that they call. */
export function shaderFunctionText(used: Iterable<ShaderFunction>): readonly string[] {
  const all = new Set<ShaderFunction>();
  for (const name of used) for (const one of [...(calls[name] ?? []), name]) all.add(one);
  return [...all].sort().map((name) => shaderFunctions[name]);
}
