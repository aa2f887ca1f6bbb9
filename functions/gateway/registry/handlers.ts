/** What keeps the registry, apart from what answers requests, which starts without it. */
import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import type { CloudFormationCustomResourceEvent, ScheduledEvent } from 'aws-lambda';
import { circuitStore } from '../../../shared/circuitBreaker/store.ts';
import { setting } from '../../../shared/environment.ts';
import { newId } from '../../../shared/ids.ts';
import { dynamoTable } from '../../../shared/table/table.ts';
import { logger } from '../../../shared/telemetry.ts';
import { functionCaller } from '../instances/functionCall.ts';
import { liveCalls } from '../instances/liveCalls.ts';
import { checkAll } from './checks.ts';
import { instanceName } from './instance.ts';
import { handleRegistration, register } from './registration.ts';
import { registryStore } from './store.ts';

const healthTimeoutMs = 5000;
const busTimeoutMs = 2000;

/** The resources of stacks that stand for their instances -> here -> the registry. A cloud without such has the script that deploys ask. */
export const registrationHandler = () => {
  const table = dynamoTable(setting('TABLE'));
  const registry = registryStore(table);
  const circuits = circuitStore(table);
  const clock = Date.now;
  return middy<CloudFormationCustomResourceEvent | { register: unknown }, string | undefined>().handler(
    async (event) => {
      if ('register' in event) return register({ registry, clock }, event.register);
      await handleRegistration(
        {
          registry,
          circuits,
          clock,
          wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
          async respond(url, response) {
            const body = JSON.stringify(response);
            const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
            if (!ok) throw new Error(`CloudFormation answered ${status}`);
          },
        },
        event,
      );
      return undefined;
    },
  );
};

/** A round of health checks: the workflow calls it twice a minute. */
export const checkHandler = () => {
  const bus = new EventBridgeClient({ maxAttempts: 1 });
  const busName = setting('EVENT_BUS');
  const registry = registryStore(dynamoTable(setting('TABLE')));
  const calls = liveCalls(functionCaller());
  return middy<ScheduledEvent, { checked: Record<string, string> }>().handler(async () => {
    const after = await checkAll({
      registry,
      ask: (instance) => calls.health(instance, AbortSignal.timeout(healthTimeoutMs)),
      askBus: () =>
        bus.send(new DescribeEventBusCommand({ Name: busName }), { abortSignal: AbortSignal.timeout(busTimeoutMs) }),
      correlationId: newId('cor'),
      onChange: (before, now) =>
        logger.warn('instance', {
          instance: instanceName(now),
          from: before.status,
          to: now.status,
          because: now.lastError,
        }),
      clock: Date.now,
    });
    return { checked: Object.fromEntries(after.map((each) => [instanceName(each), each.status])) };
  });
};
