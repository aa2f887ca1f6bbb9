import { describe, expect, it, vi } from 'vitest';
import { circuitBreaker } from './circuitBreaker.ts';
import { CallTimeoutError, CircuitOpenError } from './errors.ts';
import { aFleet, ending, fails, held, Rejection, ServiceError, times, works } from './fleet.testkit.ts';
import { memoryCircuitStore } from './memoryStore.ts';

const minute = 60_000;

describe('a closed circuit', () => {
  it('hands on what the operation answers and what it throws', async () => {
    const [breaker] = aFleet().breakers;

    expect(await breaker!.call(works)).toBe('fine');
    await expect(breaker!.call(fails)).rejects.toThrow('no connection');
  });

  it('writes nothing and reads once in a while as long as all is well', async () => {
    const fleet = aFleet({ processes: 4 });

    for (let round = 0; round < 100; round += 1) {
      for (const breaker of fleet.breakers) await breaker.call(works, { tenant: `org_${round % 7}` });
      fleet.wait(100);
    }

    // 10 s in four processes whose knowledge lasts 2 s.
    expect(fleet.calls).toEqual({ reads: 20, writes: 0 });
  });

  it('opens at the fifth failure of the fleet, whichever process sees it', async () => {
    const fleet = aFleet({ processes: 5 });

    for (const breaker of fleet.breakers) await ending(breaker.call(fails));

    expect(await ending(fleet.breakers[4]!.call(works))).toBe('CircuitOpenError');
    expect(fleet.transitions).toMatchObject([{ from: 'CLOSED', to: 'OPEN', reason: 'failures', epoch: 1 }]);
    // The others learn of it when they next look.
    fleet.wait(2000);
    expect(await ending(fleet.breakers[0]!.call(works))).toBe('CircuitOpenError');
  });

  it('opens for five failures at the two ends of a window, and not for five that are further apart', async () => {
    const within = aFleet();
    const beyond = aFleet();

    await times(4, () => within.breakers[0]!.call(fails));
    within.wait(minute - 1);
    await ending(within.breakers[0]!.call(fails));
    await times(4, () => beyond.breakers[0]!.call(fails));
    beyond.wait(minute + 5001);
    await ending(beyond.breakers[0]!.call(fails));

    expect((await within.breakers[0]!.describe()).state).toBe('OPEN');
    expect((await beyond.breakers[0]!.describe()).state).toBe('CLOSED');
  });

  it('does not count what says nothing about the dependency', async () => {
    const fleet = aFleet();

    await times(50, () => fleet.breakers[0]!.call(() => Promise.reject(new Rejection())));

    expect((await fleet.breakers[0]!.describe()).state).toBe('CLOSED');
    expect(fleet.calls.writes).toBe(0);
  });

  it('counts an answer as a failure when it is told so, and remembers why', async () => {
    const breaker = circuitBreaker<number>({
      name: 'files',
      store: memoryCircuitStore(),
      classify: (outcome) =>
        outcome.ok && outcome.value === 502 ? { verdict: 'failure', because: 'status 502' } : 'success',
    });

    const answers = await times(5, () => breaker.call(async () => 502));

    expect(answers).toEqual([502, 502, 502, 502, 502]);
    expect(await breaker.describe()).toMatchObject({ state: 'OPEN', lastError: { message: 'status 502' } });
  });

  it('keeps an item small although failures go on for days', async () => {
    const fleet = aFleet();

    for (let hour = 0; hour < 200; hour += 1) {
      await ending(fleet.breakers[0]!.call(fails));
      fleet.wait(60 * minute);
    }

    expect(Object.keys(fleet.item() ?? {}).length).toBeLessThan(10);
  });

  it('opens by the rate of failures that a process sees, from a minimum of calls on', async () => {
    const fleet = aFleet({ settings: { failureThreshold: 1000, minimumCalls: 10 } });
    const [breaker] = fleet.breakers;

    await times(5, () => breaker!.call(works));
    await times(4, () => breaker!.call(fails));
    const before = await breaker!.describe();
    await ending(breaker!.call(fails));

    expect(before).toMatchObject({ state: 'CLOSED', estimates: { calls: 9 } });
    expect(fleet.transitions).toMatchObject([{ to: 'OPEN', reason: 'failure-rate' }]);
  });

  it('opens by the rate of slow calls although they succeed', async () => {
    const fleet = aFleet({ settings: { slowCallMs: 1000, minimumCalls: 10 } });
    const slow = async () => fleet.wait(1000);

    await times(10, () => fleet.breakers[0]!.call(slow));

    expect(fleet.transitions).toMatchObject([{ to: 'OPEN', reason: 'slow-calls' }]);
  });
});

describe('the time of a call', () => {
  const breakerWith = (timeoutMs: number) =>
    circuitBreaker({ name: 'files', store: memoryCircuitStore(), settings: { timeoutMs, failureThreshold: 1 } });
  const never = () => new Promise<never>(() => {});

  it('ends a call that does not end by itself, and counts it as a failure', async () => {
    const breaker = breakerWith(10);

    await expect(breaker.call(never)).rejects.toThrow(CallTimeoutError);
    await expect(breaker.call(never)).rejects.toThrow(CircuitOpenError);
  });

  it('is cut to what remains for the call, and never longer than the settings allow', async () => {
    const short = breakerWith(minute).call(never, { timeoutMs: 10 });
    const long = breakerWith(10).call(never, { timeoutMs: minute });

    await expect(short).rejects.toMatchObject({ timeoutMs: 10 });
    await expect(long).rejects.toMatchObject({ timeoutMs: 10 });
  });

  it('leaves no timer and no listener behind', async () => {
    vi.useFakeTimers();
    try {
      const caller = new AbortController();
      const removed = vi.spyOn(caller.signal, 'removeEventListener');

      await breakerWith(minute).call(works, { signal: caller.signal });

      expect(vi.getTimerCount()).toBe(0);
      expect(removed).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  it('is told to the operation by its signal', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();

    const call = breakerWith(10).call((signal) => {
      signal.addEventListener('abort', () => resolve(signal.reason));
      return never();
    });

    await expect(call).rejects.toThrow(CallTimeoutError);
    expect(await promise).toBeInstanceOf(CallTimeoutError);
  });

  it('says nothing about the dependency when it is the caller who gives up', async () => {
    const breaker = breakerWith(minute);
    const caller = new AbortController();

    const call = breaker.call(never, { signal: caller.signal });
    caller.abort(new Error('the client went away'));

    await expect(call).rejects.toThrow('the client went away');
    await expect(breaker.call(works, { signal: caller.signal })).rejects.toThrow('the client went away');
    expect((await breaker.describe()).state).toBe('CLOSED');
  });
});

/** A fleet whose circuit has just opened. */
const anOpenFleet = async (options: Parameters<typeof aFleet>[0] = {}) => {
  const fleet = aFleet(options);
  await times(options?.settings?.failureThreshold ?? 5, () => fleet.breakers[0]!.call(fails));
  return fleet;
};

describe('an open circuit', () => {
  it('refuses without asking the dependency, and says when to come back', async () => {
    const fleet = await anOpenFleet();
    let asked = 0;
    fleet.wait(20_000);

    const call = fleet.breakers[0]!.call(async () => (asked += 1));

    await expect(call).rejects.toMatchObject({ name: 'CircuitOpenError', circuit: 'files', retryAfterMs: 40_000 });
    expect(asked).toBe(0);
  });

  it('is read seldom and written to never', async () => {
    const fleet = await anOpenFleet();
    const before = { ...fleet.calls };

    for (let second = 0; second < 59; second += 1) {
      fleet.wait(1000);
      await times(10, () => fleet.breakers[0]!.call(works));
    }

    expect(fleet.calls.writes - before.writes).toBe(0);
    expect(fleet.calls.reads - before.reads).toBeLessThanOrEqual(59 / 5);
  });

  it('closes once all its probes have passed', async () => {
    const fleet = await anOpenFleet();
    fleet.wait(minute);

    await times(2, () => fleet.breakers[0]!.call(works));
    const probing = await fleet.breakers[0]!.describe();
    await fleet.breakers[0]!.call(works);

    expect(probing).toMatchObject({ state: 'HALF_OPEN', probes: { passed: 2, allowed: 3 } });
    expect(fleet.transitions.map(({ to }) => to)).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
    expect(await fleet.breakers[0]!.describe()).toMatchObject({ state: 'CLOSED', failures: 0, opens: 0 });
  });

  it('opens again at the first probe that fails, and recovers more slowly each time up to a limit', async () => {
    const fleet = await anOpenFleet();
    const recoveries: number[] = [];

    for (let time = 0; time < 6; time += 1) {
      const { nextProbeAt } = await fleet.breakers[0]!.describe();
      recoveries.push((new Date(nextProbeAt ?? 0).getTime() - fleet.now()) / minute);
      fleet.wait(recoveries.at(-1)! * minute);
      await ending(fleet.breakers[0]!.call(fails));
    }

    expect(recoveries).toEqual([1, 2, 4, 8, 10, 10]);
  });

  it('remembers that it opened before, unless it has held closed for a while', async () => {
    const recovered = async (closedForMs: number) => {
      const fleet = await anOpenFleet({ settings: { halfOpenProbes: 1 } });
      fleet.wait(minute);
      await fleet.breakers[0]!.call(works);
      fleet.wait(closedForMs);
      await times(5, () => fleet.breakers[0]!.call(fails));
      return fleet.breakers[0]!.describe();
    };

    expect(await recovered(minute)).toMatchObject({ state: 'OPEN', opens: 2 });
    expect(await recovered(2 * minute)).toMatchObject({ state: 'OPEN', opens: 1 });
  });

  it('recovers up to a fifth later by chance, never sooner', async () => {
    const opened = async (random: number) => {
      const breaker = circuitBreaker({ name: 'a', store: memoryCircuitStore(), clock: () => 0, random: () => random });
      await times(5, () => breaker.call(fails));
      return (await breaker.describe()).nextProbeAt;
    };

    expect(await opened(0)).toBe('1970-01-01T00:01:00.000Z');
    expect(await opened(1)).toBe('1970-01-01T00:01:12.000Z');
  });

  it('gives the permit of a probe that showed nothing to the next call', async () => {
    const fleet = await anOpenFleet({ settings: { halfOpenProbes: 1 } });
    fleet.wait(minute);

    await ending(fleet.breakers[0]!.call(() => Promise.reject(new Rejection())));
    const after = await fleet.breakers[0]!.describe();
    await fleet.breakers[0]!.call(works);

    expect(after).toMatchObject({ state: 'HALF_OPEN', probes: { running: 0, passed: 0 } });
    expect((await fleet.breakers[0]!.describe()).state).toBe('CLOSED');
  });

  it('is closed by the next call when whoever counted the last probe died before closing it', async () => {
    const fleet = await anOpenFleet({ settings: { halfOpenProbes: 1 } });
    fleet.wait(minute);
    const probe = held<string>();
    const probing = fleet.breakers[0]!.call(probe.operation);
    await expect.poll(() => fleet.item()?.state).toBe('HALF_OPEN');
    const halfOpen = await fleet.store.read('files');
    await fleet.store.settle(halfOpen, halfOpen.permits[0]!, 'passed');
    const other = fleet.start();

    expect(await other.call(works)).toBe('fine');

    expect(fleet.transitions.at(-1)).toMatchObject({ to: 'CLOSED' });
    probe.resolve('late');
    await probing;
    expect((await other.describe()).state).toBe('CLOSED');
  });

  it('counts failures that come in after it opened, of calls that began before', async () => {
    const fleet = aFleet();
    const late = held<string>();
    const calls = Promise.all(Array.from({ length: 10 }, () => ending(fleet.breakers[0]!.call(late.operation))));
    await times(5, () => fleet.breakers[0]!.call(fails));

    late.reject(new Error('no connection'));
    await calls;

    expect(await fleet.breakers[0]!.describe()).toMatchObject({ state: 'OPEN', epoch: 1, failures: 15 });
  });

  it('is not written to by a prober whose epoch is known to have passed', async () => {
    const fleet = await anOpenFleet({ settings: { halfOpenProbes: 1 } });
    fleet.wait(minute);
    const stale = held<string>();
    const probing = ending(fleet.breakers[0]!.call(stale.operation));
    await expect.poll(() => fleet.item()?.state).toBe('HALF_OPEN');
    fleet.wait(35_000);
    await fleet.breakers[0]!.call(works);
    const before = fleet.calls.writes;

    stale.reject(new Error('no connection'));
    await probing;

    expect((await fleet.breakers[0]!.describe()).state).toBe('CLOSED');
    expect(fleet.calls.writes).toBe(before);
  });

  it('works again for a process whose item was deleted under it', async () => {
    const fleet = await anOpenFleet();
    const { pk, sk } = fleet.item() as { pk: string; sk: string };

    await fleet.remove({ pk, sk });
    fleet.wait(5000);

    expect(await fleet.breakers[0]!.call(works)).toBe('fine');
  });
});

describe('errors that a service composed itself', () => {
  const poison = () => Promise.reject(new ServiceError());

  it('give nobody else a 503, though one tenant sends a thousand poison requests', async () => {
    const fleet = aFleet({ processes: 4 });
    const others: unknown[] = [];

    for (let n = 0; n < 1000; n += 1) {
      await ending(fleet.breakers[n % 4]!.call(poison, { tenant: 'org_poison' }));
      if (n % 10 === 0) others.push(await ending(fleet.breakers[(n / 10) % 4]!.call(works, { tenant: 'org_other' })));
      fleet.wait(100);
    }

    expect(others).toEqual(others.map(() => 'fine'));
    // A process that saw nobody else may have opened it for that tenant alone.
    expect(fleet.transitions.filter(({ tenant }) => tenant !== 'org_poison')).toEqual([]);
  });

  it('count once per tenant and window, with one write', async () => {
    const fleet = aFleet();
    await fleet.breakers[0]!.call(works, { tenant: 'org_other' });

    await times(100, () => fleet.breakers[0]!.call(poison, { tenant: 'org_poison' }));
    const first = fleet.calls.writes;
    fleet.wait(minute);
    await fleet.breakers[0]!.call(works, { tenant: 'org_other' });
    await times(100, () => fleet.breakers[0]!.call(poison, { tenant: 'org_poison' }));

    expect([first, fleet.calls.writes]).toEqual([1, 2]);
  });

  it('do not keep a process that gets nothing else from learning that the circuit opened', async () => {
    const fleet = aFleet({ processes: 2 });
    const [busy, other] = fleet.breakers;
    await busy!.call(works, { tenant: 'org_other' });
    await ending(busy!.call(poison, { tenant: 'org_poison' }));
    await times(5, () => other!.call(fails));

    for (let n = 0; n < 3; n += 1) {
      fleet.wait(1000);
      await ending(busy!.call(poison, { tenant: 'org_poison' }));
    }

    expect(await ending(busy!.call(works, { tenant: 'org_other' }))).toBe('CircuitOpenError');
  });

  it('open it when three tenants get them', async () => {
    const fleet = aFleet({ processes: 3 });

    for (const n of [0, 1]) await ending(fleet.breakers[n]!.call(poison, { tenant: `org_${n}` }));
    const two = await fleet.store.read('files');
    await ending(fleet.breakers[2]!.call(poison, { tenant: 'org_2' }));

    expect(two.state).toBe('CLOSED');
    expect(fleet.transitions).toMatchObject([{ to: 'OPEN', reason: 'tenants', tenant: null }]);
    expect(await ending(fleet.breakers[2]!.call(works, { tenant: 'org_3' }))).toBe('CircuitOpenError');
  });

  it('open it for the only tenant who is active, and for no other who turns up', async () => {
    const fleet = aFleet({ processes: 2 });
    const [first, second] = fleet.breakers;

    await times(5, () => first!.call(poison, { tenant: 'org_only' }));

    expect(fleet.transitions).toMatchObject([{ to: 'OPEN', reason: 'tenants', tenant: 'org_only' }]);
    expect(await ending(first!.call(works, { tenant: 'org_only' }))).toBe('CircuitOpenError');
    expect(await ending(second!.call(works, { tenant: 'org_only' }))).toBe('CircuitOpenError');
    expect(await times(20, () => second!.call(works, { tenant: 'org_new' }))).toEqual(Array(20).fill('fine'));
  });

  it('open it for everybody when others find the service down after all', async () => {
    const broken = await aFleetOpenFor('org_only');
    const crashed = await aFleetOpenFor('org_only');

    for (const tenant of ['org_1', 'org_2']) await ending(broken.breakers[0]!.call(poison, { tenant }));
    await times(5, () => crashed.breakers[0]!.call(fails, { tenant: 'org_1' }));

    for (const fleet of [broken, crashed]) {
      expect(fleet.transitions).toHaveLength(2);
      expect(fleet.transitions[1]).toMatchObject({ from: 'OPEN', to: 'OPEN', tenant: null });
    }
  });

  it('keep it open for the only tenant as long as that one gets them', async () => {
    const fleet = await aFleetOpenFor('org_only');
    fleet.wait(minute);

    await ending(fleet.breakers[0]!.call(poison, { tenant: 'org_only' }));
    const again = await fleet.breakers[0]!.describe();
    fleet.wait(2 * minute);
    await times(3, () => fleet.breakers[0]!.call(works, { tenant: 'org_only' }));

    expect(again).toMatchObject({ state: 'OPEN', opens: 2, tenant: 'org_only' });
    expect(await fleet.breakers[0]!.describe()).toMatchObject({ state: 'CLOSED', tenant: null });
  });

  it('do not let one tenant keep a half-open circuit from closing for the others', async () => {
    const fleet = await anOpenFleet();
    fleet.wait(minute);

    await times(20, () => fleet.breakers[0]!.call(poison, { tenant: 'org_poison' }));
    await times(3, () => fleet.breakers[0]!.call(works, { tenant: 'org_other' }));

    expect(fleet.transitions.map(({ to }) => to)).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('count as failures when nobody says whose requests they answer', async () => {
    const fleet = aFleet();

    await times(5, () => fleet.breakers[0]!.call(poison));

    expect(fleet.transitions).toMatchObject([{ to: 'OPEN', reason: 'failures' }]);
  });

  const aFleetOpenFor = async (tenant: string) => {
    const fleet = aFleet();
    await times(5, () => fleet.breakers[0]!.call(poison, { tenant }));
    return fleet;
  };
});
