import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SimulationResults } from '../../engine/index.ts';
import { simulationRequest } from '../../engine/index.ts';
import { correlatedPairs } from '../format/correlatedPairs.ts';
import { temporaryFolder } from '../simsheet.testkit.ts';
import { assembleRequest } from './assembleRequest.ts';
import { parseAssignment, sameCell } from './cellAssignment.ts';
import { readNumber, readWhole } from './readNumber.ts';

describe('--input', () => {
  it.each([
    ['Sheet1!B3=normal(0, 1)', 'Sheet1!B3', 'normal(0, 1)'],
    ["'a=b'!B3 = pert(1, 2, 3)", "'a=b'!B3", 'pert(1, 2, 3)'],
    ["'it''s = it'!B3=uniform(0, 1)", "'it''s = it'!B3", 'uniform(0, 1)'],
    ["Bob's costs!B3=uniform(0, 1)", "Bob's costs!B3", 'uniform(0, 1)'],
    ['!B3=uniform(0, 1)', '!B3', 'uniform(0, 1)'],
    ['Price=discrete({1, 2}, {0.5, 0.5})', 'Price', 'discrete({1, 2}, {0.5, 0.5})'],
  ])('divides %s at the equals sign', (text, cell, distribution) => {
    expect(parseAssignment(text)).toEqual({ cell, distribution });
  });

  it.each(['Sheet1!B3', '=normal(0, 1)', 'B3=', "'a=b'!B3"])('refuses %s', (text) => {
    expect(parseAssignment(text)).toBeUndefined();
  });

  it('takes two ways to write a cell for one', () => {
    expect(sameCell("'Model'!$B$3", 'model!b3')).toBe(true);
    expect(sameCell('Model!B3', 'Model!B30')).toBe(false);
  });
});

describe('numbers in options', () => {
  it.each([
    ['1e6', 1_000_000],
    ['1_000_000', 1_000_000],
    ['1,000', 1000],
    ['-5', -5],
    ['1e400', Number.MAX_VALUE],
  ])('reads %s', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each(['many', '', '0x10', '1e', '1,0', '1,0000', 'Infinity', 'NaN'])('refuses %s', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  it.each([
    ['10000', 10_000],
    ['1e4', 10_000],
    ['1.5e3', 1500],
    ['10,000', 10_000],
    ['10_000', 10_000],
    ['-5', -5],
  ])('read %s as a whole number', (text, value) => {
    expect(readWhole(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['10.000', 'write 10000 or 10; a point is read as a decimal point'],
    ['1.500', 'write 1500; a point is read as a decimal point'],
    ['1.000.000', 'write 1000000; a point is read as a decimal point'],
    ['1.5', 'write a whole number such as 10000, 1e6 or 1_000_000'],
    ['10.0', 'write a whole number such as 10000, 1e6 or 1_000_000'],
    ['1e-1', 'write a whole number such as 10000, 1e6 or 1_000_000'],
    ['abc', 'write a whole number such as 10000, 1e6 or 1_000_000'],
  ])('refuse %s for a whole one', (text, error) => {
    expect(readWhole(text)).toEqual({ ok: false, error });
  });

  it('keep every digit of a large seed', () => {
    expect(assembleRequest({ seed: '18446744073709551615' }).document.seed).toBe('18446744073709551615');
    expect(assembleRequest({ seed: '7' }).document.seed).toBe(7);
    expect(assembleRequest({ seed: '18446744073709551616' }).problems).toHaveLength(1);
  });
});

describe('a problem', () => {
  it('is told by the option that the user wrote', () => {
    const { describe: told } = assembleRequest({ input: ['A1=normal(0)'], iterations: '5' });

    expect(told({ pointer: '/inputs/0/distribution', detail: 'no' })).toBe("--input 'A1=normal(0)': no");
    expect(told({ pointer: '/iterations', detail: 'no' })).toBe('--iterations 5: no');
  });
});

describe('--stop', () => {
  it.each<[string, object]>([
    ['mean 1%', { statistic: 'mean', tolerance: 0.01 }],
    ['standarddeviation 2.5', { statistic: 'standardDeviation', tolerance: 2.5, relative: false }],
    ['P97.5 1e3', { statistic: 'percentile', percentile: 97.5, tolerance: 1000, relative: false }],
    [
      'p95 5% at 99% after 1e4',
      { statistic: 'percentile', percentile: 95, tolerance: 0.05, confidence: 0.99, minimumIterations: 10_000 },
    ],
  ])('reads %s', (text, stop) => {
    const { document, problems } = assembleRequest({ stop: text });

    expect(problems).toEqual([]);
    expect(document.stop).toEqual(stop);
    expect(simulationRequest.shape.stop.safeParse(stop).success).toBe(true);
  });

  it.each(['', 'mean', 'median 1%', 'mean one', 'Pfive 1%', 'mean 1% at 0.99', 'mean 1% at ninety%', 'mean 1% 2%'])(
    'refuses %s',
    (text) => {
      expect(assembleRequest({ stop: text }).problems).toEqual([
        expect.stringMatching(/^--stop .+: write a statistic/),
      ]);
    },
  );
});

describe('--stop with a fewest', () => {
  it('refuses thousands with a point', () => {
    expect(assembleRequest({ stop: 'mean 1% after 5.000' }).problems).toEqual([
      "--stop 'mean 1% after 5.000': after 5.000: write 5000 or 5; a point is read as a decimal point",
    ]);
  });
});

describe('--correlate', () => {
  it('correlates each of its cells with each other', () => {
    expect(assembleRequest({ correlate: ["'a,b=c'!A1, B2,Price=-0.3"] }).document.correlations).toEqual([
      {
        copula: 'gaussian',
        cells: ["'a,b=c'!A1", 'B2', 'Price'],
        matrix: [
          [1, -0.3, -0.3],
          [-0.3, 1, -0.3],
          [-0.3, -0.3, 1],
        ],
      },
    ]);
  });

  it('makes one matrix of options that share a cell, and leaves others apart', () => {
    const { document } = assembleRequest({ correlate: ['M!A1,M!A2=0.5', 'M!B1,M!B2=0.1', 'm!$A$2,M!A3=0.4'] });

    expect(document.correlations).toEqual([
      {
        copula: 'gaussian',
        cells: ['M!B1', 'M!B2'],
        matrix: [
          [1, 0.1],
          [0.1, 1],
        ],
      },
      {
        copula: 'gaussian',
        cells: ['M!A1', 'M!A2', 'M!A3'],
        matrix: [
          [1, 0.5, 0],
          [0.5, 1, 0.4],
          [0, 0.4, 1],
        ],
      },
    ]);
  });

  it('takes the place of the correlations in the file, and answers for its own part', () => {
    const file = join(temporaryFolder(), 'request.json');
    writeFileSync(file, JSON.stringify({ outputs: [{ cell: 'C1' }], correlations: [{ copula: 'frank' }] }));

    const { document, describe: told } = assembleRequest({ request: file, correlate: ['A1,A2=0.5', 'A2,A3=7'] });

    expect(document.correlations).toHaveLength(1);
    expect(told({ pointer: '/correlations/0/matrix/1/2', detail: 'no' })).toBe("--correlate 'A2,A3=7': no");
    expect(told({ pointer: '/correlations/0/cells/0', detail: 'no' })).toBe("--correlate 'A1,A2=0.5': no");
    expect(told({ pointer: '/correlations/0', detail: 'no' })).toBe(
      "--correlate 'A1,A2=0.5' and --correlate 'A2,A3=7': no",
    );
  });

  it.each(['A1=0.5', 'A1,A2', 'A1,A2=much', 'A1,,A2=0.5', 'A1,A2=0.5=0.6'])('refuses %s', (text) => {
    expect(assembleRequest({ correlate: [text] }).problems).toEqual([
      expect.stringMatching(/^--correlate .+: write cells/),
    ]);
  });
});

describe('pairs of correlated inputs', () => {
  it('are the strongest where there are many, in the order of the request', () => {
    const asked = [
      [1, 0.1, -0.9],
      [0.1, 1, 0.5],
      [-0.9, 0.5, 1],
    ];
    const correlations = [{ cells: ['A', 'B', 'C'], copula: 't', asked, achieved: asked, repaired: false }];

    const { pairs, left } = correlatedPairs({ correlations, inputs: [] }, 2);

    expect(pairs.map(({ names, asked: pair }) => [...names, pair])).toEqual([
      ['A', 'C', -0.9],
      ['B', 'C', 0.5],
    ]);
    expect(left).toBe(1);
  });

  it('are told apart by their cells where their names are the same', () => {
    const asked = [
      [1, 0.5],
      [0.5, 1],
    ];
    const correlations = [{ cells: ['S!A1', 'S!A2'], copula: 't', asked, achieved: asked, repaired: false }];
    const inputs = ['S!A1', 'S!A2', 'S!A3'].map((cell) => ({ cell, name: 'Price' })) as SimulationResults['inputs'];

    const { pairs } = correlatedPairs({ correlations, inputs }, 2);

    expect(pairs[0]?.names).toEqual(['Price (S!A1)', 'Price (S!A2)']);
  });
});
