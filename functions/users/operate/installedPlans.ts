import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CloudToOperate } from '../../../events/operate/cloud.ts';
import { planSettings } from '../../../shared/limits/planSettings.ts';
import type { Plans } from '../../../shared/limits/plans.ts';

/** The plans of an installation, as its users service knows them. */
export const installedPlans = async ({ client, name }: CloudToOperate): Promise<Plans> => {
  const FunctionName = `${name}-users-api`;
  const found = await new LambdaClient(client)
    .send(new GetFunctionConfigurationCommand({ FunctionName }))
    .catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') throw new Error(`There is no installation ${name} here.`);
      throw error;
    });
  return planSettings.parse(JSON.parse(found.Environment?.Variables?.PLANS ?? '{}'));
};
