import { type CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ServiceFunction } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

/** A schedule's shortest period is a minute; what it starts checks, waits for half of it, and checks again. */
const halfPeriod = Duration.seconds(30);

/** Has the instances checked every 30 s. */
export class HealthRounds extends Construct {
  constructor(stack: ServiceStack, id: string, check: ServiceFunction) {
    super(stack, id);
    const round = (name: string) =>
      new LambdaInvoke(this, name, {
        lambdaFunction: check,
        payloadResponseOnly: true,
        // The next round is the second attempt.
        retryOnServiceExceptions: false,
      });
    const wait = new Wait(this, 'Wait', { time: WaitTime.duration(halfPeriod) });
    const first = round('First').addCatch(wait);
    const rounds = new StateMachine(this, 'StateMachine', {
      stateMachineName: `${stack.settings.name}-health-rounds`,
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromChainable(first.next(wait).next(round('Second'))),
      timeout: Duration.minutes(2),
      tracingEnabled: true,
      removalPolicy: RemovalPolicy.DESTROY,
      logs: {
        level: LogLevel.ERROR,
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${stack.settings.name}-health-rounds`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new SfnStateMachine(rounds, { deadLetterQueue: stack.deadLetters })],
    });
    const checkId = Stack.of(this).getLogicalId(check.node.defaultChild as CfnElement);
    Validations.of(rounds).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray and the delivery of logs have no resources to name.',
      },
      {
        id: 'AwsSolutions-SF1',
        reason: 'Rounds that go well are 86,400 a month; the function itself logs what it finds.',
      },
      { id: `AwsSolutions-IAM5[Resource::<${checkId}.Arn>:*]`, reason: 'Versions of the one function that it calls.' },
    );
  }
}
