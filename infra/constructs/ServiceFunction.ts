import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
  type VersionOptions,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { bundle } from '../bundle.ts';
import { functionName, isControlPlane } from '../names.ts';
import { type Impact, ImpactAlarm } from './ImpactAlarm.ts';
import type { ServiceStack } from './ServiceStack.ts';

export interface ServiceFunctionProps {
  /** The name of the export in functions/<service>/handler.ts. */
  entryPoint: string;
  /** What the function's name ends in, where one entry point has several functions; else the entry point. */
  name?: string;
  /** Who is hurt when this function fails; a function does not exist without an answer. */
  alarm: Impact;
  /** Whether rules invoke it: nobody waits for its answer, so a failure has to be kept. */
  asynchronous?: boolean;
  environment?: Record<string, string>;
  timeout?: Duration;
  /** In MiB; CPU grows with it, one whole core at 1,769. */
  memorySize?: number;
  currentVersionOptions?: VersionOptions;
}

/** A Lambda function with the house's defaults: Node 24, arm64, ESM, logs that expire, traces, dead letters, an alarm. */
export class ServiceFunction extends LambdaFunction {
  constructor(stack: ServiceStack, id: string, props: ServiceFunctionProps) {
    const { settings, service } = stack;
    const name = functionName(settings, service, props.name ?? props.entryPoint);
    const logGroup = new LogGroup(stack, `${id}Logs`, {
      logGroupName: `/aws/lambda/${name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(stack, id, {
      functionName: name,
      runtime: Runtime.NODEJS_24_X,
      architecture: settings.local ? Architecture.X86_64 : Architecture.ARM_64,
      code: Code.fromAsset(bundle(service, props.entryPoint)),
      handler: 'index.handler',
      timeout: props.timeout ?? Duration.seconds(10),
      memorySize: props.memorySize ?? 512,
      ...(props.currentVersionOptions && { currentVersionOptions: props.currentVersionOptions }),
      logGroup,
      tracing: Tracing.ACTIVE,
      // A destination is told which function failed and why, a dead-letter queue is not.
      ...(props.asynchronous
        ? { onFailure: new SqsDestination(stack.deadLetters) }
        : { deadLetterQueue: stack.deadLetters }),
      environment: {
        POWERTOOLS_SERVICE_NAME: service,
        ...(isControlPlane(service) ? {} : { CELL: settings.cell }),
        POWERTOOLS_LOG_LEVEL: 'INFO',
        NODE_OPTIONS: '--enable-source-maps',
        ...props.environment,
      },
    });
    new ImpactAlarm(stack, `${id}Errors`, {
      ...props.alarm,
      metric: this.metricErrors({ period: Duration.minutes(1) }),
      threshold: 3,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: 'The managed policy only allows writing logs, which every function does.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray has no resources to name: its write actions take only *.',
      },
    );
  }
}
