import type { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { anyCell } from '../functions/gateway/registry/instance.ts';
import { type ServiceName, services } from '../functions/gateway/services.ts';
import { dnsServers } from '../functions/users/signOn/txtRecords.ts';
import { nameOfCell, pooledCell } from '../shared/tenancy/tenancy.ts';

/** Where the app is deployed to. What a local cloud lacks is listed in `lacks`, and nowhere else. */
export const clouds = ['aws', 'ministack', 'localstack'] as const;
export type Cloud = (typeof clouds)[number];

/** Resource types and features that a cloud does not have; a construct asks before it makes one. */
const lacks: Record<Cloud, readonly Feature[]> = {
  aws: [],
  ministack: ['waf', 'cdn', 'canned-custom-resources', 'api-logging', 'event-archive'],
  localstack: ['waf', 'cdn', 'custom-resources', 'canned-custom-resources', 'api-logging', 'cognito', 'event-archive'],
};
export type Feature =
  | 'waf'
  | 'cdn'
  | 'custom-resources'
  | 'canned-custom-resources'
  | 'api-logging'
  | 'cognito'
  | 'event-archive';

const serviceInstance = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,20}$/, "an instance's id has up to 20 lower-case letters, digits and hyphens"),
  weight: z.int().min(0).max(1000).default(100),
  /** The published version that it stays at while others get the new code; without it, the new code. */
  version: z.string().regex(/^\d+$/).optional(),
});
export type ServiceInstance = z.infer<typeof serviceInstance>;

/** What a bucket's name has besides, by the longest names of purposes in a cell and of regions, is 39 of 63 characters. */
const longestNameOfCell = 24;

const sender = 'e-mails come from an address, or from a name and an address, like Simsheet <no-reply@example.com>';

/** The address alone. */
export const addressIn = (from: string): string => /<(.+)>$/.exec(from)?.[1] ?? from;

const context = z.object({
  cloud: z.enum(clouds).default('aws'),
  /** The first part of every name, so that several installations fit into an account. */
  name: z
    .string()
    .regex(
      /^(?=.{2,21}$)[a-z](-?[a-z0-9])+$/,
      'a name has 2 to 21 lower-case letters, digits and single hyphens between them',
    )
    .default('simsheet'),
  /** Deploys a cell of the installation instead of itself: see docs/cells.md. */
  cell: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,13}$/, "a cell's name has 2 to 14 lower-case letters and digits")
    .refine((cell) => cell !== pooledCell && cell !== anyCell, 'no dedicated cell is called pooled or any')
    .optional(),
  /** An OpenID Connect issuer instead of a user pool of our own, as JSON: see docs/guide.md. */
  issuer: z.string().optional(),
  /** Settings of the circuit breakers that differ from the defaults, as JSON: see docs/circuit-breaker.md. */
  circuits: z.string().default('{}'),
  /** Rate limits that differ from the defaults, as JSON: see docs/rate-limits.md. */
  limits: z.string().default('{}'),
  /** Plans of organizations that differ from those that there are, or are new, as JSON: see docs/limits.md. */
  plans: z.string().default('{}'),
  /** Origins of other pages that may use the API from a browser, as JSON. */
  corsOrigins: z
    .string()
    .default('[]')
    .transform((text) => JSON.parse(text))
    .pipe(z.array(z.url())),
  /** The instances of services that have more than one, as JSON: see docs/front-door.md. */
  instances: z
    .string()
    .default('{}')
    .transform((text) => JSON.parse(text))
    .pipe(z.partialRecord(z.enum(services), z.array(serviceInstance).min(1).max(20))),
  /** How long an organization that was deleted can be restored. */
  deletionGraceSeconds: z.coerce
    .number()
    .int()
    .min(0)
    .default(30 * 24 * 3600),
  /** How long it can be asked who did what in an organization; what was written before a change stays as long as was set then. */
  auditRetentionDays: z.coerce.number().int().min(1).max(3650).default(365),
  /** Whom e-mails come from, by Amazon SES; without it none are sent: see docs/organizations.md. */
  mailFrom: z
    .string()
    .regex(/^([^<>]+|[A-Za-z0-9][A-Za-z0-9 _-]{0,63} <[^<>]+>)$/, sender)
    .refine((from) => z.email().safeParse(addressIn(from)).success, sender)
    .optional(),
  /** The DNS servers that are asked whose the domains of sign-ons are, as JSON; those of the machine, unless there are some here. */
  dnsServers: z
    .string()
    .default('[]')
    .transform((text) => JSON.parse(text))
    .pipe(dnsServers),
  /** The role by which `npm run doctor` may try whether tenants' data is kept apart; it reaches made-up tenants alone. */
  doctor: z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/, 'the doctor is the ARN of a role or a user')
    .optional(),
  /** The local cloud's address, as its functions see it. */
  endpoint: z.url().optional(),
  /** The origin of the web page on this machine. */
  webOrigin: z.url().default('http://localhost:9090'),
});

const fitting = context.refine(
  ({ name, cell }) => cell === undefined || nameOfCell(name, cell).length <= longestNameOfCell,
  {
    path: ['cell'],
    error: `the names of the installation and of the cell have at most ${longestNameOfCell - 2} characters together`,
  },
);

/** The instances of a service: one, unless a setting says otherwise. */
export const instancesOf = ({ instances }: Settings, service: string): readonly ServiceInstance[] =>
  instances[service as ServiceName] ?? [{ id: 'a', weight: 100 }];

export interface Settings extends Omit<z.infer<typeof context>, 'cell'> {
  /** The first part of the names of what is deployed: of the installation, or of its cell. */
  name: string;
  /** The first part of the names of what there is once, whatever cells there are. */
  installation: string;
  /** Of the installation itself, the pooled one. */
  cell: string;
  has(feature: Feature): boolean;
  local: boolean;
}

/** Reads `-c key=value`. A wrong value ends the synthesis with what is wrong about it. */
export const readSettings = (app: App): Settings => {
  const given = Object.fromEntries(
    Object.keys(context.shape)
      .map((key) => [key, app.node.tryGetContext(key)])
      .filter(([, value]) => value !== undefined),
  );
  const { name: installation, cell = pooledCell, ...settings } = fitting.parse(given);
  return {
    ...settings,
    installation,
    cell,
    name: nameOfCell(installation, cell),
    local: settings.cloud !== 'aws',
    has: (feature) => !lacks[settings.cloud].includes(feature),
  };
};
