import { InvocationType, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Hands a function something and comes back before anything is done with it. A rejection says that it was not taken. */
export const notifyFunction =
  (client: LambdaClient, functionName: string) =>
  (payload: unknown, timeoutMs: number): Promise<unknown> =>
    client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: InvocationType.Event,
        Payload: JSON.stringify(payload),
      }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    );
