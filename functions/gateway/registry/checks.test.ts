import { describe, expect, it } from 'vitest';
import type { HealthReport } from '../../../shared/http/message.ts';
import { memoryTable } from '../../../shared/table/memoryTable.ts';
import { anInstance } from '../gateway.testkit.ts';
import { checkAll } from './checks.ts';
import { ejected } from './healthRules.ts';
import type { Instance } from './instance.ts';
import { registryStore } from './store.ts';

const healthy: HealthReport = { status: 'HEALTHY', checks: [] };

const aRound = async () => {
  const table = memoryTable();
  const registry = registryStore(table);
  const events = () => table.items().flatMap(({ outbox }) => (typeof outbox === 'string' ? [JSON.parse(outbox)] : []));
  const by = { actor: 'deployment', at: 0, heartbeatUntil: null };
  for (const instanceId of ['a', 'b']) await registry.register(anInstance({ instanceId }), by);
  const changes: string[] = [];
  let now = 0;
  const round = async (
    ask: (instance: Instance) => Promise<HealthReport>,
    askBus: () => Promise<unknown> = async () => {},
  ) => {
    now += 30_000;
    const correlationId = 'cor_1';
    const onChange = (before: Instance, after: Instance) =>
      changes.push(`${after.instanceId} ${before.status} ${after.status}`);
    await checkAll({ registry, ask, askBus, onChange, correlationId, clock: () => now });
    return Object.fromEntries((await registry.list()).map((each) => [each.instanceId, each]));
  };
  return { registry, round, changes, events, rewind: () => (now -= 30_000) };
};

describe('a round of health checks', () => {
  it('finds after three of them that an instance does not answer, and after two more that it does', async () => {
    const { round, changes, events } = await aRound();
    const bIsDown = async ({ instanceId }: Instance) => {
      if (instanceId === 'b') throw new Error('no answer');
      return healthy;
    };

    for (let i = 0; i < 3; i++) await round(bIsDown);
    const down = await round(bIsDown);
    await round(async () => healthy);
    const up = await round(async () => healthy);

    expect([down.a?.status, down.b?.status, down.b?.lastError]).toEqual(['HEALTHY', 'UNHEALTHY', 'no answer']);
    expect(up.b?.status).toBe('HEALTHY');
    expect(changes).toEqual(['b HEALTHY UNHEALTHY', 'b UNHEALTHY HEALTHY']);
    expect(events()).toMatchObject([
      { type: 'instance.unhealthy', subject: 'files/b', data: { from: 'HEALTHY', reason: 'no answer' } },
      { type: 'instance.healthy', subject: 'files/b', data: { from: 'UNHEALTHY', reason: null } },
    ]);
    expect(events()[1].sequence).toBeGreaterThan(events()[0].sequence);
  });

  it('says which part is broken of one that works without it', async () => {
    const { round } = await aRound();
    const check = { name: 'bus', critical: false, ok: false, latencyMs: 3, error: 'no answer' };

    const { a } = await round(async () => ({ status: 'DEGRADED', checks: [check] }));

    expect([a?.status, a?.lastError]).toEqual(['DEGRADED', 'bus: no answer']);
  });

  it('finds all of them less well while the bus does not answer, and none of them out of order', async () => {
    const { round } = await aRound();

    const { a, b } = await round(
      async () => healthy,
      () => Promise.reject(new Error('no answer')),
    );

    expect([a?.status, b?.status, b?.lastError]).toEqual(['DEGRADED', 'DEGRADED', 'bus: no answer']);
  });

  it('records of a complaint what a person reads, and loses no other check to one', async () => {
    const { round } = await aRound();
    const check = { name: 'x', critical: false, ok: false, latencyMs: 1, error: 'E'.repeat(600_000) };

    const { a, b } = await round(async ({ instanceId }) =>
      instanceId === 'a' ? { status: 'DEGRADED', checks: [check] } : healthy,
    );

    expect([a?.status, a?.lastError?.length, b?.status]).toEqual(['DEGRADED', 500, 'HEALTHY']);
    expect(b?.lastCheckAt).not.toBeNull();
  });

  it('counts once however often it is made in the same half minute', async () => {
    const { round, rewind } = await aRound();
    const fails = () => Promise.reject(new Error('no answer'));

    await round(fails);
    rewind();
    const { a } = await round(fails);

    expect(a?.consecutiveFailures).toBe(1);
  });

  it('does not undo what requests showed while it was under way', async () => {
    const { registry, round } = await aRound();

    const { a } = await round(async (instance) => {
      if (instance.instanceId === 'a') {
        const health = ejected(instance, 'its circuit opened');
        await registry.recordHealth(instance, health, { at: 1, correlationId: 'cor_2' });
      }
      return healthy;
    });

    expect([a?.status, a?.lastError]).toEqual(['UNHEALTHY', 'its circuit opened']);
  });

  it('does not bring back an instance that was removed while it was under way', async () => {
    const { registry, round } = await aRound();

    const all = await round(async (instance) => {
      await registry.remove(instance);
      return healthy;
    });

    expect(all).toEqual({});
  });
});
