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

/** floor(a / b); 0 for b = 0, so that nothing a user writes can stop the arithmetic. */
export function floorDivideIntegers(a: Integer, b: Integer): Integer {
  if (b === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number') {
    // By way of the remainder, which is exact: a / b may round up to a whole number near 2^53.
    const remainder = a % b;
    const towardsZero = (a - remainder) / b;
    return (remainder < 0 === b < 0 || remainder === 0 ? towardsZero : towardsZero - 1) + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const remainder = x % y;
  return normalize(remainder === 0n || remainder < 0n === y < 0n ? x / y : x / y - 1n);
}

/** a - b * floor(a / b), in [0, b) for b > 0. */
export function moduloIntegers(a: Integer, b: Integer): Integer {
  if (b === 0) return a;
  if (typeof a === 'number' && typeof b === 'number') {
    const remainder = a % b;
    return (remainder === 0 || remainder < 0 === b < 0 ? remainder : remainder + b) + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const remainder = x % y;
  return normalize(remainder === 0n || remainder < 0n === y < 0n ? remainder : remainder + y);
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
