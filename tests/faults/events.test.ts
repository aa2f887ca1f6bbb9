import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { busProxy } from '../support/busProxy.ts';
import { cloudPid } from '../support/cloudPid.ts';
import { type EventTraffic, eventTraffic } from '../support/eventTraffic.ts';
import { configure } from './lambdas.ts';
import { killChildren } from './processes.ts';

const { endpoint } = inject('cloud');

/** Events that say to be old are the schedule's at its next run: the tests need not wait until they are. */
const old = 2 * 60_000;

const ending = async ({ committed, arrivals, missing, wrong }: EventTraffic) => {
  await arrivals.until(committed.length, 150_000);
  // What comes twice may still be on its way.
  await sleep(1000);
  await arrivals.end();
  return { missing: missing(), wrong: await wrong() };
};

const switchStream = async (FunctionName: string, Enabled: boolean): Promise<void> => {
  const lambda = new LambdaClient(clientSettings(endpoint));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  for (const { UUID } of EventSourceMappings) await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
};

// At the same time, in three services: each of them waits for the schedule.
describe.concurrent('the events of committed changes', () => {
  it('all arrive, and count once, when the relay is killed again and again', async (context) => {
    // Only processes of this machine can be killed: not those in a container.
    if (cloudPid() === null) context.skip();
    const traffic = await eventTraffic(endpoint, 'simulations');
    let killed = 0;
    let isKilling = true;
    const killing = (async () => {
      for (const deadline = Date.now() + 90_000; killed < 8 && Date.now() < deadline; ) {
        await sleep(Math.random() * 500);
        killed += await killChildren(cloudPid()!, ['simulations-relay'], 1000);
      }
      isKilling = false;
    })();
    // A relay runs, and can be killed, as long as there is something to send.
    while (isKilling) await traffic.commit(20, 20, old);
    await killing;

    const { missing, wrong } = await ending(traffic);

    expect(killed).toBeGreaterThanOrEqual(8);
    expect(missing).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('all arrive by the schedule when the stream is off', async () => {
    await switchStream('simsheet-results-relay', false);
    const traffic = await eventTraffic(endpoint, 'results');
    await traffic.commit(50, 50, old);

    await traffic.arrivals.until(traffic.committed.length, 150_000);
    await traffic.sent();
    await switchStream('simsheet-results-relay', true);
    // The stream brings them again, which have all been sent: the table knows.
    await sleep(3000);
    const { missing, wrong } = await ending(traffic);

    expect(missing).toEqual([]);
    expect(wrong).toEqual([]);
    expect([...traffic.arrivals.seen.values()].every(({ times }) => times === 1)).toBe(true);
  });

  it('all arrive, and no change fails, when the bus refuses for a while under 50 changes a second', async () => {
    const proxy = await busProxy(endpoint);
    const before = await configure('simsheet-files-relay', (variables) => {
      variables.AWS_ENDPOINT_URL_EVENTBRIDGE = proxy.url;
    });
    const traffic = await eventTraffic(endpoint, 'files', 60);
    const writing = traffic.commit(800, 50, old);
    await sleep(2000);
    proxy.mood = 'answers 503';
    await sleep(6000);
    proxy.mood = 'throttles entries';
    await sleep(6000);
    proxy.mood = 'works';
    await writing;

    const { missing, wrong } = await ending(traffic);
    await configure('simsheet-files-relay', (variables) => {
      delete variables.AWS_ENDPOINT_URL_EVENTBRIDGE;
      Object.assign(variables, before);
    });
    proxy.close();

    expect(proxy.refused).toBeGreaterThan(0);
    expect(missing).toEqual([]);
    expect(wrong).toEqual([]);
  });
});
