import * as z from 'zod';
import { ok, type Result } from '../../../engine/result.ts';
import { type Belonging, belonging } from '../../../shared/access.ts';
import type { Outcome } from '../../../shared/circuitBreaker/attempt.ts';
import { circuitBreaker } from '../../../shared/circuitBreaker/circuitBreaker.ts';
import type { CircuitStore } from '../../../shared/circuitBreaker/store.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import { logger } from '../../../shared/telemetry.ts';
import type { IncomingRequest } from '../edge/answer.ts';
import { issuerCircuits } from '../instances/circuits.ts';
import type { FunctionCall } from '../instances/functionCall.ts';
import type { IssuerSettings, Principal } from './issuers.ts';

const timeoutMs = 5000;

/** Has the users service make the profile of somebody who was never seen, from what the issuer knows of them. */
export const welcomer = (
  call: FunctionCall,
  firstSightFunction: string,
  issuers: readonly IssuerSettings[],
  circuits: CircuitStore,
) => {
  const profileOf = profiles(issuers, circuits);
  return async (
    principal: Principal,
    { correlationId, traceparent }: Pick<IncomingRequest, 'correlationId' | 'traceparent'>,
  ): Promise<Result<Belonging[], ProblemInput>> => {
    const { issuer, subject } = principal;
    const firstSight = { person: { issuer, subject }, correlationId, traceparent, ...(await profileOf(principal)) };
    return ok(z.array(belonging).parse(await call(firstSightFunction, firstSight, AbortSignal.timeout(timeoutMs))));
  };
};

const userInfo = z.object({ email: z.string().optional(), name: z.string().optional() });
const userInfoTimeoutMs = 2000;

/**
 * An access token says little about a person; the issuer says more. Without its answer the profile starts with less; while
 * it fails, nobody who is new has to wait for it.
 */
export const profiles = (issuers: readonly IssuerSettings[], store: CircuitStore) => {
  const known = new Map(
    issuers.map(({ issuer, userInfoUri }) => {
      const name = `${issuerCircuits}${new URL(issuer).host}`;
      return [issuer, { userInfoUri, breaker: circuitBreaker<Response>({ name, store, classify }) }];
    }),
  );
  return async ({ issuer, token, username }: Pick<Principal, 'issuer' | 'token' | 'username'>) => {
    const email = username?.includes('@') ? username : undefined;
    const fallback = { name: username?.split('@')[0], email };
    const { userInfoUri, breaker } = known.get(issuer) ?? {};
    if (userInfoUri === undefined || breaker === undefined) return fallback;
    try {
      const headers = { authorization: `Bearer ${token}` };
      const options = { timeoutMs: userInfoTimeoutMs };
      const response = await breaker.call((signal) => fetch(userInfoUri, { headers, signal }), options);
      const found = userInfo.parse(await response.json());
      return { name: found.name ?? fallback.name, email: found.email ?? fallback.email };
    } catch (error) {
      logger.info('no profile from the issuer', { issuer, reason: (error as Error).message });
      return fallback;
    }
  };
};

/** What it says of one person's token is no failure of the issuer. */
const classify = (outcome: Outcome<Response>) => (outcome.ok && outcome.value.status < 500 ? 'success' : 'failure');
