import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anInstance } from '../gateway.testkit.ts';
import type { Instance } from './instance.ts';
import { roundRobin } from './roundRobin.ts';

const warm = 10 * 60_000;
const named = (weights: readonly number[]): Instance[] =>
  weights.map((weight, index) => anInstance({ instanceId: `i${index}`, weight }));

describe('weighted round robin', () => {
  it('gives every instance its share within any run of turns, to one turn', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 400 }),
        (weights, turns) => {
          const robin = roundRobin(() => 0);
          const counts = new Map<string, number>();
          for (let i = 0; i < turns; i++) {
            const first = robin.order(named(weights), 'pooled', warm)[0]!.instanceId;
            counts.set(first, (counts.get(first) ?? 0) + 1);
          }
          const total = weights.reduce((a, b) => a + b, 0);
          for (const [index, weight] of weights.entries()) {
            expect(Math.abs((counts.get(`i${index}`) ?? 0) - (turns * weight) / total)).toBeLessThan(weights.length);
          }
        },
      ),
    );
  });

  it('lists every instance that may be asked once, and no other', () => {
    const status = fc.constantFrom('HEALTHY' as const, 'DEGRADED' as const, 'UNHEALTHY' as const);
    const one = fc.record({ status, draining: fc.boolean(), weight: fc.integer({ min: 0, max: 5 }) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (given) => {
        const instances = given.map((each, index) => anInstance({ ...each, instanceId: `i${index}` }));
        const order = roundRobin().order(instances, 'pooled', warm);
        expect(order).toHaveLength(new Set(order).size);
        expect(new Set(order)).toEqual(new Set(instances.filter(({ draining }) => !draining)));
      }),
    );
  });

  it('goes by new weights at once', () => {
    const robin = roundRobin(() => 0);
    for (let n = 0; n < 25; n += 1) robin.order(named([1, 1000]), 'pooled', warm);

    const turns = Array.from({ length: 20 }, () => robin.order(named([1, 1]), 'pooled', warm)[0]!.instanceId);

    const first = turns.filter((id) => id === 'i0').length;
    expect(first).toBeGreaterThanOrEqual(8);
    expect(first).toBeLessThanOrEqual(12);
  });

  it('begins anywhere, so that processes together are even', () => {
    const firsts = Array.from({ length: 400 }, () => roundRobin().order(named([1, 1]), 'pooled', warm)[0]!.instanceId);

    expect(firsts.filter((first) => first === 'i0').length).toBeGreaterThan(120);
    expect(firsts.filter((first) => first === 'i1').length).toBeGreaterThan(120);
  });

  it('gives one that has just come back a tenth of its share at first, and all of it after a minute', () => {
    const robin = roundRobin(() => 0);
    const instances = [anInstance(), anInstance({ instanceId: 'b', inServiceSince: warm })];
    const shareOfB = (now: number) =>
      Array.from({ length: 110 }, () => robin.order(instances, 'pooled', now)[0]!.instanceId).filter((id) => id === 'b')
        .length / 110;

    expect(shareOfB(warm)).toBeCloseTo(1 / 11, 1);
    expect(shareOfB(warm + 60_000)).toBeCloseTo(1 / 2, 1);
  });
});
