import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { busProxy } from '../support/busProxy.ts';
import { eventTraffic } from '../support/eventTraffic.ts';
import { configure } from './lambdas.ts';
import { killChildren } from './processes.ts';

const { endpoint, cloudPid } = inject('cloud');
type Traffic = Awaited<ReturnType<typeof eventTraffic>>;

/** Events that say to be old are the schedule's at its next run: the tests need not wait until they are. */
const old = 2 * 60_000;

/** What was committed and did not come, and what billing counted in the end. */
const ending = async ({ committed, arrivals, usage }: Traffic) => {
  await arrivals.until(committed.length, 150_000);
  const missing = committed.filter(({ simulationId, version }) => !arrivals.seen.has(`${simulationId} ${version}`));
  let counted = await usage();
  for (const deadline = Date.now() + 60_000; counted < committed.length && Date.now() < deadline; ) {
    await sleep(500);
    counted = await usage();
  }
  await arrivals.end();
  return { missing, counted };
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
    if (cloudPid === null) context.skip();
    const traffic = await eventTraffic(endpoint, 'simulations');
    const writing = traffic.commit(200, 20, old);
    let killed = 0;
    for (let n = 0; n < 15; n += 1) {
      await sleep(100 + Math.random() * 800);
      killed += await killChildren(cloudPid!, ['simulations-relay'], 300);
    }
    await writing;

    const { missing, counted } = await ending(traffic);

    expect(killed).toBeGreaterThan(3);
    expect(missing).toEqual([]);
    expect(counted).toBe(200);
  });

  it('all arrive by the schedule when the stream is off', async () => {
    await switchStream('simsheet-results-relay', false);
    const traffic = await eventTraffic(endpoint, 'results');
    await traffic.commit(50, 50, old);

    const { missing, counted } = await ending(traffic);
    await switchStream('simsheet-results-relay', true);
    // The stream brings them again, which have all been sent: the table knows.
    await sleep(3000);

    expect(missing).toEqual([]);
    expect(counted).toBe(50);
    expect(await traffic.usage()).toBe(50);
  });

  it('all arrive, and no change fails, when the bus refuses for a while under 50 changes a second', async () => {
    const proxy = await busProxy(endpoint);
    const before = await configure('simsheet-files-relay', (variables) => {
      variables.AWS_ENDPOINT_URL_EVENTBRIDGE = proxy.url;
    });
    const traffic = await eventTraffic(endpoint, 'files', 60);
    const writing = traffic.commit(1000, 50, old);
    await sleep(3000);
    proxy.mood = 'answers 503';
    await sleep(6000);
    proxy.mood = 'throttles entries';
    await sleep(6000);
    proxy.mood = 'works';
    await writing;

    const { missing, counted } = await ending(traffic);
    await configure('simsheet-files-relay', (variables) => {
      delete variables.AWS_ENDPOINT_URL_EVENTBRIDGE;
      Object.assign(variables, before);
    });
    proxy.close();

    expect(proxy.refused).toBeGreaterThan(0);
    expect(missing).toEqual([]);
    expect(counted).toBe(1000);
  });
});
