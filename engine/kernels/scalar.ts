import { elementary } from './elementary.ts';

/**
 * Mathematical functions with the same bits on every host: IEEE + - x / sqrt, comparisons and integer operations only.
 * Math.exp and its kin differ between hosts in their last bits and may not be used in the engine.
 */
type Unary = (x: number) => number;
type Binary = (a: number, b: number) => number;

export const exp: Unary = elementary.exp.scalar;
export const expm1: Unary = elementary.expm1.scalar;
export const log: Unary = elementary.log.scalar;
export const log1p: Unary = elementary.log1p.scalar;
export const log2: Unary = elementary.log2.scalar;
export const log10: Unary = elementary.log10.scalar;
/** An integer exponent of at most 1024 in size goes by squaring, others by exp and log; pow(0, 0) is 1. */
export const pow: Binary = elementary.pow.scalar;
export const cbrt: Unary = elementary.cbrt.scalar;
/** Angles in radians, at most 2^27 in size; NaN beyond. */
export const sin: Unary = elementary.sin.scalar;
export const cos: Unary = elementary.cos.scalar;
export const tan: Unary = elementary.tan.scalar;
export const asin: Unary = elementary.asin.scalar;
export const acos: Unary = elementary.acos.scalar;
export const atan: Unary = elementary.atan.scalar;
/** atan2(y, x): y first, unlike Excel's ATAN2. */
export const atan2: Binary = elementary.atan2.scalar;
export const sinh: Unary = elementary.sinh.scalar;
export const cosh: Unary = elementary.cosh.scalar;
export const tanh: Unary = elementary.tanh.scalar;
export const asinh: Unary = elementary.asinh.scalar;
export const acosh: Unary = elementary.acosh.scalar;
export const atanh: Unary = elementary.atanh.scalar;
export const erf: Unary = elementary.erf.scalar;
export const erfc: Unary = elementary.erfc.scalar;
/** The standard normal distribution function, accurate in the lower tail (the upper one is normalCdf(-x)). */
export const normalCdf: Unary = elementary.normalCdf.scalar;
/** Its inverse; -Infinity and Infinity at 0 and 1. */
export const normalQuantile: Unary = elementary.normalQuantile.scalar;
