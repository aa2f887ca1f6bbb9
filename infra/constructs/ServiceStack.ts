import { Duration, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { pooledCell } from '../../shared/tenancy/tenancy.ts';
import { busName, platformBusName, stackName } from '../names.ts';
import { instancesOf, type ServiceInstance, type Settings } from '../settings.ts';
import { ImpactAlarm } from './ImpactAlarm.ts';

/** A service domain's stack: what all of its parts share. */
export abstract class ServiceStack extends Stack {
  readonly settings: Settings;
  readonly service: string;
  /** Those of its functions that answer requests. */
  readonly instances: readonly ServiceInstance[];
  /** Over which the services of its cell tell each other. */
  readonly bus: IEventBus;
  /** Over which the control plane tells everybody. */
  readonly platformBus: IEventBus;
  /** Where asynchronous invocations and events end that no attempt could deliver. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, service: string, settings: Settings, props: StackProps = {}) {
    super(scope, `Simsheet${service.charAt(0).toUpperCase()}${service.slice(1)}`, {
      stackName: stackName(settings, service),
      description: `Simsheet: the ${service} service`,
      // Nobody ends a cell with its tenants in it by mistake.
      terminationProtection: settings.cell !== pooledCell && !settings.local,
      ...props,
    });
    this.settings = settings;
    this.service = service;
    this.instances = instancesOf(settings, service);
    this.bus = EventBus.fromEventBusName(this, 'Bus', busName(settings));
    this.platformBus = EventBus.fromEventBusName(this, 'PlatformBus', platformBusName(settings));
    this.deadLetters = deadLetterQueue(
      this,
      'DeadLetters',
      `${settings.name}-${service}-dead-letters`,
      `${service} loses events or invocations until they are redriven`,
    );
    Tags.of(this).add('simsheet:service', service);
    if (settings.cell !== pooledCell) Tags.of(this).add('simsheet:cell', settings.cell);
  }
}

/** A queue for what could not be delivered, with the alarm without which nobody would ever look into it. */
export const deadLetterQueue = (scope: Construct, id: string, queueName: string, impact: string): Queue => {
  const queue = new Queue(scope, id, {
    queueName,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  new ImpactAlarm(scope, `${id}Alarm`, {
    impact,
    runbook: 'dead-letters.md',
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  return queue;
};
