/** Organizations' own sign-on, loaded with the first that has to do with it: a process that meets none starts without. */
import * as z from 'zod';
import { failed, ok } from '../../../engine/result.ts';
import { belonging } from '../../../shared/access.ts';
import { domainName, signOnOfDomain } from '../../../shared/api/signOnOfDomain.ts';
import type { ServiceResponse } from '../../../shared/http/message.ts';
import { reachedLimit } from '../../../shared/limits/reachedLimit.ts';
import { type GuardedGet, guardedGet } from '../../../shared/outbound/guardedGet.ts';
import type { Table } from '../../../shared/table/table.ts';
import { logger } from '../../../shared/telemetry.ts';
import { answer, type IncomingRequest, json } from '../edge/answer.ts';
import type { FunctionCall } from '../instances/functionCall.ts';
import type { IdentityDeps } from './authenticate.ts';
import { nameIn } from './issuers.ts';
import { type OrganizationIssuers, organizationIssuers } from './organizationIssuers.ts';

export interface SignOn extends Pick<OrganizationIssuers, 'verify' | 'objection'>, Pick<IdentityDeps, 'welcome'> {
  /** How people of a domain sign in, for whoever asks. */
  answerDomain(incoming: IncomingRequest): Promise<ServiceResponse>;
}

export interface SignOnSettings {
  access: Table;
  clock: () => number;
  allowPrivate: boolean;
  call: FunctionCall;
  firstSightFunction: string;
}

export const liveSignOn = ({ access, clock, allowPrivate, call, firstSightFunction }: SignOnSettings): SignOn => {
  const get = guardedGet({ allowPrivate });
  const { verify, objection, signOnOf } = organizationIssuers(access, clock, async (address, { headers, signal }) => {
    const { status, body } = await get(address, Object.fromEntries(new Headers(headers)), signal ?? undefined);
    return new Response(body, { status });
  });
  return {
    verify,
    objection,
    welcome: welcomeBySignOn(get, (firstSight) => call(firstSightFunction, firstSight, AbortSignal.timeout(timeoutMs))),
    answerDomain: answerDomain(signOnOf),
  };
};

const timeoutMs = 5000;
const welcomed = z.union([
  z.array(belonging),
  z.object({ refused: z.object({ code: z.string(), detail: z.string(), reached: reachedLimit.optional() }) }),
]);

/** Has the users service make somebody a member for whom the organization's issuer vouches. */
export const welcomeBySignOn =
  (get: GuardedGet, call: (firstSight: object) => Promise<unknown>): SignOn['welcome'] =>
  async (principal, { correlationId, traceparent }) => {
    const { issuer, subject, within, username } = principal;
    if (within === undefined) throw new Error('nobody but the platform vouches for them');
    const { organizationId, claimed } = within;
    const profile = await profileOf(get, principal);
    const firstSight = {
      person: { issuer, subject },
      correlationId,
      traceparent,
      name: profile.name ?? username,
      email: profile.email,
      signOn: { organizationId, claimed },
    };
    const result = welcomed.parse(await call(firstSight));
    return 'refused' in result ? failed({ status: 403, ...result.refused }) : ok(result);
  };

const userInfo = z.object({
  sub: z.string(),
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.string()]).optional(),
  name: z.string().optional(),
});

/** An access token seldom tells an address; the issuer does, of whom the token is about. */
const profileOf = async (
  get: GuardedGet,
  { subject, token, within }: Parameters<SignOn['welcome']>[0],
): Promise<{ name?: string | undefined; email?: string | undefined }> => {
  const email = within?.email;
  if (email !== undefined || !within?.userInfoUri) return { email };
  try {
    const { status, body } = await get(within.userInfoUri, { authorization: `Bearer ${token}` });
    if (status !== 200) throw new Error(`it answers ${status}`);
    const found = userInfo.parse(JSON.parse(body));
    // OpenID Connect Core 5.3.2: of anybody else it must not be used.
    if (found.sub !== subject) throw new Error('it tells of somebody else');
    const isDoubted = found.email_verified === false || found.email_verified === 'false';
    return { name: nameIn(found.name), email: isDoubted ? undefined : nameIn(found.email) };
  } catch (error) {
    logger.info('no profile from the issuer of an organization', { reason: (error as Error).message, ...within });
    return {};
  }
};

/** GET /gateway/sign-on?domain=: a page leads people to their own issuer by what follows the @ of their address. */
export const answerDomain =
  (signOnOf: OrganizationIssuers['signOnOf']): SignOn['answerDomain'] =>
  async (incoming) => {
    const domain = domainName.safeParse(incoming.query.find(([name]) => name === 'domain')?.[1]);
    if (!domain.success) {
      const detail = 'Say whose sign-on: ?domain=example.com.';
      const errors = [{ pointer: '/domain', detail: 'a domain is like example.com' }];
      return answer(incoming, { status: 400, code: 'invalid-request', detail, errors });
    }
    const found = signOnOf(domain.data);
    if (found === 'busy') {
      const detail = 'Too many unknown domains are asked for just now. Try again in a second.';
      return answer(incoming, { status: 429, code: 'too-many-requests', detail }, { 'retry-after': '1' });
    }
    const signOn = await found;
    if (signOn !== undefined) return json(200, signOnOfDomain.parse(signOn));
    const detail = `No organization has a sign-on of its own for ${domain.data}. Sign in as everybody does.`;
    return answer(incoming, { status: 404, code: 'sign-on-not-found', detail });
  };
