import { erf, erfc, normalCdf } from './errorFunction.ts';
import { exp, expm1 } from './exponential.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.ts';
import { acos, asin, atan, atan2 } from './inverseTrigonometric.ts';
import { log, log1p, log2, log10 } from './logarithm.ts';
import { instantiate, type Kernel } from './module.ts';
import { normalQuantile } from './normalQuantile.ts';
import { cbrt, pow } from './power.ts';
import { cos, sin, tan } from './trigonometric.ts';

/** Every kernel that is one straight line of arithmetic. The compiler links the same expressions that run here one by one. */
export const elementaryKernels = {
  exp: { parameters: 1, build: exp },
  expm1: { parameters: 1, build: expm1 },
  log: { parameters: 1, build: log },
  log1p: { parameters: 1, build: log1p },
  log2: { parameters: 1, build: log2 },
  log10: { parameters: 1, build: log10 },
  pow: { parameters: 2, build: pow },
  cbrt: { parameters: 1, build: cbrt },
  sin: { parameters: 1, build: sin },
  cos: { parameters: 1, build: cos },
  tan: { parameters: 1, build: tan },
  asin: { parameters: 1, build: asin },
  acos: { parameters: 1, build: acos },
  atan: { parameters: 1, build: atan },
  atan2: { parameters: 2, build: atan2 },
  sinh: { parameters: 1, build: sinh },
  cosh: { parameters: 1, build: cosh },
  tanh: { parameters: 1, build: tanh },
  asinh: { parameters: 1, build: asinh },
  acosh: { parameters: 1, build: acosh },
  atanh: { parameters: 1, build: atanh },
  erf: { parameters: 1, build: erf },
  erfc: { parameters: 1, build: erfc },
  normalCdf: { parameters: 1, build: normalCdf },
  normalQuantile: { parameters: 1, build: normalQuantile },
} as const satisfies Record<string, Kernel>;

export type ElementaryName = keyof typeof elementaryKernels;

/** The kernels running: `.scalar` for a number, `.block` for many. */
export const elementary = instantiate(elementaryKernels);
