import { type App, Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunctionRef } from 'aws-cdk-lib/aws-lambda';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Consumer } from './constructs/Consumer.ts';
import { DomainTable } from './constructs/DomainTable.ts';
import { Eraser } from './constructs/Eraser.ts';
import { Exporter } from './constructs/Exporter.ts';
import { grantObjects } from './constructs/grantObjects.ts';
import { PrivateBucket } from './constructs/PrivateBucket.ts';
import { ServiceFunction } from './constructs/ServiceFunction.ts';
import { ServiceStack } from './constructs/ServiceStack.ts';
import { SimulationRun } from './constructs/SimulationRun.ts';
import { serviceApi } from './constructs/serviceApi.ts';
import { TenantDataRole } from './constructs/TenantDataRole.ts';
import { bucketName, functionArn } from './names.ts';
import type { Settings } from './settings.ts';

/** The objects of a file that simulations read. */
const model = 'model';
const sharing = 'sharing';

/** 1,769 MiB is one whole core; more would be a second one, which a slice does not use. */
const oneCore = 1769;

/** Simulations and the state machine that runs them. */
export class SimulationsStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'simulations', settings);
    const table = new DomainTable(this, 'Table', { indexes: ['active'] });
    const runs = new PrivateBucket(this, 'Runs', 'runs');
    const environment = {
      TABLE: table.tableName,
      RUNS_BUCKET: runs.bucketName,
      FILES_BUCKET: bucketName(this, settings, 'files'),
    };

    const apis = serviceApi(this, table, 'nobody can start or follow a simulation', {
      environment,
      memorySize: oneCore,
    });
    const data = new TenantDataRole(this, table, apis);
    for (const name of [model, sharing]) data.grantObjects('files', ['read'], name);

    const worker = (id: string, entryPoint: string, timeout: Duration, memorySize: number): ServiceFunction => {
      const made = new ServiceFunction(this, id, {
        entryPoint,
        environment,
        timeout,
        memorySize,
        alarm: { impact: 'simulations fail or take longer', runbook: 'simulations.md' },
      });
      table.grantUse(made);
      return made;
    };
    const computer = (...given: Parameters<typeof worker>): ServiceFunction => {
      const made = worker(...given);
      grantObjects(this, made, 'runs', ['read', 'write']);
      return made;
    };
    const prepare = computer('Prepare', 'prepare', Duration.minutes(5), 2 * oneCore);
    grantObjects(this, prepare, 'files', ['read'], model);
    const run = new SimulationRun(this, 'Run', {
      prepare,
      slice: computer('Slice', 'slice', Duration.minutes(15), oneCore),
      merge: computer('Merge', 'merge', Duration.minutes(15), 2 * oneCore),
      takeResults: this.resultsTaker(),
      complete: worker('Complete', 'complete', Duration.seconds(30), 512),
      fail: worker('Fail', 'fail', Duration.seconds(30), 512),
      runs,
    });
    this.followExecutions(run, table, runs);
  }

  /** A function of the results service, which is another stack. */
  private resultsTaker(): IFunction {
    return LambdaFunctionRef.fromFunctionAttributes(this, 'TakeResults', {
      functionArn: functionArn(this, this.settings, 'results', 'take'),
      sameEnvironment: true,
      skipPermissions: true,
    });
  }

  /** Starts and stops executions by events, and sees to it that no simulation stays RUNNING when its execution ended. */
  private followExecutions({ stateMachine }: SimulationRun, table: DomainTable, runs: PrivateBucket): void {
    const environment = { TABLE: table.tableName, STATE_MACHINE: stateMachine.stateMachineArn };
    const events = new Consumer(this, 'Events', {
      entryPoint: 'onEvent',
      environment,
      listensTo: { types: ['simulation.requested', 'simulation.cancelled'] },
      followsTenants: true,
      alarm: { impact: 'simulations stay QUEUED until the reconciler starts them', runbook: 'simulations.md' },
    });
    const ended = new ServiceFunction(this, 'ExecutionEnd', {
      entryPoint: 'onExecutionEnd',
      asynchronous: true,
      environment,
      alarm: { impact: 'failed simulations look RUNNING for up to five minutes', runbook: 'simulations.md' },
    });
    new Rule(this, 'ExecutionEndRule', {
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachine.stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [new LambdaFunction(ended, { deadLetterQueue: this.deadLetters })],
    });
    const reconcile = new ServiceFunction(this, 'Reconcile', {
      entryPoint: 'reconcile',
      asynchronous: true,
      environment,
      timeout: Duration.minutes(2),
      alarm: { impact: 'simulations whose messages were lost stay as they are', runbook: 'simulations.md' },
    });
    new Rule(this, 'ReconcileSchedule', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(reconcile, { deadLetterQueue: this.deadLetters })],
    });
    const eraser = new Eraser(this, table, {
      environment: { ...environment, RUNS_BUCKET: runs.bucketName },
      buckets: ['runs'],
    });
    new Exporter(this, table);
    const executions = `arn:${this.partition}:states:${this.region}:${this.account}:execution:${stateMachine.stateMachineName}:*`;
    const machineId = this.getLogicalId(stateMachine.node.defaultChild as CfnStateMachine);
    for (const follower of [events, ended, reconcile]) {
      table.grantUse(follower);
      stateMachine.grantStartExecution(follower);
    }
    for (const follower of [events, ended, reconcile, eraser]) {
      Validations.of(follower).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${machineId}.Name>:*]`,
        reason: 'Executions of this one state machine, each named after its simulation.',
      });
      follower.addToRolePolicy(
        new PolicyStatement({ actions: ['states:StopExecution', 'states:DescribeExecution'], resources: [executions] }),
      );
    }
  }
}
