// Exact integers: a plain number while it is safe, a bigint beyond 2^53. Not a numeric tower: whole numbers only.

/** A whole number, exact at any magnitude. Normalised: a bigint only where the number type would round. */
export type Integer = number | bigint;

/** The one form of `value`: a number where it is safe, else a bigint. */
export function normalize(value: bigint): Integer {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** a + b */
export function addIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalize(BigInt(a) + BigInt(b));
}

/** a * b */
export function multiplyIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return normalize(BigInt(a) * BigInt(b));
}

/** floor(a / b) for b > 0. */
export function floorDivideIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return Math.floor(a / b) === a / b ? a / b : exactFloor(a, b);
  const quotient = BigInt(a) / BigInt(b);
  return normalize(BigInt(a) % BigInt(b) < 0n ? quotient - 1n : quotient);
}

/** Floor division of safe numbers by way of the remainder, since a / b may round up to a whole number near 2^53. */
function exactFloor(a: number, b: number): number {
  const remainder = ((a % b) + b) % b;
  return (a - remainder) / b;
}

/** a - b * floor(a / b), in [0, b) for b > 0. */
export function moduloIntegers(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return ((a % b) + b) % b;
  const remainder = BigInt(a) % BigInt(b);
  return normalize(remainder < 0n ? remainder + BigInt(b) : remainder);
}

/** Greatest common divisor, never negative; gcd(0, 0) = 0. */
export function greatestCommonDivisor(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    let [x, y] = [Math.abs(a), Math.abs(b)];
    while (y !== 0) [x, y] = [y, x % y];
    return x;
  }
  let [x, y] = [BigInt(a), BigInt(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return normalize(x < 0n ? -x : x);
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compareIntegers(a: Integer, b: Integer): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Decimal digits grouped by commas: 25,557,032. */
export function printInteger(value: Integer): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
