/** The public door of the kernels: every function is called with numbers and gives the same bits on every host. */
export { besselI, besselJ, besselK, besselY } from './bessel.ts';
export { beta, digamma, factorial, gamma, logBeta, logGamma } from './gamma.ts';
export { incompleteBeta, incompleteBetaInverse } from './incompleteBeta.ts';
export {
  incompleteGammaP,
  incompleteGammaPInverse,
  incompleteGammaQ,
  incompleteGammaQInverse,
} from './incompleteGamma.ts';
export * from './scalar.ts';
