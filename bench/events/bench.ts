import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { clientSettings } from '../../localstack/clouds.ts';
import { startTestCloud } from '../../localstack/testCloud.ts';
import { busProxy } from '../../tests/support/busProxy.ts';
import { type EventTraffic, eventTraffic } from '../../tests/support/eventTraffic.ts';
import type { Benchmark, Measurement } from '../measurement.ts';

const burst = 10_000;
const steadySeconds = 30;
const steadyRate = 20;
const outageSeconds = 60;
const outageRate = 50;

/** The way of events from the transaction to a consumer of the bench's own, on a local cloud; see README.md. */
export const bench: Benchmark = async () => {
  const cloud = await startTestCloud();
  try {
    // The first event starts the relay's process.
    await arrived(await eventTraffic(cloud.endpoint, 'files'), (traffic) => traffic.commit(10, 10));
    return [...(await steady(cloud.endpoint)), ...(await inABurst(cloud.endpoint)), ...(await outage(cloud.endpoint))];
  } finally {
    await cloud.stop();
  }
};

const patience = 10 * 60_000;

/** Commits and waits for everything; throws if anything is missing, or not applied once and to the newest state. */
const arrived = async (
  traffic: EventTraffic,
  commit: (traffic: EventTraffic) => Promise<void>,
): Promise<EventTraffic> => {
  await commit(traffic);
  await traffic.arrivals.until(traffic.committed.length, patience);
  await traffic.arrivals.end();
  const missing = traffic.missing();
  const wrong = await traffic.wrong();
  if (missing.length + wrong.length > 0)
    throw new Error(`${missing.length} events are missing, ${wrong.length} states wrong`);
  return traffic;
};

/** Times from the commit of each event to its first arrival, in order of commits. */
const latencies = ({ committed, arrivals }: EventTraffic): number[] =>
  committed.map(
    ({ simulationId, version, at }) => (arrivals.seen.get(`${simulationId} ${version}`)?.firstAt ?? 0) - at,
  );

const lastArrival = ({ arrivals }: EventTraffic): number =>
  Math.max(...[...arrivals.seen.values()].map(({ firstAt }) => firstAt));

const steady = async (endpoint: string): Promise<Measurement[]> => {
  const traffic = await arrived(await eventTraffic(endpoint, 'files', 100), (given) =>
    given.commit(steadySeconds * steadyRate, steadyRate),
  );
  return [50, 99].map((p) => ({
    name: `p${p} from commit to consumer, ${steadyRate} events a second`,
    value: percentile(latencies(traffic), p),
    unit: 'ms',
  }));
};

const inABurst = async (endpoint: string): Promise<Measurement[]> => {
  const begun = Date.now();
  let committedAt = 0;
  const traffic = await arrived(await eventTraffic(endpoint, 'files', 500), async (given) => {
    await given.commit(burst, 1_000_000);
    committedAt = Date.now();
  });
  const seconds = (lastArrival(traffic) - begun) / 1000;
  const committing = (committedAt - begun) / 1000;
  return [
    {
      name: `throughput of ${burst} events, as fast as they can be committed`,
      value: burst / seconds,
      unit: 'events/s',
      reference: 'committing them',
      referenceValue: burst / committing,
      ratio: committing / seconds,
    },
    { name: 'lag after the last commit of the burst', value: Math.max(0, seconds - committing), unit: 's' },
  ];
};

const outage = async (endpoint: string): Promise<Measurement[]> => {
  const proxy = await busProxy(endpoint);
  await sendThrough(endpoint, 'simsheet-files-relay', proxy.url);
  let backAt = 0;
  const traffic = await arrived(await eventTraffic(endpoint, 'files', 100), async (given) => {
    proxy.mood = 'answers 503';
    const back = sleep(outageSeconds * 1000).then(() => {
      backAt = Date.now();
      proxy.mood = 'works';
    });
    await given.commit(outageSeconds * outageRate, outageRate);
    await back;
  });
  proxy.close();
  const times = [...traffic.arrivals.seen.values()].map((seen) => seen.times);
  return [
    {
      name: `events missing after the bus refused for ${outageSeconds} s under ${outageRate} commits a second`,
      value: traffic.missing().length,
      unit: `of ${traffic.committed.length}`,
      goal: '0',
    },
    { name: 'calls that the bus refused meanwhile', value: proxy.refused, unit: 'calls' },
    { name: 'from the bus’s return to the last event', value: (lastArrival(traffic) - backAt) / 1000, unit: 's' },
    {
      name: 'deliveries of one event, on average',
      value: times.reduce((a, b) => a + b, 0) / times.length,
      unit: 'times',
    },
  ];
};

const sendThrough = async (endpoint: string, FunctionName: string, url: string): Promise<void> => {
  const lambda = new LambdaClient(clientSettings(endpoint));
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_EVENTBRIDGE: url };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
};

const percentile = (values: readonly number[], p: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1] ?? Number.NaN;
