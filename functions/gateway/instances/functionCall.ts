import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { ServiceFault } from './serviceFault.ts';

export type FunctionCall = (functionName: string, payload: unknown, signal: AbortSignal) => Promise<unknown>;

/** Calls a function and tells the ways in which one can fail apart. The gateway alone decides to try again. */
export const functionCaller = (): FunctionCall => {
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 1000 } });
  return async (functionName, payload, signal) => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
    const result = await client.send(command, { abortSignal: signal }).catch((error: Error) => {
      if (signal.aborted) throw new ServiceFault('timeout', 'no answer in time');
      if (error instanceof TooManyRequestsException) throw new ServiceFault('throttled', error.message);
      throw new ServiceFault('crash', error.message);
    });
    const text = result.Payload?.transformToString() ?? '';
    if (result.FunctionError !== undefined) {
      throw new ServiceFault(/Task timed out/.test(text) ? 'timeout' : 'crash', text);
    }
    try {
      return JSON.parse(text);
    } catch {
      throw new ServiceFault('garbage', 'the answer is not JSON');
    }
  };
};
