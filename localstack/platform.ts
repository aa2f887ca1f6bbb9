import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Addresses, addressesOf } from './addresses.ts';
import { type AppContext, synthesise } from './assembly.ts';
import { bootstrap } from './bootstrap.ts';
import {
  type Cloud,
  type CloudKind,
  chooseCloud,
  environmentFor,
  localstack,
  ministack,
  runningCloud,
} from './clouds.ts';
import { demoPeople } from './demo.ts';
import { deploy } from './deploy.ts';
import { localIssuer } from './oidc/issuer.ts';
import { ensureKey } from './oidc/keys.ts';
import { accessTokenFor, ensurePeople } from './people.ts';
import { locks, type Places, root } from './places.ts';
import { freePort } from './ports.ts';
import { exclusively } from './prepare/lock.mjs';
import { type SeededSimulation, seed } from './seed.ts';
import { ensureSender, localMailFrom } from './sender.ts';
import type { Part } from './supervisor/supervise.ts';

/** Decided once per start, and taken again at the next one, so that addresses stay. */
const choices = z.object({
  cloud: z.enum(['ministack', 'localstack']),
  /** Of a cloud that somebody else runs. */
  endpoint: z.url().optional(),
  ports: z.object({ cloud: z.number(), web: z.number(), oidc: z.number() }),
});
export type Choices = z.infer<typeof choices>;

export interface Wishes {
  cloud?: CloudKind | undefined;
  endpoint?: string | undefined;
  /** First ports to try. */
  ports: Choices['ports'];
}

/** Decides what runs where. Tells about every port that is not the wanted one. */
export const choose = async ({ cloud, endpoint, ports }: Wishes, say: (line: string) => void): Promise<Choices> => {
  const pick = async (what: string, wanted: number, others: number[]): Promise<number> => {
    const port = await freePort(wanted, others);
    if (port !== wanted) say(`Port ${wanted} is taken; ${what} gets ${port}.`);
    return port;
  };
  const kind = endpoint === undefined ? (cloud ?? chooseCloud()) : (await runningCloud(endpoint)).kind;
  const cloudPort = endpoint === undefined ? await pick('the cloud', ports.cloud, []) : 0;
  const web = await pick('the web page', ports.web, [cloudPort]);
  const oidc = kind === 'localstack' ? await pick('the sign-in provider', ports.oidc, [cloudPort, web]) : 0;
  return { cloud: kind, ...(endpoint && { endpoint }), ports: { cloud: cloudPort, web, oidc } };
};

export const writeChoices = async (places: Places, made: Choices): Promise<void> => {
  await mkdir(places.home, { recursive: true });
  await writeFile(places.choices, JSON.stringify(made));
};

/** What was chosen at the last start, or null. */
export const readChoices = async (places: Places): Promise<Choices | null> => {
  const text = await readFile(places.choices, 'utf8').catch(() => null);
  return text === null ? null : (choices.safeParse(JSON.parse(text)).data ?? null);
};

export const cloudOf = (places: Places, { cloud, endpoint, ports }: Choices): Promise<Cloud> | Cloud => {
  if (endpoint !== undefined) return runningCloud(endpoint);
  return { ministack, localstack }[cloud](places, ports.cloud);
};

export interface Platform {
  parts: readonly Part[];
  cloud: Cloud;
  webUrl: string;
  /** Throws before the deployment is known. */
  addresses(): Addresses;
  token(email: string): Promise<string>;
  seeded(): SeededSimulation | null;
}

const minutes = 60_000;

/** The parts of the platform on this machine, in the order in which they come up; `settings` are more of the CDK app's. */
export const platform = async (places: Places, made: Choices, settings: AppContext = {}): Promise<Platform> => {
  const cloud = await cloudOf(places, made);
  const { endpoint } = cloud;
  const { ports } = made;
  const webUrl = `http://localhost:${ports.web}`;
  const withProvider = cloud.kind === 'localstack';
  const issuer = withProvider ? localIssuer(ports.oidc, cloud) : undefined;
  const context: AppContext = {
    cloud: cloud.kind,
    endpoint,
    webOrigin: webUrl,
    mailFrom: localMailFrom,
    ...(issuer && { issuer: JSON.stringify(issuer) }),
    ...settings,
  };
  let deployed: Addresses | undefined;
  let seeded: SeededSimulation | null = null;

  const addresses = (): Addresses => {
    if (deployed === undefined) throw new Error('The platform is not deployed yet.');
    return deployed;
  };
  const token = (email: string): Promise<string> => accessTokenFor({ endpoint, addresses: addresses(), places }, email);
  const environment = environmentFor(endpoint);
  const ask = (url: string) => fetch(url, { signal: AbortSignal.timeout(9000) });
  const answers = async (url: string): Promise<boolean> => (await ask(url)).status === 200;
  /** Its own word counts, also where that is that a service does not work: an operator may have drained it. */
  const gatewayAnswers = async (url: string): Promise<boolean> =>
    z.object({ services: z.record(z.string(), z.string()) }).safeParse(await (await ask(url)).json()).success;

  const parts: Part[] = [
    {
      name: 'cloud',
      needs: [],
      ...(cloud.launch && { launch: cloud.launch }),
      ...(cloud.clear && { clear: cloud.clear }),
      healthy: cloud.healthy,
      address: () => endpoint,
      // The first start in Docker pulls the image.
      timeoutMs: 10 * minutes,
    },
    ...(withProvider
      ? [
          {
            name: 'oidc',
            needs: [],
            work: async () => void (await ensureKey(places.oidc)),
            launch: () => ({
              command: 'node',
              args: [join(root, 'localstack', 'oidc', 'server.ts')],
              environment: {
                ...environment,
                PORT: String(ports.oidc),
                // Containers come from outside.
                HOST: cloud.hostForFunctions === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0',
                WEB_ORIGIN: webUrl,
                KEY_FOLDER: places.oidc,
              },
            }),
            healthy: () => answers(`http://127.0.0.1:${ports.oidc}/.well-known/openid-configuration`),
            address: () => `http://localhost:${ports.oidc}`,
            timeoutMs: minutes,
          },
        ]
      : []),
    {
      name: 'synthesis',
      needs: [],
      maxAttempts: 1,
      work: async (work) => void (await synthesise(places.assembly, context, work)),
      timeoutMs: 5 * minutes,
    },
    {
      name: 'page',
      needs: [],
      maxAttempts: 1,
      work: ({ run }) =>
        exclusively(join(locks, 'page'), () =>
          run({
            command: 'node',
            args: ['--eval', "import('./web/server/build.ts').then(({ ensureBuild }) => ensureBuild())"],
            environment,
            folder: root,
          }),
        ),
      timeoutMs: 5 * minutes,
    },
    {
      name: 'bootstrap',
      needs: ['cloud'],
      work: async ({ log, signal }) => log((await bootstrap(endpoint, signal)) ? 'done' : 'was done'),
      // LocalStack loads a service when it is first asked for.
      timeoutMs: 3 * minutes,
    },
    {
      name: 'deploy',
      needs: ['bootstrap', 'synthesis', ...(withProvider ? ['oidc'] : [])],
      maxAttempts: 2,
      work: async (work) => {
        deployed = addressesOf(cloud, await deploy(cloud, places, work));
        await ensurePeople(endpoint, deployed);
        await ensureSender(endpoint);
      },
      timeoutMs: 15 * minutes,
    },
    {
      name: 'api',
      needs: ['deploy'],
      healthy: () => gatewayAnswers(`${addresses().apiUrl}/gateway/health`),
      address: () => deployed?.apiUrl,
      // In Docker the first call pulls the functions' image.
      timeoutMs: 5 * minutes,
    },
    {
      name: 'web',
      needs: ['deploy', 'page'],
      launch: () => ({
        command: 'node',
        args: [join(root, 'web', 'server.ts')],
        folder: root,
        environment: {
          ...environment,
          PORT: String(ports.web),
          SIMSHEET_API_URL: addresses().apiUrl,
          SIMSHEET_ISSUER: addresses().issuer,
          SIMSHEET_AUTHORITY_METADATA: addresses().metadataUrl ?? '',
          SIMSHEET_CLIENT_ID: addresses().clientId,
          SIMSHEET_RESOURCE: addresses().resource ?? '',
        },
      }),
      healthy: () => answers(`http://127.0.0.1:${ports.web}/healthz`),
      address: () => webUrl,
      timeoutMs: 2 * minutes,
    },
    {
      name: 'seed',
      needs: ['api'],
      maxAttempts: 3,
      work: async ({ log, signal }) => {
        const { apiUrl } = addresses();
        // The first request of a person makes their profile and organization.
        for (const { email } of demoPeople) await greet(apiUrl, await token(email), signal);
        seeded = await seed({ apiUrl, token: await token(demoPeople[0].email), signal }, log);
      },
      timeoutMs: 5 * minutes,
    },
  ];
  return { parts, cloud, webUrl, addresses, token, seeded: () => seeded };
};

const greet = async (apiUrl: string, token: string, signal: AbortSignal): Promise<void> => {
  const response = await fetch(`${apiUrl}/api/users/me`, { headers: { authorization: `Bearer ${token}` }, signal });
  if (!response.ok) throw new Error(`GET /api/users/me answers ${response.status}: ${await response.text()}`);
};

/** What the last deployment left: for a command that runs beside the supervisor. Throws if there is none. */
export const lastAddresses = async (places: Places, cloud: Cloud): Promise<Addresses> => {
  const text = await readFile(places.outputs, 'utf8').catch(() => null);
  if (text === null) throw new Error('Nothing is deployed here yet: npm start');
  return addressesOf(cloud, outputsFile.parse(JSON.parse(text)));
};
const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));
