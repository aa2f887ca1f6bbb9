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
const automatic = { mode: 'AUTOMATIC', reason: 'between two tests' };
const answersFromOutside = () => until(ask, ({ body }) => body.from === 'outside', 60_000);

beforeAll(async () => {
  await configure('simsheet-gateway-api', (variables) => {
    variables.CIRCUIT_SETTINGS = JSON.stringify({ recoveryTimeoutMs: 1000, maxRecoveryMs: 1000, halfOpenProbes: 1 });
  });
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

const tenSeconds = 10_000;
const behaviours: Record<string, { behaviour: Behaviour; alone: number; withAnother: number }> = {
  'hangs up': { behaviour: (response) => response.destroy(), alone: 502, withAnother: 200 },
  'answers 500': { behaviour: (response) => response.writeHead(500).end('{}'), alone: 500, withAnother: 500 },
  'answers 503': { behaviour: (response) => response.writeHead(503).end('{}'), alone: 503, withAnother: 200 },
  'answers garbage': {
    behaviour: (response) => void response.socket?.end('certainly not HTTP\r\n\r\n'),
    alone: 502,
    withAnother: 200,
  },
  'never answers': { behaviour: () => {}, alone: 504, withAnother: 200 },
  'is slow': {
    behaviour: (response, request) => void setTimeout(() => answersWell(response, request), 1500),
    alone: 200,
    withAnother: 200,
  },
  'comes back': { behaviour: answersWell, alone: 200, withAnother: 200 },
};

describe.each(Object.entries(behaviours))('a client whose request goes to an instance that %s', (name, expected) => {
  const withAnother = async (weightOfOwn: object) => {
    await own(weightOfOwn);
    outside.behave(answersWell);
    await operator(`/gateway/circuit-breakers/notifications/outside/mode`, { method: 'PUT', json: automatic });
    await answersFromOutside();
    // Until every process of the gateway has heard of it.
    await sleep(3500);
    await answersFromOutside();
    outside.behave(expected.behaviour);
    const before = outside.seen.length;
    // A turn may be the other one's: the table is about those that came here.
    for (let turn = 0; turn < 12; turn += 1) {
      const { status } = await ask();
      if (outside.seen.length > before) return status;
    }
    throw new Error('no request came to the instance');
  };

  it(`sees ${expected.alone} where it is the only one`, async () => {
    expect(await withAnother({ draining: true })).toBe(expected.alone);
  });

  it(`sees ${expected.withAnother} where there is another one`, async () => {
    expect(await withAnother({ draining: false, weight: 1 })).toBe(expected.withAnother);
  });

  if (name === 'never answers') {
    it('waits for an attempt, not for the whole request', async () => {
      await withAnother({ draining: true });
      outside.behave(expected.behaviour);
      const from = Date.now();
      await ask();
      expect(Date.now() - from).toBeLessThan(2 * tenSeconds);
    });
  }
});

describe('an instance that is killed under 20 requests a second', () => {
  it('costs no client an answer while there is another one', async () => {
    await own({ draining: false, weight: 1000 });
    outside.behave(answersWell);
    await answersFromOutside();
    await sleep(3500);

    const statuses: Promise<number>[] = [];
    for (let sent = 0; sent < 200; sent += 1) {
      if (sent === 60) outside.close();
      statuses.push(ask().then(({ status }) => status));
      await sleep(50);
    }

    expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
    const { body } = await operator('/gateway/circuit-breakers/notifications/outside');
    expect(body.opens).toBeGreaterThan(0);
  });
});
