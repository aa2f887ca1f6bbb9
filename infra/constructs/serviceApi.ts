import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alias, type IVersion, Version } from 'aws-cdk-lib/aws-lambda';
import { instanceEntryPoint, liveAlias } from '../names.ts';
import type { ServiceInstance } from '../settings.ts';
import type { DomainTable } from './DomainTable.ts';
import { registerInstance } from './registerInstance.ts';
import { ServiceFunction, type ServiceFunctionProps } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

export type ServiceApiProps = Partial<Pick<ServiceFunctionProps, 'environment' | 'memorySize' | 'timeout'>>;

/**
 * The functions that answer a service's requests, one per instance, each registered with the gateway. Only the gateway's
 * role may invoke them; no other is given the right. What they may do with the table is for the caller to say.
 */
export const serviceApi = (
  stack: ServiceStack,
  table: DomainTable,
  impact: string,
  props: ServiceApiProps = {},
): readonly ServiceFunction[] =>
  stack.instances.map((instance, index) => {
    // The first one's name stays as it is when others join it.
    const id = index === 0 ? 'Api' : `Api-${instance.id}`;
    const api = new ServiceFunction(stack, id, {
      entryPoint: 'api',
      name: instanceEntryPoint(instance, index),
      timeout: Duration.seconds(25),
      memorySize: 1024,
      alarm: { impact, runbook: 'service-errors.md' },
      // What is in use by an alias must not go with the deployment that brings the next one.
      currentVersionOptions: { removalPolicy: stack.settings.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN },
      ...props,
      environment: { TABLE: table.tableName, ...props.environment },
    });
    const version = versionOf(api, instance);
    const alias = new Alias(stack, `${id}Live`, { aliasName: liveAlias, version });
    registerInstance(stack, `${id}Instance`, { instance, target: alias.functionArn, version: version.version });
    return api;
  });

const versionOf = (api: ServiceFunction, { id, version }: ServiceInstance): IVersion =>
  version === undefined
    ? api.currentVersion
    : Version.fromVersionArn(api.stack, `Pinned-${id}`, `${api.functionArn}:${version}`);
