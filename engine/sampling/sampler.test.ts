import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutationOf, permuted } from './permutation.ts';
import { keyOf } from './philox.ts';
import { createSampler, type SamplerSettings, samplingMethods } from './sampler.ts';
import { fillSobol, sobolWord } from './sobol.ts';
import { streamOf, streamsOf } from './streams.ts';

const settings = (changes: Partial<SamplerSettings> = {}): SamplerSettings => ({
  method: 'latin-hypercube',
  seed: 7,
  iterations: 5000,
  chunkSize: 2048,
  dimensions: ['Model!B3#0', 'Model!B4#0', 'Model!B5#0'].map((name) => ({ stream: streamOf(name), draw: 0 })),
  ...changes,
});

const chunk = (given: SamplerSettings, dimension: number, number: number, length: number): Float64Array => {
  const out = new Float64Array(length);
  createSampler(given).fillUniforms(dimension, number, 0, length, out);
  return out;
};

describe.each(samplingMethods)('the %s sampler', (method) => {
  it('gives the same numbers however a chunk is cut', () => {
    const whole = chunk(settings({ method }), 1, 1, 2048);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2047 }), fc.integer({ min: 1, max: 300 }), (offset, wanted) => {
        const length = Math.min(wanted, 2048 - offset);
        const part = new Float64Array(length + 1);
        createSampler(settings({ method })).fillUniforms(1, 1, offset, length, part, 1);
        expect(part.subarray(1)).toEqual(whole.subarray(offset, offset + length));
      }),
    );
  });

  it('changes with the seed and not with an input that is added', () => {
    const more = settings({ method }).dimensions.concat({ stream: 99, draw: 0 });

    expect(chunk(settings({ method, dimensions: more }), 1, 0, 100)).toEqual(chunk(settings({ method }), 1, 0, 100));
    expect(chunk(settings({ method, seed: 8 }), 1, 0, 100)).not.toEqual(chunk(settings({ method }), 1, 0, 100));
  });

  it('has dimensions without correlation and the moments of a uniform variable', () => {
    const given = settings({ method, iterations: 65536, chunkSize: 65536 });
    const [a, b] = [chunk(given, 0, 0, 65536), chunk(given, 1, 0, 65536)];
    let [sum, cross] = [0, 0];
    for (let i = 0; i < a.length; i++) {
      sum += a[i]!;
      cross += (a[i]! - 0.5) * (b[i]! - 0.5);
    }
    expect(Math.abs(sum / a.length - 0.5)).toBeLessThan(5 / Math.sqrt(12 * a.length));
    expect(Math.abs((12 * cross) / a.length)).toBeLessThan(5 / Math.sqrt(a.length));
  });
});

describe('Latin hypercube sampling', () => {
  it.each([
    [0, 2048],
    [2, 904],
    [1, 2048],
  ])('puts exactly one number of chunk %i into each of its %i strata', (number, length) => {
    const strata = Array.from(chunk(settings(), 0, number, length), (u) => Math.floor(u * length));
    expect(strata.sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
  });

  it('permutes any size one to one', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 1e6 }), (size, number) => {
        const permutation = permutationOf({ key: keyOf(3), stream: 5, draw: 0 }, number, size);
        const images = new Set(Array.from({ length: size }, (_, i) => permuted(permutation, i)));
        expect(images.size).toBe(size);
        expect(Math.max(...images)).toBe(size - 1);
      }),
      { numRuns: 50 },
    ));

  it('puts the numbers of a block into the strata that the permutation says', () => {
    const strata = Array.from(chunk(settings(), 0, 2, 904), (u) => Math.floor(u * 904));
    const { stream, draw } = settings().dimensions[0]!;
    const permutation = permutationOf({ key: keyOf(settings().seed), stream, draw }, 2, 904);

    expect(strata).toEqual(strata.map((_, i) => permuted(permutation, i)));
  });

  it('takes every place equally often over many chunks', () => {
    const counts = new Array<number>(10).fill(0);
    for (let number = 0; number < 5000; number++) {
      const place = permuted(permutationOf({ key: keyOf(3), stream: 5, draw: 0 }, number, 10), 3);
      counts[place]! += 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    expect(chiSquare).toBeLessThan(27.9); // 99.9 % point for 9 degrees of freedom
  });
});

describe('Sobol sampling', () => {
  // SciPy 1.17.1, scipy.stats.qmc.Sobol(scramble=False, bits=32), its Gray code order undone; indices 1, 2, 3, 13, 50
  it.each([
    [0, [2147483648, 1073741824, 3221225472, 2952790016, 1275068416]],
    [1, [2147483648, 3221225472, 1073741824, 3489660928, 2214592512]],
    [2, [2147483648, 3221225472, 1073741824, 1879048192, 1946157056]],
    [9, [2147483648, 1073741824, 3221225472, 3489660928, 1275068416]],
    [100, [2147483648, 3221225472, 1073741824, 2415919104, 3154116608]],
    [500, [2147483648, 3221225472, 1073741824, 805306368, 201326592]],
    [1023, [2147483648, 1073741824, 3221225472, 2415919104, 2617245696]],
  ] as [number, number[]][])("gives SciPy's points in dimension %i", (dimension, expected) => {
    expect([1, 2, 3, 13, 50].map((index) => sobolWord(dimension, index))).toEqual(expected);
  });

  it.each([0, 1, 7, 300, 1023])('puts one of 2^k scrambled points into each interval of dimension %i', (dimension) => {
    const out = new Float64Array(256);
    fillSobol(
      dimension,
      { key: keyOf(1), stream: 77, draw: 0 },
      { replicate: 3, index: 512, iteration: 512 },
      out,
      0,
      256,
    );

    const cells = Array.from(out, (u) => Math.floor(u * 256));
    expect(new Set(cells).size).toBe(256);
  });

  it('deals chunks out to sixteen sequences, each scrambled on its own and even in itself', () => {
    const given = settings({ method: 'sobol', iterations: 64 * 32, chunkSize: 64 });
    const cellsOf = (chunks: number[]) =>
      chunks.flatMap((number) => Array.from(chunk(given, 1, number, 64), (u) => Math.floor(u * 128)));

    for (let replicate = 0; replicate < 16; replicate++)
      expect(new Set(cellsOf([replicate, replicate + 16])).size).toBe(128);
    expect(new Set(cellsOf([0, 1])).size).toBeLessThan(128);
    expect(chunk(given, 1, 0, 64)).not.toEqual(chunk(given, 1, 1, 64));
  });

  it('integrates a smooth function far better than random numbers do', () => {
    const error = (method: SamplerSettings['method']): number => {
      const given = settings({ method, iterations: 4096, chunkSize: 4096 });
      const columns = [0, 1, 2].map((dimension) => chunk(given, dimension, 0, 4096));
      let sum = 0;
      for (let i = 0; i < 4096; i++) sum += columns.reduce((product, column) => product * (0.5 + column[i]!), 1);
      return Math.abs(sum / 4096 - 1);
    };
    expect(error('sobol')).toBeLessThan(error('monte-carlo') / 10);
  });

  it('samples dimensions beyond the 1,024th by Philox and says how many', () => {
    const dimensions = Array.from({ length: 1026 }, (_, i) => ({ stream: i, draw: 0 }));
    const [s, m] = [settings({ method: 'sobol', dimensions }), settings({ method: 'monte-carlo', dimensions })];
    expect(createSampler(s).beyondSobol).toBe(2);
    expect(chunk(s, 1025, 0, 10)).toEqual(chunk(m, 1025, 0, 10));
  });
});

describe('streams', () => {
  it('are distinct even where two names hash alike, and the earlier name keeps its own', () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `Sheet1!A${i}#0`);
    const streams = streamsOf(names);

    expect(new Set(streams).size).toBe(names.length);
    expect(streams[0]).toBe(streamOf(names[0]!));
  });
});
