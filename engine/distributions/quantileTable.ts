import { assembly, choose, type FunctionText, f64, get, i32, i64, set, upTo } from '../kernels/assembler.ts';
import { cos, pow } from '../kernels/index.ts';

/**
 * A quantile that is costly to compute (an incomplete gamma or beta function to invert) as polynomials: each octave of u below one half,
 * and of 1 - u above, is cut into four pieces, and each piece is interpolated at Chebyshev's points. The pieces shrink with the tail, so
 * that the relative accuracy is the same everywhere. A piece is built when a number first falls into it, and checked between its
 * points; where the quantile is too crooked for the polynomial, that piece is computed directly.
 */
const PIECE_BITS = 2;
const PIECES = 1 << PIECE_BITS;
const NODES = 12;
const OCTAVES = 54;
/** Largest relative error at the points that are checked. */
const TOLERANCE = 2e-13;

const POINTS = Array.from({ length: NODES }, (_, k) => cos((Math.PI * (k + 0.5)) / NODES));
/** COSINES[j][k] = T_j at point k */
const COSINES = Array.from({ length: NODES }, (_, j) =>
  Array.from({ length: NODES }, (_, k) => cos((Math.PI * j * (k + 0.5)) / NODES)),
);
const CHECKED = [-1, -0.93, -0.1, 0.51, 0.97];

/** Pieces of one half, ascending with the distance from its end, and a last one that is never built: for what no piece holds. */
const ROWS = OCTAVES * PIECES + 1;
const NOWHERE = ROWS - 1;
const ROW_BYTES = 8 * NODES;
/** Exponent and first bits of the fraction of the smallest distance in the table, 2^-(OCTAVES + 1). */
const FIRST_KEY = (1023 - (OCTAVES + 1)) * PIECES;

/** Numbers that are worked on at a time. */
const WINDOW = 2048;
const TARGET = 8 * WINDOW;
const TABLE = 16 * WINDOW;

/**
 * (end of the source) -> whether a result is missing, which is then NaN: the coefficients of its piece are. Sum of c_j T_j(t), by Clenshaw's
 * recurrence.
 */
const interpolate: FunctionText = {
  parameters: ['i32'],
  result: 'i32',
  build: ([end], local) => {
    const [at, upper, key, row, missing] = [local('i32'), local('i32'), local('i32'), local('i32'), local('i32')];
    const [u, d, t, twice] = [local('f64'), local('f64'), local('f64'), local('f64')];
    const b = [local('f64'), local('f64')] as const;
    const bits = local('i64');
    const coefficient = (j: number) => f64.load(get(row), TABLE + 8 * j);
    return [
      upTo(at, get(end!), 8, [
        set(u, f64.load(get(at))),
        set(upper, f64.greater(get(u), f64.const(0.5))),
        set(d, choose(get(upper), f64.sub(f64.const(1), get(u)), get(u))),
        set(bits, i64.fromReal(get(d))),
        set(
          key,
          i32.sub(i32.fromI64(i64.shiftRight(get(bits), i64.const(52n - BigInt(PIECE_BITS)))), i32.const(FIRST_KEY)),
        ),
        set(key, choose(i32.less(get(key), i32.const(NOWHERE)), get(key), i32.const(NOWHERE))),
        set(row, i32.mul(i32.add(get(key), choose(get(upper), i32.const(ROWS), i32.const(0))), i32.const(ROW_BYTES))),
        // The rest of the fraction, 0..1 within the piece, as -1..1.
        set(
          t,
          f64.sub(
            f64.mul(
              f64.const(2),
              f64.fromI64(
                i64.or(
                  i64.and(i64.shiftLeft(get(bits), i64.const(BigInt(PIECE_BITS))), i64.const(0xfffffffffffffn)),
                  i64.const(0x3ff0000000000000n),
                ),
              ),
            ),
            f64.const(3),
          ),
        ),
        set(twice, f64.mul(f64.const(2), get(t))),
        set(b[0], f64.const(0)),
        set(b[1], f64.const(0)),
        ...Array.from({ length: NODES - 1 }, (_, step) => {
          const [later, latest] = step % 2 === 0 ? b : [b[1], b[0]];
          return set(
            later,
            f64.add(f64.sub(coefficient(NODES - 1 - step), get(later)), f64.mul(get(twice), get(latest))),
          );
        }),
        set(u, f64.add(f64.sub(coefficient(0), get(b[1])), f64.mul(get(t), get(b[0])))),
        f64.store(get(at), get(u), TARGET),
        set(missing, i32.or(get(missing), f64.notEqual(get(u), get(u)))),
      ]),
      get(missing),
    ];
  },
};
const { call, memory } = assembly({ interpolate })(TABLE + 2 * ROWS * ROW_BYTES);
const sourceWindow = new Float64Array(memory, 0, WINDOW);
const targetWindow = new Float64Array(memory, TARGET, WINDOW);
const tableWindow = new Float64Array(memory, TABLE, 2 * ROWS * NODES);
/** The table that the window holds: memories are few, tables may be many. */
let present: Float64Array | undefined;

export interface QuantileTable {
  /** target[i] = quantile(source[i]) for i in start..end-1. They may be the same array. */
  fill(source: Float64Array, target: Float64Array, start: number, end: number): void;
  /** For one number: the same bits. */
  quantile(u: number): number;
}

/** The distance from the end at t in -1..1 of a row: 2^-(octave + 2) (1 + (piece + (t + 1) / 2) / 4). */
const distance = (row: number, t: number): number => {
  const octave = OCTAVES - 1 - Math.floor(row / PIECES);
  return pow(2, -(octave + 2)) * (1 + ((row % PIECES) + (t + 1) / 2) / PIECES);
};

/** A number's row of the table: exponent and first bits of its distance from its end, then its half. */
const rowOf = (u: number): number => {
  const upper = u > 0.5;
  word[0] = upper ? 1 - u : u;
  const key = (words[UPPER]! >>> (20 - PIECE_BITS)) - FIRST_KEY;
  return (key >= 0 && key < NOWHERE ? key : NOWHERE) + (upper ? ROWS : 0);
};

/** quantile(u) from a table, for 0 < u < 1. */
export const tabulated = (quantile: (u: number) => number): QuantileTable => {
  const coefficients = new Float64Array(2 * ROWS * NODES).fill(Number.NaN);
  /** Rows that need not be tried: too crooked, or none at all. */
  const direct = new Uint8Array(2 * ROWS);
  direct[NOWHERE] = 1;
  direct[ROWS + NOWHERE] = 1;

  /** Builds a row, and drops it again if it is no good between its points. */
  const build = (row: number): void => {
    const at = (t: number): number => (row < ROWS ? quantile(distance(row, t)) : quantile(1 - distance(row - ROWS, t)));
    const own = coefficients.subarray(row * NODES, (row + 1) * NODES);
    const values = POINTS.map(at);
    for (let j = 0; j < NODES; j++) {
      const sum = values.reduce((total, value, k) => total + value * COSINES[j]![k]!, 0);
      own[j] = ((j === 0 ? 1 : 2) / NODES) * sum;
    }
    const good = CHECKED.every((t) => {
      const exact = at(t);
      return Math.abs(chebyshev(own, t) - exact) <= TOLERANCE * Math.abs(exact);
    });
    if (!good) {
      own.fill(Number.NaN);
      direct[row] = 1;
    }
  };

  const bring = (): void => {
    tableWindow.set(coefficients);
    present = coefficients;
  };

  /** Finds what the table did not give, building rows on the way. */
  const complete = (count: number): void => {
    // A quantile may have a table of its own, which takes the window meanwhile.
    const u = sourceWindow.slice(0, count);
    const missing = targetWindow.slice(0, count).map((x) => (Number.isNaN(x) ? 1 : 0));
    for (let i = 0; i < count; i++) {
      const row = rowOf(u[i]!);
      if (missing[i] === 1 && direct[row] === 0 && Number.isNaN(coefficients[row * NODES]!)) build(row);
    }
    const found = u.map((each, i) => (missing[i] === 1 && direct[rowOf(each)] === 1 ? quantile(each) : 0));
    sourceWindow.set(u);
    bring();
    call.interpolate(8 * count);
    for (let i = 0; i < count; i++) if (Number.isNaN(targetWindow[i]!)) targetWindow[i] = found[i]!;
  };

  const fill: QuantileTable['fill'] = (source, target, start, end) => {
    for (let done = start; done < end; done += WINDOW) {
      const count = Math.min(WINDOW, end - done);
      sourceWindow.set(source.subarray(done, done + count));
      if (present !== coefficients) bring();
      if (call.interpolate(8 * count) !== 0) complete(count);
      target.set(count === WINDOW ? targetWindow : targetWindow.subarray(0, count), done);
    }
  };
  const one = new Float64Array(1);
  return {
    fill,
    quantile(u) {
      one[0] = u;
      fill(one, one, 0, 1);
      return one[0];
    },
  };
};

/** The same sum as in `interpolate`. */
const chebyshev = (coefficients: Float64Array, t: number): number => {
  let [b1, b2] = [0, 0];
  for (let j = NODES - 1; j > 0; j--) [b1, b2] = [coefficients[j]! - b2 + 2 * t * b1, b1];
  return coefficients[0]! - b2 + t * b1;
};

const word = new Float64Array(1);
const words = new Uint32Array(word.buffer);
// The position of a double's upper word among its two.
word[0] = 1;
const UPPER = words[1] === 0 ? 0 : 1;
