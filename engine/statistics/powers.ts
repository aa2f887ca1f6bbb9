import { cbrt, log10, pow } from '../kernels/index.ts';

export { cbrt };
/** 10^n, correctly rounded for |n| <= 22. */
export const powerOf10 = (n: number): number => (n >= 0 ? pow(10, n) : 1 / pow(10, -n));
/** floor(log10 x) for x > 0. */
export const floorLog10 = (x: number): number => Math.floor(log10(x));
