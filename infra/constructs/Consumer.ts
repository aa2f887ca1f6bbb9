import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { functionName } from '../names.ts';
import { ServiceFunction, type ServiceFunctionProps } from './ServiceFunction.ts';
import { deadLetterQueue, type ServiceStack } from './ServiceStack.ts';

export interface ConsumerProps extends ServiceFunctionProps {
  /** What it listens to: event types on the platform's bus, or a pattern on the account's default bus. */
  listensTo: { types: readonly string[] } | { default: EventPattern };
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
  constructor(stack: ServiceStack, id: string, { listensTo, batchSize = 10, ...props }: ConsumerProps) {
    const timeout = props.timeout ?? Duration.seconds(30);
    const name = functionName(stack.settings, stack.service, props.entryPoint);
    const deadLetters = deadLetterQueue(stack, `${id}DeadLetters`, `${name}-dead-letters`, props.alarm.impact);
    const environment = { ...props.environment, DEAD_LETTERS: deadLetters.queueUrl, ATTEMPTS: String(attempts) };
    super(stack, id, { ...props, environment, timeout });
    deadLetters.grantSendMessages(this);
    const queue = new Queue(stack, `${id}Queue`, {
      queueName: name,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // As AWS advises: six times the function's own, so that a throttled batch is not delivered twice.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: attempts },
    });
    this.addEventSource(new SqsEventSource(queue, { batchSize, reportBatchItemFailures: true }));
    const target = new SqsQueue(queue, { deadLetterQueue: stack.deadLetters });
    if ('types' in listensTo) {
      new Rule(stack, `${id}Rule`, {
        eventBus: stack.bus,
        eventPattern: { detailType: [...listensTo.types] },
        targets: [target],
      });
    } else {
      new Rule(stack, `${id}Rule`, { eventPattern: listensTo.default, targets: [target] });
    }
  }
}
