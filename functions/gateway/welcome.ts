import * as z from 'zod';
import { type Membership, membership } from '../../shared/access.ts';
import { logger } from '../../shared/telemetry.ts';
import type { FunctionCall } from './functionCall.ts';
import type { IssuerSettings, Principal } from './issuers.ts';

const timeoutMs = 5000;

/** Has the users service make the profile of somebody who was never seen, from what the issuer knows of them. */
export const welcomer =
  (call: FunctionCall, firstSightFunction: string, issuers: readonly IssuerSettings[]) =>
  async (principal: Principal, correlationId: string): Promise<Membership[]> => {
    const { issuer, subject } = principal;
    const firstSight = { person: { issuer, subject }, correlationId, ...(await profileOf(principal, issuers)) };
    return z.array(membership).parse(await call(firstSightFunction, firstSight, AbortSignal.timeout(timeoutMs)));
  };

const userInfo = z.object({ email: z.string().optional(), name: z.string().optional() });
const userInfoTimeoutMs = 2000;

/** An access token says little about a person; the issuer says more. Without its answer the profile starts with less. */
const profileOf = async ({ issuer, token, username }: Principal, issuers: readonly IssuerSettings[]) => {
  const address = issuers.find((settings) => settings.issuer === issuer)?.userInfoUri;
  const email = username?.includes('@') ? username : undefined;
  const fallback = { name: username?.split('@')[0], email };
  if (address === undefined) return fallback;
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(userInfoTimeoutMs),
    });
    const found = userInfo.parse(await response.json());
    return { name: found.name ?? fallback.name, email: found.email ?? fallback.email };
  } catch (error) {
    logger.info('no profile from the issuer', { issuer, reason: (error as Error).message });
    return fallback;
  }
};
