import { cos, pow } from '../kernels/index.ts';

/**
 * A quantile that is costly to compute (an incomplete gamma or beta function to invert) as polynomials: each octave of u below one half,
 * and of 1 - u above, is cut into eight pieces, and each piece is interpolated at Chebyshev's points. The pieces shrink with the tail, so
 * that the relative accuracy is the same everywhere. A piece is built when a number first falls into it, and checked between its
 * points; where the quantile is too crooked for the polynomial, that piece is computed directly.
 */
const PIECES = 8;
const NODES = 12;
const OCTAVES = 54;
/** Largest relative error at the points that are checked. */
const TOLERANCE = 2e-13;

type State = 0 | 1 | 2;
const [UNBUILT, BUILT, DIRECT]: [State, State, State] = [0, 1, 2];

const POINTS = Array.from({ length: NODES }, (_, k) => cos((Math.PI * (k + 0.5)) / NODES));
/** COSINES[j][k] = T_j at point k */
const COSINES = Array.from({ length: NODES }, (_, j) =>
  Array.from({ length: NODES }, (_, k) => cos((Math.PI * j * (k + 0.5)) / NODES)),
);
const CHECKED = [-1, -0.97, -0.61, -0.1, 0.17, 0.73, 0.96, 1];

/** 2^-(octave + 2): where an octave begins. */
const SIZES = Float64Array.from({ length: OCTAVES }, (_, octave) => pow(2, -(octave + 2)));

/** Sum of c_j T_j(t), by Clenshaw's recurrence. */
const chebyshev = (coefficients: Float64Array, from: number, t: number): number => {
  let [b1, b2] = [0, 0];
  const twice = 2 * t;
  for (let j = from + NODES - 1; j > from; j--) {
    const b = twice * b1 - b2 + coefficients[j]!;
    b2 = b1;
    b1 = b;
  }
  return t * b1 - b2 + coefficients[from]!;
};

const word = new Float64Array(1);
const words = new Uint32Array(word.buffer);
// The position of a double's upper word among its two.
word[0] = 1;
const UPPER = words[1] === 0 ? 0 : 1;

/** quantile(u) from a table, for 0 < u < 1. */
export const tabulated = (quantile: (u: number) => number): ((u: number) => number) => {
  const states = new Uint8Array(2 * OCTAVES * PIECES);
  const coefficients = new Float64Array(2 * OCTAVES * PIECES * NODES);

  /** Piece `piece` of octave `octave`: the distance d from the end is 2^-(octave + 2) (1 + (piece + (t + 1) / 2) / 8). */
  const distance = (octave: number, piece: number, t: number): number => {
    return SIZES[octave]! * (1 + (piece + (t + 1) / 2) / PIECES);
  };

  const build = (upper: boolean, octave: number, piece: number, index: number): State => {
    const at = (t: number): number => {
      const d = distance(octave, piece, t);
      return quantile(upper ? 1 - d : d);
    };
    const values = POINTS.map(at);
    for (let j = 0; j < NODES; j++) {
      const sum = values.reduce((total, value, k) => total + value * COSINES[j]![k]!, 0);
      coefficients[index * NODES + j] = ((j === 0 ? 1 : 2) / NODES) * sum;
    }
    const good = CHECKED.every((t) => {
      const exact = at(t);
      return Math.abs(chebyshev(coefficients, index * NODES, t) - exact) <= TOLERANCE * Math.abs(exact);
    });
    return good ? BUILT : DIRECT;
  };

  return (u) => {
    const upper = u > 0.5;
    word[0] = upper ? 1 - u : u;
    const high = words[UPPER]!;
    const octave = 1021 - (high >>> 20);
    // Exactly one half, or beyond the clamped range of a uniform number.
    if (octave < 0 || octave >= OCTAVES) return quantile(u);
    const piece = (high >>> 17) & 7;
    const index = ((upper ? OCTAVES : 0) + octave) * PIECES + piece;
    if (states[index] === UNBUILT) states[index] = build(upper, octave, piece, index);
    if (states[index] === DIRECT) return quantile(u);
    // The mantissa's rest, 0..1 within the piece, as -1..1.
    const d = word[0];
    const rest = (d / SIZES[octave]! - 1) * PIECES - piece;
    return chebyshev(coefficients, index * NODES, 2 * rest - 1);
  };
};
