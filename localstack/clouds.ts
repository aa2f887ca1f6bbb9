import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Places, python, root } from './places.ts';
import { dockerProblem } from './prepare/docker.mjs';
import type { Launch } from './supervisor/processes.ts';

export type CloudKind = 'ministack' | 'localstack';

/** A cloud on this machine. */
export interface Cloud {
  kind: CloudKind;
  endpoint: string;
  /** How it is started; missing for one that runs already, which is left alone. */
  launch?(): Launch;
  /** Takes away what it has left outside the installation's folder, when it has ended. */
  clear?(): void;
  healthy(): Promise<boolean>;
  /** Where the API of a deployed stage answers. */
  apiUrl(restApiId: string, stage: string): string;
  /** The name by which functions reach this machine. */
  hostForFunctions: string;
  /** Whether what was deployed and stored is still there after a restart. */
  keepsState: boolean;
}

const region = 'us-east-1';

/** What every program that talks to a local cloud gets: nothing that could lead it to the real one. */
export const environmentFor = (endpoint: string): Record<string, string> => {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(AWS_|npm_|CDK_|VITEST|NODE_OPTIONS)/.test(entry[0]),
  );
  const given = Object.fromEntries(inherited);
  const here = '127.0.0.1,localhost';
  return {
    ...given,
    // The functions' Node is the first one on the path.
    PATH: [join(root, 'node_modules', '.bin'), given.PATH].join(delimiter),
    NO_PROXY: given.NO_PROXY ? `${given.NO_PROXY},${here}` : here,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // No look for credentials on a machine in EC2, no profile of the user's.
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
};

/** What an SDK client of our own needs to talk to the cloud. */
export const clientSettings = (endpoint: string) => ({
  endpoint,
  region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

const answers = async (url: string, wanted: (body: unknown) => boolean = () => true): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(9000) }).catch(() => null);
  return response?.ok === true && wanted(await response.json().catch(() => null));
};

const ministackApi = (endpoint: string) => (restApiId: string, stage: string) =>
  `${endpoint}/restapis/${restApiId}/${stage}/_user_request_`;
const localstackApi = (endpoint: string) => (restApiId: string, stage: string) =>
  `${endpoint}/_aws/execute-api/${restApiId}/${stage}`;

/** MiniStack as a process, its state in the installation's folder. */
export const ministack = (places: Places, port: number): Cloud => {
  const endpoint = `http://127.0.0.1:${port}`;
  const state = join(places.cloud, 'state');
  const objects = join(places.cloud, 's3');
  /** The functions that it unpacked. */
  const clear = () => rmSync(places.scratch, { recursive: true, force: true });
  return {
    kind: 'ministack',
    endpoint,
    launch: () => {
      // One that was killed left them.
      clear();
      // Objects without the buckets' owner: it was killed before it saved anything, and the deployment would find its names taken.
      if (!existsSync(join(state, 'cloudformation.json'))) rmSync(objects, { recursive: true, force: true });
      mkdirSync(places.scratch, { recursive: true });
      return {
        command: python,
        args: [join(root, 'localstack', 'runMinistack.py')],
        environment: {
          ...environmentFor(endpoint),
          GATEWAY_PORT: String(port),
          BIND_HOST: '127.0.0.1',
          PERSIST_STATE: '1',
          STATE_DIR: state,
          S3_PERSIST: '1',
          S3_DATA_DIR: objects,
          TMPDIR: places.scratch,
          // Servers of protocols that nobody here speaks, on ports that a second cloud would want as well.
          IOT_MTLS_ENABLED: '0',
          SFTP_ENABLED: '0',
        },
        // It writes its state when it is told to end.
        graceMs: 30_000,
      };
    },
    clear,
    healthy: () => answers(`${endpoint}/_ministack/ready`),
    apiUrl: ministackApi(endpoint),
    hostForFunctions: '127.0.0.1',
    keepsState: true,
  };
};

/** LocalStack in Docker. */
export const localstack = (places: Places, port: number): Cloud => {
  const endpoint = `http://127.0.0.1:${port}`;
  const name = `simsheet-${places.id}`;
  return {
    kind: 'localstack',
    endpoint,
    launch: () => ({
      command: 'docker',
      args: [
        ...['compose', '--project-name', name, '--file', join(root, 'localstack', 'docker-compose.yml')],
        ...['up', '--force-recreate', '--abort-on-container-exit', '--no-color', '--no-log-prefix'],
      ],
      environment: {
        ...environmentFor(endpoint),
        SIMSHEET_CLOUD_PORT: String(port),
        SIMSHEET_CONTAINER: name,
      },
      // It ends the functions' containers first.
      graceMs: 40_000,
    }),
    healthy: () => answers(`${endpoint}/_localstack/health`),
    apiUrl: localstackApi(endpoint),
    hostForFunctions: 'host.docker.internal',
    keepsState: false,
  };
};

/** A cloud that somebody else runs. Throws if none answers there. */
export const runningCloud = async (address: string): Promise<Cloud> => {
  const endpoint = address.replace(/\/$/, '');
  if (await answers(`${endpoint}/_ministack/ready`)) {
    return {
      kind: 'ministack',
      endpoint,
      healthy: () => answers(`${endpoint}/_ministack/ready`),
      apiUrl: ministackApi(endpoint),
      hostForFunctions: '127.0.0.1',
      keepsState: true,
    };
  }
  const health = `${endpoint}/_localstack/health`;
  if (!(await answers(health))) {
    throw new Error(
      `No local cloud answers at ${endpoint}. Start it first, or leave --endpoint out to have one started.`,
    );
  }
  const inDocker = await answers(
    `${endpoint}/_localstack/info`,
    (info) => typeof info === 'object' && info !== null && 'is_docker' in info && info.is_docker === true,
  );
  return {
    kind: 'localstack',
    endpoint,
    healthy: () => answers(health),
    apiUrl: localstackApi(endpoint),
    hostForFunctions: inDocker ? 'host.docker.internal' : '127.0.0.1',
    keepsState: true,
  };
};

/** LocalStack where Docker is, else MiniStack. */
export const chooseCloud = (): CloudKind => (dockerProblem() === null ? 'localstack' : 'ministack');
