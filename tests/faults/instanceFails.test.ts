import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { answersWell, type Behaviour, type ExternalService, externalService } from '../support/externalService.ts';
import { asAda, asOperator } from '../support/people.ts';
import { configure } from './lambdas.ts';

const instances = '/gateway/services/notifications/instances';
const inbox = '/api/notifications';
const operator = asOperator();
const ask = () => asAda()(inbox);

let outside: ExternalService;

const own = (change: object) => operator(`${instances}/a`, { method: 'PATCH', json: change });
const configureCircuits = (settings: object) =>
  configure('simsheet-gateway-api', (variables) => {
    variables.CIRCUIT_SETTINGS = JSON.stringify(settings);
  });
/** Until every process of the gateway has heard of a change. */
const isKnown = async () => {
  await sleep(3500);
  await until(ask, ({ body }) => body.from === 'outside', 60_000);
};

beforeAll(async () => {
  // What a single request sees: no circuit is to open meanwhile.
  await configureCircuits({ failureThreshold: 1000, tenantThreshold: 1000, failureRateThreshold: 1 });
  outside = await externalService();
  await ask();
  const made = await operator(instances, { json: { instanceId: 'outside', url: outside.url, weight: 1000 } });
  expect(made.status).toBe(201);
});

afterAll(async () => {
  await own({ draining: false, weight: 100 });
  await operator(`${instances}/outside`, { method: 'DELETE' });
  outside.close();
});

const behaviours: Record<string, { behaviour: Behaviour; alone: number; withAnother: number }> = {
  'hangs up': { behaviour: (response) => response.destroy(), alone: 502, withAnother: 200 },
  'answers 500': { behaviour: (response) => response.writeHead(500).end('{}'), alone: 500, withAnother: 500 },
  'answers 503': { behaviour: (response) => response.writeHead(503).end('{}'), alone: 503, withAnother: 200 },
  'answers garbage': {
    behaviour: (response) => void response.socket?.end('certainly not HTTP\r\n\r\n'),
    alone: 502,
    withAnother: 200,
  },
  'is slow': {
    behaviour: (response, request) => void setTimeout(() => answersWell(response, request), 1500),
    alone: 200,
    withAnother: 200,
  },
  // An attempt is given up after 10 s.
  'never answers': { behaviour: () => {}, alone: 504, withAnother: 200 },
  'is back': { behaviour: answersWell, alone: 200, withAnother: 200 },
};
const expected = (of: 'alone' | 'withAnother') =>
  Object.fromEntries(Object.entries(behaviours).map(([name, each]) => [name, each[of]]));

describe('a client whose request goes to an instance that misbehaves', () => {
  /** The status that a request got which came to the instance: a turn may be the other one's. */
  const statusOf = async (behaviour: Behaviour): Promise<number> => {
    outside.behave(behaviour);
    const before = outside.seen.length;
    for (let turn = 0; turn < 12; turn += 1) {
      const { status } = await ask();
      if (outside.seen.length > before) return status;
    }
    throw new Error('no request came to the instance');
  };
  const statuses = async () => {
    const table: Record<string, number> = {};
    for (const [name, { behaviour }] of Object.entries(behaviours)) table[name] = await statusOf(behaviour);
    return table;
  };

  it('sees it where it is the only one', async () => {
    await own({ draining: true });
    await isKnown();

    expect(await statuses()).toEqual(expected('alone'));
  });

  it('sees nothing of it where there is another one, but for what the service itself says', async () => {
    await own({ draining: false, weight: 1 });
    await isKnown();

    expect(await statuses()).toEqual(expected('withAnother'));
  });
});

describe('an instance that is killed under 20 requests a second', () => {
  it('costs no client an answer while there is another one', async () => {
    await configureCircuits({});
    await own({ draining: false, weight: 1000 });
    await isKnown();

    const statuses: number[] = [];
    // A local cloud has the cores of one machine: whoever waits for an answer sends nothing meanwhile.
    const aClient = async () => {
      for (let sent = 0; sent < 40; sent += 1) {
        const next = sleep(200);
        statuses.push((await ask()).status);
        await next;
      }
    };
    // The functions' processes start with the first requests at the same time.
    await Promise.all(Array.from({ length: 4 }, ask));
    const clients = Promise.all(Array.from({ length: 4 }, aClient));
    await sleep(2000);
    outside.close();
    await clients;

    expect(new Set(statuses)).toEqual(new Set([200]));
    const { body } = await operator('/gateway/circuit-breakers/notifications/outside');
    expect(body.opens).toBeGreaterThan(0);
  });
});
