import { clientSettings } from '../../localstack/clouds.ts';
import { local } from '../../localstack/places.ts';
import { UsageError } from './commandLine.ts';

/** Where the platform runs that a command looks at. */
export interface CloudToOperate {
  /** For clients of AWS's SDK; on AWS they read the environment. */
  client: { endpoint?: string; region?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
  /** The first part of the names of what belongs to it. */
  name: string;
}

/** The one that is asked for, or else the local cloud that runs. */
export const findCloud = async ({
  endpoint,
  aws,
  name,
}: {
  endpoint?: string | undefined;
  aws: boolean;
  name: string;
}): Promise<CloudToOperate> => {
  if (aws) return { client: {}, name };
  // An empty one, of a variable that is not set, would mean AWS to its SDK.
  if (endpoint !== undefined && !/^https?:\/\/./.test(endpoint))
    throw new UsageError('--endpoint is an address such as http://127.0.0.1:4566');
  if (endpoint !== undefined) return { client: clientSettings(endpoint), name };
  // Most of what starts a local cloud, which the others need not wait for.
  const { cloudOf, readChoices } = await import('../../localstack/platform.ts');
  const made = await readChoices(local);
  if (made === null) throw new Error('Nothing is deployed here yet: npm start. For AWS: --aws.');
  const cloud = await cloudOf(local, made);
  if (!(await cloud.healthy().catch(() => false))) throw new Error('Simsheet does not run. Start it: npm start');
  return { client: clientSettings(cloud.endpoint), name };
};
