import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { asAda, asOperator } from '../support/people.ts';
import { sentEvents } from '../support/sentEvents.ts';
import { breakFunction, configure } from './lambdas.ts';

const inbox = '/api/notifications';
const usage = '/api/billing/usage';

beforeAll(async () => {
  await configure('simsheet-gateway-api', (variables) => {
    variables.CIRCUIT_SETTINGS = JSON.stringify({ recoveryTimeoutMs: 2000 });
  });
});

describe('a service that crashes at every request', () => {
  it('is left alone after five of them, while the others work, and is found again once it works', async () => {
    const api = asAda();
    expect((await api(inbox)).status).toBe(200);

    const mend = await breakFunction('simsheet-notifications-api');
    const failures = [];
    let answer = await api(inbox);
    for (; answer.status === 502 && failures.length < 10; answer = await api(inbox)) failures.push(answer.status);

    expect(failures).toHaveLength(5);
    expect([answer.status, answer.body.type]).toEqual([503, 'urn:simsheet:problem:service-unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api('/api/users/me')).status).toBe(200);

    await mend();
    const again = await until(
      () => api(inbox),
      ({ status }) => status === 200,
      120_000,
    );
    expect(again.status).toBe(200);
    // Its other probes are requests, too.
    await until(
      async () => {
        await api(inbox);
        return asOperator()('/gateway/circuit-breakers');
      },
      ({ body }) =>
        body.circuitBreakers.find(({ name }: { name: string }) => name === 'notifications/a').state === 'CLOSED',
      60_000,
    );
  });
});

describe('a service with two instances of which one crashes', () => {
  const instancesOfBilling = async () => {
    const { body } = await asOperator()('/gateway/services/billing');
    return Object.fromEntries(
      body.instances.map(({ instanceId, status }: { instanceId: string; status: string }) => [instanceId, status]),
    );
  };

  it('answers every request all the while, and uses the broken one again once checks find that it works', async () => {
    const api = asAda();
    // What another test broke is found to work again by the checks, every half minute.
    await until(
      () => asOperator()('/gateway/services/billing'),
      ({ body }) => body.instances.every(({ status }: { status: string }) => status === 'HEALTHY'),
      200_000,
    );

    const mend = await breakFunction('simsheet-billing-api-b');
    const statuses = new Set<number>();
    let states = await instancesOfBilling();
    for (let asked = 0; asked < 60 && states.b !== 'UNHEALTHY'; asked += 1) {
      statuses.add((await api(usage)).status);
      states = await instancesOfBilling();
    }

    expect([...statuses]).toEqual([200]);
    expect(states).toEqual({ a: 'HEALTHY', b: 'UNHEALTHY' });

    await mend();
    await until(
      () => asOperator()('/gateway/services/billing'),
      ({ body }) => body.instances[1].status === 'HEALTHY',
      200_000,
    );
  });
});

describe('what the gateway tells of all this', () => {
  /** The types of events about something, in its order. */
  const toldOf = async (subject: string) =>
    (await sentEvents(['gateway']))
      .filter((event) => event.subject === subject)
      .toSorted((a, b) => a.sequence - b.sequence)
      .map(({ type }) => type);
  const untilTold = (subject: string, first: string, then: string) =>
    until(
      async () => ({ status: 200, headers: new Headers(), body: await toldOf(subject) }),
      ({ body }) => body.includes(first) && body.indexOf(then, body.indexOf(first)) > 0,
      90_000,
    );

  it('is how a circuit opened, was tried and closed', async () => {
    const { body } = await untilTold('circuit/notifications/a', 'circuit.opened', 'circuit.closed');

    expect(body.slice(0, 2)).toEqual(['circuit.opened', 'circuit.half_opened']);
    expect(body.slice(-2)).toEqual(['circuit.half_opened', 'circuit.closed']);
  });

  it('is how an instance was lost and came back', async () => {
    const { body } = await untilTold('billing/b', 'instance.unhealthy', 'instance.healthy');

    expect(body).toContain('instance.unhealthy');
  });
});
