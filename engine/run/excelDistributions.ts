/** How a request writes the numbers that a worksheet draws by Excel's own functions. */

/** A quantile function at RAND() draws from its distribution: the arguments that follow the probability, and the distribution by them. */
const quantiles: Record<string, { written: string; distribution: string }> = {
  'NORM.INV': { written: 'mean, deviation', distribution: 'normal(mean, deviation)' },
  NORMINV: { written: 'mean, deviation', distribution: 'normal(mean, deviation)' },
  'NORM.S.INV': { written: '', distribution: 'normal(0, 1)' },
  NORMSINV: { written: '', distribution: 'normal(0, 1)' },
  'LOGNORM.INV': { written: 'mu, sigma', distribution: 'lognormal2(mu, sigma)' },
  LOGINV: { written: 'mu, sigma', distribution: 'lognormal2(mu, sigma)' },
  'BETA.INV': { written: 'alpha, beta, low, high', distribution: 'betageneral(alpha, beta, low, high)' },
  BETAINV: { written: 'alpha, beta, low, high', distribution: 'betageneral(alpha, beta, low, high)' },
  'GAMMA.INV': { written: 'shape, scale', distribution: 'gamma(shape, scale)' },
  GAMMAINV: { written: 'shape, scale', distribution: 'gamma(shape, scale)' },
  'CHISQ.INV': { written: 'degrees', distribution: 'chisquare(degrees)' },
  'T.INV': { written: 'degrees', distribution: 'studentt(degrees)' },
  'F.INV': { written: 'degrees1, degrees2', distribution: 'f(degrees1, degrees2)' },
  'BINOM.INV': { written: 'trials, probability', distribution: 'binomial(trials, probability)' },
};

/** BINOM.INV alone takes its probability last. */
const drawn = (name: string, written: string): string =>
  name === 'BINOM.INV' ? `${name}(${written}, RAND())` : `${name}(${['RAND()', written].filter(Boolean).join(', ')})`;

/** What to write in place of a call of Excel's, as a sentence; undefined for what draws nothing. */
export function insteadOfExcels(name: string): string | undefined {
  const upper = name.toUpperCase();
  if (upper === 'RAND') return 'In a request RAND() is written uniform(0, 1), and a + (b - a) * RAND() uniform(a, b).';
  if (upper === 'RANDBETWEEN') return 'In a request RANDBETWEEN(a, b) is written integer(a, b).';
  if (!Object.hasOwn(quantiles, upper)) return undefined;
  const { written, distribution } = quantiles[upper]!;
  return `In a request ${drawn(upper, written)} is written ${distribution}; in the workbook it can stay as it is.`;
}
