import { Duration, Validations } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { addressedTypes, isOfControlPlane } from '../../events/cells.ts';
import { pooledCell } from '../../shared/tenancy/tenancy.ts';
import { asChecked, functionName, isControlPlane, otherCells } from '../names.ts';
import { ServiceFunction, type ServiceFunctionProps } from './ServiceFunction.ts';
import { deadLetterQueue, type ServiceStack } from './ServiceStack.ts';

export interface ConsumerProps extends ServiceFunctionProps {
  /** What it listens to: types of events of ours, or a pattern on the account's default bus. */
  listensTo: { types: readonly string[] } | { default: EventPattern };
  /** Whether what it takes is of tenants that may be moved: what comes too late goes to the same queue of another cell. */
  followsTenants?: boolean;
  /** Messages that one invocation takes. */
  batchSize?: number;
}

const attempts = 5;

/**
 * Rule -> queue -> function. A message that fails goes back alone; after its last attempt, or at once where no attempt can
 * help, the function puts it into the dead letters with the reason (events/consume/deadLetters.ts). Of a function that crashes, the
 * queue does that, without one.
 */
export class Consumer extends ServiceFunction {
  readonly queue: Queue;

  constructor(
    stack: ServiceStack,
    id: string,
    { listensTo, followsTenants = false, batchSize = 10, ...props }: ConsumerProps,
  ) {
    const timeout = props.timeout ?? Duration.seconds(30);
    const name = functionName(stack.settings, stack.service, props.entryPoint);
    const deadLetters = deadLetterQueue(stack, `${id}DeadLetters`, `${name}-dead-letters`, props.alarm.impact);
    const environment = { ...props.environment, DEAD_LETTERS: deadLetters.queueUrl, ATTEMPTS: String(attempts) };
    super(stack, id, { ...props, environment, timeout });
    deadLetters.grantSendMessages(this);
    this.queue = new Queue(stack, `${id}Queue`, {
      queueName: name,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As AWS advises: six times the function's own, so that a throttled batch is not delivered twice.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: attempts },
    });
    this.addEventSource(new SqsEventSource(this.queue, { batchSize, reportBatchItemFailures: true }));
    // A message of a tenant that is being moved is put into it anew (events/consume/deliveries.ts).
    if (!isControlPlane(stack.service)) this.queue.grantSendMessages(this);
    if (followsTenants && !isControlPlane(stack.service)) this.sendElsewhere(stack, props.entryPoint);
    const target = new SqsQueue(this.queue, { deadLetterQueue: stack.deadLetters });
    if ('default' in listensTo) {
      new Rule(stack, `${id}Rule`, { eventPattern: listensTo.default, targets: [target] });
      return;
    }
    for (const { name: ofRule, bus, types, detail } of rulesFor(stack, listensTo.types)) {
      if (types.length === 0) continue;
      const eventPattern = { detailType: [...types], ...(detail && { detail }) };
      new Rule(stack, `${id}${ofRule}`, { eventBus: bus, eventPattern, targets: [target] });
    }
  }

  private sendElsewhere(stack: ServiceStack, entryPoint: string): void {
    for (const cell of otherCells(stack.settings)) {
      const arnAt = ({ partition, region, account }: Pick<ServiceStack, 'partition' | 'region' | 'account'>) =>
        `arn:${partition}:sqs:${region}:${account}:${functionName(cell, stack.service, entryPoint)}`;
      this.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [arnAt(stack)] }));
      Validations.of(this).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${arnAt(asChecked)}]`,
        reason:
          'The queue of this one consumer in the other cells of the installation, of which a cell knows no names.',
      });
    }
  }
}

interface BusRule {
  name: string;
  bus: IEventBus;
  types: readonly string[];
  detail?: Record<string, unknown>;
}

/**
 * What the control plane tells comes over the platform's bus, and of what it asks one cell, what is for this one. A dedicated cell
 * has a bus of its own for what its services tell each other; whatever comes over that is for it.
 */
const rulesFor = ({ service, settings, bus, platformBus }: ServiceStack, types: readonly string[]): BusRule[] => {
  if (isControlPlane(service)) return [{ name: 'Rule', bus, types }];
  const { cell } = settings;
  const addressed = types.filter((type) => addressedTypes.includes(type));
  const others = types.filter((type) => !addressedTypes.includes(type));
  const toThisCell = { data: { cell: cell === pooledCell ? [{ exists: false }, cell] : [cell] } };
  return cell === pooledCell
    ? [
        { name: 'Rule', bus, types: others },
        { name: 'AddressedRule', bus, types: addressed, detail: toThisCell },
      ]
    : [
        { name: 'Rule', bus, types },
        { name: 'PlatformRule', bus: platformBus, types: others.filter(isOfControlPlane) },
        { name: 'AddressedRule', bus: platformBus, types: addressed, detail: toThisCell },
      ];
};
