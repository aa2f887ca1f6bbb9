import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { CloudToOperate } from '../../../events/operate/cloud.ts';
import { planSettings } from '../../../shared/limits/planSettings.ts';
import type { Plans } from '../../../shared/limits/plans.ts';

export interface InstalledSettings {
  plans: Plans;
  auditRetentionDays: number;
}

const auditRetentionDays = z.coerce.number().int().positive();

/** What an installation was deployed with, as its users service knows it. */
export const installedSettings = async ({ client, name }: CloudToOperate): Promise<InstalledSettings> => {
  const FunctionName = `${name}-users-api`;
  const found = await new LambdaClient(client)
    .send(new GetFunctionConfigurationCommand({ FunctionName }))
    .catch((error: Error) => {
      if (error.name === 'ResourceNotFoundException') throw new Error(`There is no installation ${name} here.`);
      throw error;
    });
  const { PLANS = '{}', AUDIT_RETENTION_DAYS } = found.Environment?.Variables ?? {};
  return {
    plans: planSettings.parse(JSON.parse(PLANS)),
    auditRetentionDays: auditRetentionDays.parse(AUDIT_RETENTION_DAYS),
  };
};
