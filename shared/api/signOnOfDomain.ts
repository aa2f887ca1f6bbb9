import * as z from 'zod';

export const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253, 'a domain has at most 253 characters')
  .regex(/^([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/, 'a domain is like example.com; one in another script as xn--...')
  .meta({ examples: ['example.com'] });

export const signOnOfDomain = z
  .object({
    issuer: z.string(),
    clientId: z.string(),
    audience: z.string().nullable(),
    enforced: z.boolean(),
  })
  .meta({ id: 'SignOnOfDomain' });
