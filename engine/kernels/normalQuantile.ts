import {
  abs,
  copySign,
  div,
  eq,
  ge,
  le,
  lesser,
  lt,
  mul,
  polynomial,
  type Real,
  select,
  sqrt,
  sub,
} from './expression.ts';
import { log } from './logarithm.ts';

/** M. J. Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied Statistics 37 (1988), PPND16. */
const CENTRE = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.693765509461, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  under: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852855,
  ],
};
const MIDDLE = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  under: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const TAIL = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  under: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

/** The standard normal quantile of a probability 0 <= u <= 1; NaN outside. */
export const normalQuantile = (u: Real): Real => {
  const q = sub(u, 0.5);
  const central = le(abs(q), 0.425);
  const depth = sqrt(sub(0, log(lesser(u, sub(1, u)))));
  const middle = le(depth, 5);
  const argument = select(central, sub(0.180625, mul(q, q)), select(middle, sub(depth, 1.6), sub(depth, 5)));
  const coefficients = (side: 'above' | 'under'): Real[] =>
    CENTRE[side].map((c, i) => select(central, c, select(middle, MIDDLE[side][i]!, TAIL[side][i]!)));
  const ratio = div(polynomial(argument, coefficients('above')), polynomial(argument, coefficients('under')));
  const result = select(central, mul(q, ratio), copySign(ratio, q));
  const inside = select(eq(u, 0), -Infinity, result);
  return select(ge(u, 0), select(lt(u, 1), inside, select(eq(u, 1), Infinity, Number.NaN)), Number.NaN);
};
