import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { registrationOutput } from '../infra/names.ts';
import { type StackTemplate, stacksOf } from './assembly.ts';
import { type Cloud, clientSettings, environmentFor } from './clouds.ts';
import { type Places, root } from './places.ts';
import type { Work } from './supervisor/supervise.ts';

/** By stack, then by name of the output. */
export type Outputs = Record<string, Record<string, string>>;

/**
 * Deploys the assembly with `cdk deploy`, unless the cloud has just these stacks already: the same templates, of which the
 * functions' code is a part by its hash. The cloud is asked, because one that was killed may have forgotten.
 */
export const deploy = async (
  cloud: Cloud,
  places: Pick<Places, 'assembly' | 'outputs'>,
  { run, log }: Pick<Work, 'run' | 'log'>,
): Promise<Outputs> => {
  const client = new CloudFormationClient(clientSettings(cloud.endpoint));
  const wanted = await stacksOf(places.assembly);
  const before = await Promise.all(wanted.map((stack) => isDeployed(client, stack)));
  if (before.every(Boolean)) {
    log('all stacks are up to date');
  } else {
    await run({
      command: 'cdk',
      args: [
        ...['deploy', '--all', '--app', places.assembly, '--output', places.assembly],
        ...['--require-approval', 'never', '--concurrency', '8', '--asset-parallelism', '--method', 'direct'],
        ...['--progress', 'events', '--no-notices', '--no-version-reporting', '--outputs-file', places.outputs],
      ],
      environment: environmentFor(cloud.endpoint),
      folder: root,
    });
  }
  const stacks = await Promise.all(wanted.map(({ stackName }) => describe(client, stackName)));
  const outputs = Object.fromEntries(stacks.flatMap((stack) => (stack === undefined ? [] : [outputsOf(stack)])));
  await writeFile(places.outputs, JSON.stringify(outputs, null, 2));
  await registerInstances(cloud, outputs);
  return outputs;
};

const registration = z.object({ serviceToken: z.string(), properties: z.unknown() });

/** Where the cloud has no custom resources, the stacks' outputs say which instances to register. */
const registerInstances = async (cloud: Cloud, outputs: Outputs): Promise<void> => {
  const client = new LambdaClient(clientSettings(cloud.endpoint));
  const wanted = Object.values(outputs)
    .flatMap((ofStack) => Object.entries(ofStack))
    .filter(([name]) => name.startsWith(registrationOutput))
    .map(([, text]) => registration.parse(JSON.parse(text)));
  for (const { serviceToken, properties } of wanted) {
    const Payload = JSON.stringify({ register: properties });
    const { FunctionError, Payload: answer } = await client.send(
      new InvokeCommand({ FunctionName: serviceToken, Payload }),
    );
    if (FunctionError) throw new Error(`an instance was not registered: ${answer?.transformToString()}`);
  }
};

const isDeployed = async (client: CloudFormationClient, { stackName, template }: StackTemplate): Promise<boolean> => {
  const stack = await describe(client, stackName);
  if (stack === undefined || !/^(CREATE|UPDATE)_COMPLETE$/.test(stack.StackStatus ?? '')) return false;
  const { TemplateBody = 'null' } = await client.send(new GetTemplateCommand({ StackName: stackName }));
  return isDeepStrictEqual(JSON.parse(TemplateBody), template);
};

const describe = async (client: CloudFormationClient, stackName: string): Promise<Stack | undefined> => {
  const found = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((error: Error) => {
    if (/does not exist/.test(error.message)) return undefined;
    throw error;
  });
  return found?.Stacks?.[0];
};

const outputsOf = ({ StackName = '', Outputs: outputs = [] }: Stack): [string, Record<string, string>] => [
  StackName,
  Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
];
