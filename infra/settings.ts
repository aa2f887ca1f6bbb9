import type { App } from 'aws-cdk-lib';
import * as z from 'zod';

/** Where the app is deployed to. What a local cloud lacks is listed in `lacks`, and nowhere else. */
export const clouds = ['aws', 'ministack', 'localstack'] as const;
export type Cloud = (typeof clouds)[number];

/** Resource types and features that a cloud does not have; a construct asks before it makes one. */
const lacks: Record<Cloud, readonly Feature[]> = {
  aws: [],
  ministack: ['waf', 'cdn', 'canned-custom-resources', 'api-logging'],
  localstack: ['waf', 'cdn', 'canned-custom-resources', 'api-logging', 'cognito'],
};
export type Feature = 'waf' | 'cdn' | 'canned-custom-resources' | 'api-logging' | 'cognito';

const context = z.object({
  cloud: z.enum(clouds).default('aws'),
  /** The first part of every name, so that several installations fit into an account. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,20}$/, 'a name has 2 to 21 lower-case letters, digits and hyphens')
    .default('simsheet'),
  /** An OpenID Connect issuer instead of a user pool of our own, as JSON: see docs/guide.md. */
  issuer: z.string().optional(),
  /** Settings of the circuit breakers that differ from the defaults, as JSON: see docs/circuit-breaker.md. */
  circuits: z.string().default('{}'),
  /** The local cloud's address, as its functions see it. */
  endpoint: z.url().optional(),
  /** The origin of the web page on this machine. */
  webOrigin: z.url().default('http://localhost:9090'),
});

export type Settings = z.infer<typeof context> & { has(feature: Feature): boolean; local: boolean };

/** Reads `-c key=value`. A wrong value ends the synthesis with what is wrong about it. */
export const readSettings = (app: App): Settings => {
  const given = Object.fromEntries(
    Object.keys(context.shape)
      .map((key) => [key, app.node.tryGetContext(key)])
      .filter(([, value]) => value !== undefined),
  );
  const settings = context.parse(given);
  return {
    ...settings,
    local: settings.cloud !== 'aws',
    has: (feature) => !lacks[settings.cloud].includes(feature),
  };
};
