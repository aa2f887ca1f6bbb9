import * as z from 'zod';

/** What the page reads at run time from /config.json, so that one build serves every installation. */
export interface PageConfig {
  /** The OpenID Connect issuer that signs people in. */
  issuer: string;
  /** Where its discovery document is, when that is not under the issuer's own address (as with an emulated Cognito). */
  metadataUrl?: string;
  clientId: string;
  /** Scopes asked for, separated by spaces. */
  scope: string;
  /** Resource indicator (RFC 8707) for issuers that need one to give a JWT access token. */
  resource?: string;
  /** Where the issuer sends people back to; the page's own `/callback` where it is left out. */
  redirectUri?: string;
  /** `local` looks after the connection more often and gives the advice for a cloud on the same machine. */
  mode: 'local' | 'cloud';
}

export interface Settings {
  port: number;
  host: string;
  /** The API's base address, with the path its stage adds. */
  apiUrl: URL;
  config: PageConfig;
}

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

const environment = z.object({
  PORT: z.coerce.number('must be a number').int().min(0).max(65_535).default(9090),
  HOST: z.string().default('127.0.0.1'),
  SIMSHEET_API_URL: webAddress,
  SIMSHEET_ISSUER: webAddress,
  SIMSHEET_AUTHORITY_METADATA: webAddress.optional(),
  SIMSHEET_CLIENT_ID: z.string().min(1),
  SIMSHEET_SCOPE: z.string().default('openid profile email'),
  SIMSHEET_RESOURCE: z.string().optional(),
  SIMSHEET_REDIRECT_URI: webAddress.optional(),
  SIMSHEET_MODE: z.enum(['local', 'cloud']).default('local'),
});

/** Reads the environment. Throws one error that lists everything missing or wrong. */
export const readSettings = (env: Record<string, string | undefined>): Settings => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `  ${name}: ${given[name] === undefined ? 'is not set' : issue.message}`;
    });
    throw new Error(`The web server cannot start. Set these environment variables:\n${lines.join('\n')}`);
  }
  const values = parsed.data;
  return {
    port: values.PORT,
    host: values.HOST,
    apiUrl: new URL(values.SIMSHEET_API_URL),
    config: {
      issuer: values.SIMSHEET_ISSUER,
      clientId: values.SIMSHEET_CLIENT_ID,
      scope: values.SIMSHEET_SCOPE,
      mode: values.SIMSHEET_MODE,
      ...(values.SIMSHEET_AUTHORITY_METADATA && { metadataUrl: values.SIMSHEET_AUTHORITY_METADATA }),
      ...(values.SIMSHEET_RESOURCE && { resource: values.SIMSHEET_RESOURCE }),
      ...(values.SIMSHEET_REDIRECT_URI && { redirectUri: values.SIMSHEET_REDIRECT_URI }),
    },
  };
};
