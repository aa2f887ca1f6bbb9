import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { CloudToOperate } from '../../events/operate/cloud.ts';
import { runningCloud } from '../../localstack/clouds.ts';
import type { AlarmState } from './installation.ts';

type Client = CloudToOperate['client'];

export interface DeployedStack {
  status: string;
  outputs: Record<string, string>;
}

/** All stacks of the account and region, by name. */
export const stacksOf = async (client: Client): Promise<Map<string, DeployedStack>> => {
  const found = new Map<string, DeployedStack>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: new CloudFormationClient(client) }, {})) {
    for (const { StackName = '', StackStatus = '', Outputs = [] } of Stacks) {
      const outputs = Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
      found.set(StackName, { status: StackStatus, outputs: Object.fromEntries(outputs) });
    }
  }
  return found;
};

/** How many alarms there are whose names begin so, and those that are raised. */
export const alarmStates = async (client: Client, prefix: string): Promise<{ all: number; raised: AlarmState[] }> => {
  let all = 0;
  const raised: AlarmState[] = [];
  const pages = paginateDescribeAlarms({ client: new CloudWatchClient(client) }, { AlarmNamePrefix: prefix });
  for await (const { MetricAlarms = [] } of pages) {
    all += MetricAlarms.length;
    for (const { AlarmName = '', AlarmDescription = '', StateValue } of MetricAlarms)
      if (StateValue === 'ALARM') raised.push({ name: AlarmName, description: AlarmDescription });
  }
  return { all, raised };
};

const health = z.object({ services: z.record(z.string(), z.string()) });

/** What the gateway tells anybody of the services, by the platform's outputs. */
export const gatewayHealth = async (
  { endpoint }: Client,
  { ApiUrl = '', RestApiId = '', StageName = '' }: Record<string, string>,
): Promise<Record<string, string>> => {
  const base = endpoint === undefined ? ApiUrl : (await runningCloud(endpoint)).apiUrl(RestApiId, StageName);
  const response = await fetch(`${base.replace(/\/$/, '')}/gateway/health`, { signal: AbortSignal.timeout(30_000) });
  // 503 with a report where a service does not work.
  return health.parse(await response.json()).services;
};
