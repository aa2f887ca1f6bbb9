import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Executions } from './execution.ts';

export const stepFunctions = (stateMachineArn: string, client: SFNClient = new SFNClient({})): Executions => {
  const executionArn = (id: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${id}`;
  return {
    async start(input) {
      try {
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name: input.simulationId, input: JSON.stringify(input) }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    async stop(id) {
      try {
        await client.send(new StopExecutionCommand({ executionArn: executionArn(id), error: 'CANCELLED' }));
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },
    async status(id) {
      try {
        const {
          status = 'RUNNING',
          error,
          cause,
        } = await client.send(new DescribeExecutionCommand({ executionArn: executionArn(id) }));
        return { status, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  };
};
