import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributions } from '../distributions/index.ts';
import { solvePercentiles } from './percentiles.ts';
import { outputOf, simulate } from './simulate.testkit.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Parameters of the usual sizes, for families that people write by percentiles. */
const families: Record<string, fc.Arbitrary<number>[]> = {
  normal: [between(-100, 100), between(0.1, 50)],
  lognormal: [between(1, 100), between(0.5, 50)],
  uniform: [between(-50, 0), between(1, 60)],
  gamma: [between(0.5, 8), between(0.5, 20)],
  weibull: [between(0.6, 5), between(0.5, 50)],
  logistic: [between(-50, 50), between(0.1, 20)],
  extremevalue: [between(-50, 50), between(0.1, 20)],
  exponential: [between(0.1, 50)],
};

describe.each(Object.entries(families))('%s by percentiles', (name, parameters) => {
  const distribution = distributions[name]!;

  it('is the distribution whose percentiles they are', () => {
    fc.assert(
      fc.property(fc.tuple(...parameters), (given) => {
        const prepared = distribution.prepare(given);
        const conditions = [0.1, 0.75].slice(0, given.length).map((probability) => {
          return { probability, value: distribution.quantile(probability, prepared) };
        });

        const solved = solvePercentiles({
          distribution,
          parameters: given.map(() => undefined),
          location: 0,
          conditions,
        });

        if (!solved.ok) throw new Error(solved.error);
        const found = distribution.prepare(solved.value.parameters);
        for (const { probability, value } of conditions)
          expect(Math.abs(distribution.quantile(probability, found) - value)).toBeLessThan(
            1e-6 * (1 + Math.abs(value)),
          );
      }),
      { numRuns: 60 },
    );
  });
});

/** A call, its mean where that is simple, and percentiles as probability and value. */
type Case = [string, number | undefined, ...[number, number][]];

describe('an Alt form', () => {
  it.each([
    ['RiskNormalAlt(5%,10,95%,20)', 15, [0.05, 10], [0.95, 20]],
    ['RiskNormalAlt("mu",15,"95%",20)', 15, [0.95, 20], [0.95, 20]],
    ['RiskNormalAltD(95%,10,5%,20)', 15, [0.05, 10], [0.95, 20]],
    ['PsiNormalAlt(5%,10,95%,20)', 15, [0.05, 10], [0.95, 20]],
    ['RiskTriangAlt("min",0,50%,4,90%,8)', undefined, [0.5, 4], [0.9, 8]],
    ['RiskTriangAlt(10%,2,"m. likely",5,90%,9)', undefined, [0.1, 2], [0.9, 9]],
    ['RiskPertAlt(10%,2,"m. likely",5,90%,9)', undefined, [0.1, 2], [0.9, 9]],
    ['RiskLognormAlt(5%,4,50%,8,95%,20)', undefined, [0.05, 4], [0.95, 20]],
    ['RiskWeibullAlt(10%,3,90%,12)', undefined, [0.1, 3], [0.9, 12]],
    ['RiskUniformAlt(10%,1,90%,9)', 5, [0.1, 1], [0.9, 9]],
    ['RiskExponAlt(50%,3)', 3 / Math.LN2, [0.5, 3], [0.5, 3]],
    ['RiskBetaGeneralAlt("alpha1",2,"alpha2",3,10%,5,90%,9)', undefined, [0.1, 5], [0.9, 9]],
  ] satisfies Case[])('%s has the percentiles that it names', async (...[call, mean, ...percentiles]: Case) => {
    const simulated = await simulate({ B1: `=${call}` });

    const values = outputOf(simulated)
      .map(Number)
      .toSorted((a, b) => a - b);
    for (const [probability, value] of percentiles) {
      const below = values.filter((x) => x <= value).length / values.length;
      expect(Math.abs(below - probability)).toBeLessThan(0.001);
    }
    if (mean !== undefined) expect(simulated.results.outputs[0]!.mean).toBeCloseTo(mean, 1);
  });

  it.each([
    ['VoseNormalAlt(10,5%,20,95%)', [0.05, 10], [0.95, 20]],
    ['VoseLognormalAlt(4,5%,20,90%,1)', [0.05, 4], [0.9, 20]],
    ['VoseLogLogisticAlt(20,90%,4,5%,1)', [0.05, 4], [0.9, 20]],
    ['VoseWeibullAlt(4,5%,20,90%,-1)', [0.05, 4], [0.9, 20]],
    ['VosePERTAlt(2,5,9,10%,90%)', [0.1, 2], [0.9, 9]],
    ['VoseTriangleAlt(2,5,9,10%,90%)', [0.1, 2], [0.9, 9]],
    ['VoseSplitTriangle(2,5,9,10%,40%,90%)', [0.1, 2], [0.4, 5], [0.9, 9]],
  ] as [string, ...[number, number][]][])(
    'of ModelRisk has its values at their probabilities: %s',
    async (...given) => {
      const [call, ...percentiles] = given;
      const values = outputOf(await simulate({ B1: `=${call}` })).map(Number);

      for (const [probability, value] of percentiles) {
        const below = values.filter((x) => x <= value).length / values.length;
        expect(Math.abs(below - probability)).toBeLessThan(0.001);
      }
    },
  );

  it.each([
    ['RiskNormalAlt(5%,10)', '2 percentiles are needed, not 1'],
    ['RiskNormalAlt(5%,20,95%,10)', 'no parameters give these percentiles'],
    ['RiskNormalAlt("size",20,95%,10)', 'has no parameter "size"'],
    ['RiskNormalAlt(5%,"x",95%,10)', 'needs a number after each percentile'],
  ])('refuses %s: %s', async (call, reason) => {
    await expect(simulate({ B1: `=${call}` })).rejects.toThrow(reason);
  });
});
