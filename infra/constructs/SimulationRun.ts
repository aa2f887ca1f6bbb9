import { availableParallelism } from 'node:os';
import { type CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DefinitionBody,
  DistributedMap,
  Fail,
  JitterType,
  JsonPath,
  LogLevel,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  TaskInput,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct, type IConstruct } from 'constructs';
import type { ServiceStack } from './ServiceStack.ts';

export interface SimulationRunProps {
  prepare: IFunction;
  slice: IFunction;
  merge: IFunction;
  takeResults: IFunction;
  complete: IFunction;
  fail: IFunction;
  runs: IBucket;
}

/** Slices that compute at the same time; on a local cloud all have the cores of one machine. */
const concurrentSlices = { aws: 40, local: availableParallelism() };
const longestRun = Duration.hours(12);

/** `RunInput` in functions/simulations/run.ts: which run it is, and what it follows from. */
const runFields = ['tenant', 'simulationId', 'correlationId', 'causationId', 'traceparent'];

/** What Prepare and Merge hand on: see `Wave` in functions/simulations/run.ts. */
const waveFields = ['wave', 'precise', 'ended', 'slicesKey', 'chunkSeconds'];

/** What a worker throws when nothing is gained by trying again: see functions/simulations/run.ts. */
const finalErrors = ['SimulationRefused', 'SimulationCancelled'];

/**
 * Prepare -> (slices in parallel -> Merge, as long as there are waves) -> TakeResults -> Complete; whatever goes wrong ends in
 * RecordFailure. The input is `RunInput` in functions/simulations/run.ts; only names of objects and small numbers pass
 * between states.
 */
export class SimulationRun extends Construct {
  readonly stateMachine: StateMachine;

  constructor(stack: ServiceStack, id: string, props: SimulationRunProps) {
    super(stack, id);
    const recordFailure = this.task('RecordFailure', props.fail, {
      ...this.input(),
      error: JsonPath.objectAt('$.error'),
    });
    recordFailure.next(new Fail(this, 'Failed', { errorPath: '$.error.Error', causePath: '$.error.Cause' }));
    const guarded = <Task extends TaskStateBase>(task: Task): Task => {
      task.addCatch(recordFailure, { resultPath: '$.error' });
      return task;
    };

    const prepare = guarded(this.task('Prepare', props.prepare, this.input(), '$.wave'));
    const slices = new DistributedMap(this, 'Slices', {
      maxConcurrency: stack.settings.local ? concurrentSlices.local : concurrentSlices.aws,
      itemReader: new S3JsonItemReader({ bucket: props.runs, key: JsonPath.stringAt('$.wave.slicesKey') }),
      itemSelector: {
        ...this.input(),
        firstChunk: JsonPath.numberAt('$$.Map.Item.Value.firstChunk'),
        chunks: JsonPath.numberAt('$$.Map.Item.Value.chunks'),
      },
      resultPath: JsonPath.DISCARD,
    });
    slices.itemProcessor(
      this.task('Slice', props.slice, {
        ...Object.fromEntries(runFields.map((name) => [name, JsonPath.objectAt(`$.${name}`)])),
        firstChunk: JsonPath.numberAt('$.firstChunk'),
        chunks: JsonPath.numberAt('$.chunks'),
      }),
    );
    slices.addCatch(recordFailure, { resultPath: '$.error' });

    const wave = Object.fromEntries(waveFields.map((name) => [name, JsonPath.objectAt(`$.wave.${name}`)]));
    const merge = guarded(this.task('Merge', props.merge, { ...this.input(), ...wave }, '$.wave'));
    const publish = guarded(this.task('TakeResults', props.takeResults, this.input())).next(
      guarded(this.task('Complete', props.complete, this.input())),
    );
    const ended = Condition.booleanEquals('$.wave.ended', true);
    slices.next(merge);
    merge.next(new Choice(this, 'Ended?').when(ended, publish).otherwise(slices));
    const definition = prepare.next(new Choice(this, 'Computed alone?').when(ended, merge).otherwise(slices));

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: `${stack.settings.name}-simulation-run`,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(definition),
      timeout: longestRun,
      tracingEnabled: true,
      removalPolicy: RemovalPolicy.DESTROY,
      logs: {
        level: LogLevel.ALL,
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${stack.settings.name}-simulation-run`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    this.acknowledge(stack, props);
  }

  /** What CDK gives a state machine: versions of the functions it calls, its own executions, logs and traces. */
  private acknowledge({ settings }: ServiceStack, { runs, ...functions }: SimulationRunProps): void {
    const stack = Stack.of(this);
    const idOf = ({ node }: IConstruct) => stack.getLogicalId(node.defaultChild as CfnElement);
    const machine = idOf(this.stateMachine);
    const execution = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{"Fn::Select":[6,{"Fn::Split":[":",{"Ref":"${machine}"}]}]}`;
    const { takeResults, ...own } = functions;
    const because = (reason: string, ...resources: string[]) =>
      resources.map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason }));
    Validations.of(this.stateMachine).acknowledge(
      ...because('X-Ray and the delivery of logs have no resources to name.', '*'),
      ...because(
        'Versions and aliases of the functions that it calls.',
        ...Object.values(own).map((fn) => `<${idOf(fn)}.Arn>:*`),
        `arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:${settings.name}-results-take:*`,
      ),
      ...because('Its own executions, of which each slice is one.', `${execution}/*:*`, `${execution}:*`),
      ...because('The lists of slices, one per wave of each run.', `arn:<AWS::Partition>:s3:::<${idOf(runs)}>/*`),
    );
  }

  private input() {
    return Object.fromEntries(runFields.map((name) => [name, JsonPath.objectAt(`$$.Execution.Input.${name}`)]));
  }

  /** A Lambda call that is tried again after a crash, a throttle or a timeout, each time later and never in step. */
  private task(
    id: string,
    fn: IFunction,
    payload: Record<string, unknown>,
    resultPath = JsonPath.DISCARD,
  ): LambdaInvoke {
    const task = new LambdaInvoke(this, id, {
      lambdaFunction: fn,
      payload: TaskInput.fromObject(payload),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath,
    });
    task.addRetry({ errors: finalErrors, maxAttempts: 0 });
    task.addRetry({
      errors: ['States.ALL'],
      interval: Duration.seconds(1),
      backoffRate: 2,
      maxAttempts: 4,
      maxDelay: Duration.seconds(20),
      jitterStrategy: JitterType.FULL,
    });
    return task;
  }
}
