/** Breaks functions of the deployed platform as a bad deployment would, and mends them. */
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';

type Variables = Record<string, string>;

/** Changes a function's environment, which its alias, if it has one, then shows too; answers what it was. */
export const configure = async (FunctionName: string, change: (variables: Variables) => void): Promise<Variables> => {
  const lambda = new LambdaClient(clientSettings(inject('cloud').endpoint));
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const variables = { ...Environment?.Variables };
  change(variables);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: variables } }));
  if (/-api(-|$)/.test(FunctionName) && !FunctionName.includes('gateway')) {
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '$LATEST' }));
  }
  return { ...Environment?.Variables };
};

/** Without its table's name a function cannot even start. Answers what mends it. */
export const breakFunction = async (name: string): Promise<() => Promise<void>> => {
  const before = await configure(name, (variables) => {
    delete variables.TABLE;
  });
  return async () => void (await configure(name, (variables) => Object.assign(variables, before)));
};
