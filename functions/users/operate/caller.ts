import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { CloudToOperate } from '../../../events/operate/cloud.ts';

export interface Caller {
  /** Whoever runs the command, as AWS names them. */
  arn: string;
  /** Where the command works: the end of buckets' names. */
  place: string;
}

const identity = z.object({ Account: z.string(), Arn: z.string() });

export const callerIn = async (client: CloudToOperate['client']): Promise<Caller> => {
  const sts = new STSClient(client);
  const { Account, Arn } = identity.parse(await sts.send(new GetCallerIdentityCommand({})));
  return { arn: Arn, place: `${Account}-${await sts.config.region()}` };
};
