/** In which order the instances of a service are asked. */
import { hasLapsed } from './heartbeat.ts';
import { anyCell, type HealthStatus, type Instance, instanceName } from './instance.ts';

/** An instance that has just come, or come back, warms up: its weight grows to its own over this time. */
const slowStartMs = 60_000;
const leastShare = 0.1;

const preference: Record<HealthStatus, number> = { HEALTHY: 0, DEGRADED: 1, UNHEALTHY: 2 };

/**
 * Weighted round robin, smooth as nginx does it: with the weights 5, 1 and 1 the turns are a a b a c a a. Each process
 * counts for itself and starts anywhere, so that all together are even. Health decides the order: what is DEGRADED comes
 * after what is HEALTHY, and what is UNHEALTHY last, when there is nothing else to ask.
 */
export interface RoundRobin {
  order(instances: readonly Instance[], cell: string, now: number): Instance[];
}

export const roundRobin = (random: () => number = Math.random): RoundRobin => {
  const credits = new Map<string, number>();
  const creditOf = ({ name }: { name: string }) => credits.get(name) ?? 0;

  return {
    order(instances, cell, now) {
      const eligible = instances.filter((each) => serves(each, cell) && !each.draining);
      const ranked = eligible
        .map((instance) => ({
          instance,
          name: instanceName(instance),
          rank: rankOf(instance, now),
          share: shareOf(instance, now),
        }))
        .toSorted((a, b) => a.rank - b.rank);
      const best = ranked.filter(({ rank }) => rank === ranked[0]?.rank);
      const total = best.reduce((sum, { share }) => sum + share, 0);
      // What was gathered under greater weights counts no more than these allow.
      const within = (credit: number) => Math.max(-total, Math.min(total, credit));
      for (const { name, share } of best) credits.set(name, within(credits.get(name) ?? random() * total) + share);
      const turns = best.toSorted((a, b) => creditOf(b) - creditOf(a));
      const first = turns[0];
      if (first !== undefined) credits.set(first.name, creditOf(first) - total);
      return [...turns, ...ranked.slice(best.length)].map(({ instance }) => instance);
    },
  };
};

const serves = ({ cell }: Instance, wanted: string): boolean => cell === wanted || cell === anyCell;

/** What has no weight, or stopped its heartbeats, comes after all that have. */
const rankOf = (instance: Instance, now: number): number =>
  (instance.weight === 0 || hasLapsed(instance, now) ? 3 : 0) + preference[instance.status];

const shareOf = ({ weight, inServiceSince }: Instance, now: number): number =>
  Math.max(1, weight) * Math.min(1, Math.max(leastShare, (now - inServiceSince) / slowStartMs));
