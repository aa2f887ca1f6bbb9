import * as z from 'zod';
import { isPrintable } from '../printable.ts';
import { domainName } from './signOnOfDomain.ts';

const oneLine = (most: number) =>
  z.string().min(1, 'not empty').max(most, `at most ${most} characters`).refine(isPrintable, 'no control characters');
const role = z.string().max(40, 'no role has such a long name');

export const signOnRequest = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/, error: 'an address like https://login.example.com' })
      .max(500)
      .describe('As the issuer calls itself in its tokens and in its discovery document.'),
    clientId: oneLine(255).describe(
      'What the issuer calls Simsheet; an access token says so by client_id, azp, cid or appid.',
    ),
    audience: oneLine(255)
      .nullable()
      .default(null)
      .describe(
        'The API that access tokens are issued for (`aud`), another name than the client. Null where the issuer gives them none, as Cognito does.',
      ),
    domains: z
      .array(domainName)
      .min(1, 'name a domain')
      .max(10, 'at most 10 domains')
      .refine((domains) => new Set(domains).size === domains.length, 'each domain once')
      .describe('Of the e-mail addresses that it vouches for, once each is verified.'),
    defaultRole: role.default('viewer').describe('What somebody may do who comes by it first; never owner.'),
    roleClaim: oneLine(100).nullable().default(null).describe('A claim of the access token to map a role from.'),
    roleMapping: z
      .record(oneLine(255), role)
      .refine((mapping) => Object.keys(mapping).length <= 50, 'at most 50 values')
      .default({})
      .describe('From values of the claim to roles; the first that fits counts.'),
    enforced: z
      .boolean()
      .default(false)
      .describe('Members with an address of a verified domain then act here only by it; owners can by any.'),
  })
  .meta({ id: 'SignOnRequest' });
export type SignOnRequest = z.infer<typeof signOnRequest>;

export const signOnView = z
  .object({
    issuer: z.string(),
    clientId: z.string(),
    audience: z.string().nullable(),
    domains: z.array(
      z.object({
        domain: z.string(),
        verifiedAt: z.iso.datetime().nullable(),
        record: z.string().describe('What a TXT record of the domain has to say for it to be verified.'),
      }),
    ),
    defaultRole: z.string(),
    roleClaim: z.string().nullable(),
    roleMapping: z.record(z.string(), z.string()),
    enforced: z.boolean(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SignOn' });
export type SignOnView = z.infer<typeof signOnView>;
