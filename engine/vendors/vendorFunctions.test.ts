import { describe, expect, it } from 'vitest';
import { distributions } from '../distributions/index.ts';
import { evaluate } from '../interpret/evaluate.testkit.ts';
import { simulate } from './simulate.testkit.ts';
import { allVendorFunctions, vendorFunction } from './vendorFunctions.ts';
import { vendorsPage } from './vendorsPage.testkit.ts';

describe('the tables of the add-ins', () => {
  it('are what docs/vendors.md says', async () => {
    await expect(vendorsPage()).toMatchFileSnapshot('../../docs/vendors.md');
  });

  it('name each function once', () => {
    const names = allVendorFunctions.map(({ name }) => name.toUpperCase());

    expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
  });

  it('agree with the names that the distributions give themselves', () => {
    const differing = Object.values(distributions).flatMap(({ name, vendorNames }) =>
      vendorNames
        .map((vendorName) => (typeof vendorName === 'string' ? vendorName : vendorName.name))
        .filter((vendorName) => {
          const known = vendorFunction(vendorName.toUpperCase());
          return known?.role !== 'distribution' || !known.formula.includes(`${name}(`);
        }),
    );

    expect(differing).toEqual([]);
  });
});

/** Means and standard deviations as the vendors' documentation gives them. */
describe('a vendor’s distribution', () => {
  it.each([
    ['RiskBetaGeneral(2,3,10,20)', 14, 2],
    ['RiskBetaSubj(0,4,5,12)', 5, undefined],
    ['RiskBinomial(20,0.25)', 5, Math.sqrt(3.75)],
    ['RiskDoubleTriang(0,2,10,0.4)', (0.4 * 4 + 0.6 * 14) / 3, undefined],
    ['RiskErf(0.5)', 0, 1 / (0.5 * Math.SQRT2)],
    ['RiskErlang(3,2)', 6, Math.sqrt(12)],
    ['RiskExpon(4)', 4, 4],
    ['RiskExtvalue(10,2)', 10 + 0.5772156649 * 2, (2 * Math.PI) / Math.sqrt(6)],
    ['RiskFatigueLife(1,2,0.8)', 1 + 2 * (1 + 0.32), 2 * 0.8 * Math.sqrt(1 + 1.25 * 0.64)],
    ['RiskFrechet(1,2,6)', 3.2575740598, undefined],
    ['RiskGamma(3,2)', 6, Math.sqrt(12)],
    ['RiskGeomet(0.25)', 3, Math.sqrt(12)],
    ['RiskHypSecant(5,2)', 5, 2],
    ['RiskHypergeo(6,5,10)', 3, Math.sqrt(((6 * 5 * 5) / 100) * (4 / 9))],
    ['RiskIntUniform(1,6)', 3.5, Math.sqrt(35 / 12)],
    ['RiskInvgauss(4,8)', 4, Math.sqrt(64 / 8)],
    ['RiskJohnsonMoments(10,2,0.5,4)', 10, 2],
    ['RiskLogistic(5,2)', 5, (2 * Math.PI) / Math.sqrt(3)],
    ['RiskLognorm(10,5)', 10, 5],
    ['RiskLognorm2(1,0.5)', Math.E ** 1.125, undefined],
    ['RiskNegbin(3,0.25)', 9, 6],
    ['RiskPareto(5,2)', 2.5, Math.sqrt((5 * 4) / (16 * 3))],
    ['RiskPert(1,2,9)', 3, undefined],
    ['RiskPoisson(7)', 7, Math.sqrt(7)],
    ['RiskRayleigh(3)', 3 * Math.sqrt(Math.PI / 2), undefined],
    ['RiskStudent(8)', 0, Math.sqrt(8 / 6)],
    ['RiskTriang(1,2,6)', 3, Math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)],
    ['RiskWeibull(1,3)', 3, 3],
    ['PsiExponential(4)', 4, 4],
    ['PsiNegBinomial(3,0.25)', 9, 6],
    ['PsiMaxExtreme(10,2)', 10 + 0.5772156649 * 2, (2 * Math.PI) / Math.sqrt(6)],
    ['CB.Gamma(5,2,3)', 11, Math.sqrt(12)],
    ['CB.Geometric(0.25)', 4, Math.sqrt(12)],
    ['CB.NegBinomial(0.25,3)', 12, 6],
    ['CB.Exponential(0.25)', 4, 4],
    ['CB.Beta(2,3,10)', 4, 2],
    ['CB.StudentT(5,3,8)', 5, 3 * Math.sqrt(8 / 6)],
    ['CB.YesNo(0.3)', 0.3, Math.sqrt(0.21)],
    ['VoseBetaBinomial(20,2,3)', 8, Math.sqrt(20)],
    ['VoseDelaporte(2,3,1.5)', 7.5, Math.sqrt(1.5 + 6 * 4)],
    ['VoseLogarithmic(0.3)', -0.3 / (0.7 * Math.log(0.7)), undefined],
    ['VoseLogLaplace(5,2,3)', 2.5, undefined],
    ['VosePolya(2,3)', 6, Math.sqrt(6 * 4)],
    ['VoseModPERT(1,2,9,4)', 3, undefined],
    ['VoseBetaGeometric(7,12)', 2, Math.sqrt((7 * 12 * 18) / (36 * 5))],
    ['VoseBetaNegBin(3,7,2)', 1, Math.sqrt((3 * 2 * 9 * 8) / (5 * 36))],
    ['VoseBradford(3,1,5)', 1 + 4 * (1 / Math.log(4) - 1 / 3), undefined],
    ['VoseChi(2)', Math.sqrt(Math.PI / 2), Math.sqrt(2 - Math.PI / 2)],
    // With p = 1 it is log-logistic: b (pi / a) / sin(pi / a).
    ['VoseDagum(6,2,1)', (2 * Math.PI) / 6 / Math.sin(Math.PI / 6), undefined],
    ['VoseError(5,2,1.5)', 5, 2],
    ['VoseGEV(10,2,0)', 10 + 0.5772156649 * 2, (2 * Math.PI) / Math.sqrt(6)],
    ['VoseHS(5,2)', 5, 2],
    ['VoseInvHypergeo(1,20,450)', 430 / 21, undefined],
    ['VoseJohnsonB(0,1.5,10,20)', 15, undefined],
    ['VoseJohnsonU(-0.3,2.5,2,1)', 1 + 2 * Math.exp(0.08) * Math.sinh(0.12), undefined],
    ['VoseKumaraswamy(1,3)', 0.25, Math.sqrt(3 / 80)],
    // EXP(Logistic(a, b)) = LogLogistic(1 / b, EXP(a)), of which EXP(a) is the median.
    ['VoseLogLogistic(6,2)', (2 * Math.PI) / 6 / Math.sin(Math.PI / 6), undefined],
    ['VoseLognormalB(1,0.1,10)', 10 * Math.exp((0.1 * Math.LN10) ** 2 / 2), undefined],
    ['VoseMaxwell(2)', 4 * Math.sqrt(2 / Math.PI), 2 * Math.sqrt(3 - 8 / Math.PI)],
    ['VoseModPERT(1,2,9)', 3, undefined],
    ['VoseNCChiSq(3,2)', 5, Math.sqrt(14)],
    ['VoseNCF(4,12,3)', (12 * 7) / (4 * 10), undefined],
    // Uniform in thirds between 0, 2, 5 and 12.
    ['VoseOgive(0,12,{5,2})', (1 + 3.5 + 8.5) / 3, undefined],
    ['VosePareto2(6,7)', 1, Math.sqrt((36 * 7) / (36 * 5))],
    ['VoseSkellam(3,5)', -2, Math.sqrt(8)],
    ['VoseStudent3(5,2,6)', 5, 2],
    ['VoseWeibull3(1,3,10)', 13, 3],
    ['VoseStepUniform(0,10,5)', 5, Math.sqrt(50 / 3)],
  ] as const)('%s has the mean and the standard deviation of its documentation', async (call, mean, deviation) => {
    const { results } = await simulate({ B1: `=${call}+0` }, { iterations: 20_000 });

    const [found] = results.outputs;
    const scale = deviation ?? found!.standardDeviation!;
    expect(Math.abs(found!.mean! - mean)).toBeLessThan(0.01 * scale);
    if (deviation !== undefined) expect(Math.abs(found!.standardDeviation! / deviation - 1)).toBeLessThan(0.03);
  });
});

describe('a variable of a SIPmath library', () => {
  const m = '(1+0.15*LN(A2/(1-A2))+0.02*(A2-0.5)*LN(A2/(1-A2))+0.1*(A2-0.5)+0.05*(A2-0.5)^2)';

  it.each([
    ['PsiMetalog(,,D1:D5,PsiSeed(7))', m],
    ['PsiMetalog(3,,D1:D5,PsiSeed(7))', `(3+EXP(${m}))`],
    ['PsiMetalog(3,9,D1:D5,PsiSeed(7))', `((3+9*EXP(${m}))/(1+EXP(${m})))`],
  ])('is the metalog of its coefficients and bounds: %s', async (call, formula) => {
    const { results } = await simulate(
      {
        D1: 1,
        D2: 0.15,
        D3: 0.02,
        D4: 0.1,
        D5: 0.05,
        A1: `=${call}`,
        A2: '=PsiUniform(0,1,PsiSeed(7))',
        B1: `=A1/${formula}-1`,
        B2: '=A1',
      },
      { outputs: [{ cell: 'M!B1' }, { cell: 'M!B2' }] },
    );
    const [error, value] = results.outputs;

    expect(Math.max(-error!.min!, error!.max!)).toBeLessThan(1e-6);
    expect(value!.standardDeviation!).toBeGreaterThan(0.1);
  });
});

describe('a generator of SIPmath', () => {
  it('gives the standard’s numbers, to the last digit', () => {
    const generator = (trial: string) =>
      `(MOD((MOD(MOD(999999999999989,MOD(${trial}*2499997+7*1800451+1*2000371,7450589)*4658+7450581)*383,99991)*7440893+MOD(MOD(999999999999989,MOD(${trial}*2246527+7*2399993+1*2100869,7450987)*7580+7560584)*17669,7440893))*1343,4294967296)+0.5)/4294967296`;
    const exact = (trial: bigint): number => {
      const left = ((trial * 2499997n + 7n * 1800451n + 2000371n) % 7450589n) * 4658n + 7450581n;
      const right = ((trial * 2246527n + 7n * 2399993n + 2100869n) % 7450987n) * 7580n + 7560584n;
      const mixed =
        (((999999999999989n % left) * 383n) % 99991n) * 7440893n + (((999999999999989n % right) * 17669n) % 7440893n);
      return (Number((mixed * 1343n) % 4294967296n) + 0.5) / 4294967296;
    };

    for (let trial = 1; trial <= 2000; trial++) {
      expect(evaluate(generator('A1'), { A1: trial })).toBe(exact(BigInt(trial)));
    }
  });
});
