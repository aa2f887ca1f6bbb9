import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { failed, ok, type Result } from '../../../engine/result.ts';
import { logger } from '../../../shared/telemetry.ts';

/**
 * An OpenID Connect issuer that this installation trusts. Issuers differ in how an access token names its audience:
 * Cognito's carry `client_id`, others `aud`; and in how it says that it is an access token.
 */
export const issuerSettings = z.object({
  issuer: z.url(),
  /** Where its keys are; never taken from a token. */
  jwksUri: z.url(),
  /** Where a profile can be asked for with an access token. */
  userInfoUri: z.url().optional(),
  audienceClaim: z.enum(['aud', 'client_id']),
  accepted: z.array(z.string()).min(1),
  /** A claim that only access tokens carry, with its value. */
  accessTokenClaim: z.tuple([z.string(), z.string()]).optional(),
  algorithms: z.array(z.enum(['RS256', 'ES256', 'EdDSA'])).min(1),
  /** The claim that lists groups, and the group of the platform's operators. */
  operators: z.object({ claim: z.string(), group: z.string() }).optional(),
});
export type IssuerSettings = z.infer<typeof issuerSettings>;

export interface Principal {
  issuer: string;
  subject: string;
  username: string | undefined;
  operator: boolean;
  token: string;
  /** What the issuer names the token by; the person, where it names none. */
  tokenId: string;
}
export type TokenError = { code: 'invalid-token' | 'keys-unavailable'; detail: string };
export type Verify = (token: string) => Promise<Result<Principal, TokenError>>;

const clockToleranceSeconds = 5;

/** Verifies access tokens: signature by the issuer's published keys (cached), issuer, audience, expiry, algorithm, kind. */
export const tokenVerifier = (issuers: readonly IssuerSettings[]): Verify => {
  const known = new Map(
    issuers.map((settings) => [
      settings.issuer,
      // jose fetches the keys again when a token names an unknown one, at most once in 30 s.
      { settings, keys: createRemoteJWKSet(new URL(settings.jwksUri), { timeoutDuration: 3000 }) },
    ]),
  );

  return async (token) => {
    const trusted = known.get(issuerOf(token) ?? '');
    if (trusted === undefined) return invalid('It was not issued by an issuer that this installation trusts.');
    const { settings, keys } = trusted;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.issuer,
        algorithms: settings.algorithms,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['sub', 'exp'],
      });
      const objection = objectionTo(payload, settings);
      return objection === null ? ok(principal(payload, settings, token)) : invalid(objection);
    } catch (error) {
      const answer = tokenError(error);
      if (answer.error.code === 'keys-unavailable') {
        logger.warn('no keys', { issuer: settings.issuer, error: error as Error });
      }
      return answer;
    }
  };
};

const invalid = (detail: string) => failed({ code: 'invalid-token' as const, detail });

/** Only to choose the keys to verify with: nothing in a token counts before its signature has been checked. */
const issuerOf = (token: string): string | null => {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload.iss === 'string' ? payload.iss : null;
  } catch {
    return null;
  }
};

const objectionTo = (
  payload: JWTPayload,
  { audienceClaim, accepted, accessTokenClaim }: IssuerSettings,
): string | null => {
  const audience = [payload[audienceClaim]].flat();
  if (!audience.some((value) => typeof value === 'string' && accepted.includes(value))) {
    return 'It was issued for another application.';
  }
  if (accessTokenClaim !== undefined && payload[accessTokenClaim[0]] !== accessTokenClaim[1]) {
    return 'It is not an access token. Send the access token, not the ID token.';
  }
  return null;
};

const principal = (payload: JWTPayload, { issuer, operators }: IssuerSettings, token: string): Principal => {
  const name = payload.username ?? payload.preferred_username;
  const groups = operators === undefined ? [] : [payload[operators.claim]].flat();
  return {
    issuer,
    subject: payload.sub ?? '',
    username: typeof name === 'string' ? name : undefined,
    operator: operators !== undefined && groups.includes(operators.group),
    token,
    tokenId: payload.jti ?? payload.sub ?? '',
  };
};

const tokenError = (error: unknown): { ok: false; error: TokenError } => {
  if (error instanceof errors.JWTExpired) return invalid('It has expired. Get a new one.');
  if (error instanceof errors.JWKSTimeout) return keysUnavailable;
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(`Its claim ${error.claim} is not acceptable.`);
  if (error instanceof errors.JOSEAlgNotAllowed) return invalid('It is signed with an algorithm that is not allowed.');
  if (error instanceof errors.JWKSNoMatchingKey)
    return invalid('It is signed with a key that its issuer does not publish.');
  if (error instanceof errors.JWSSignatureVerificationFailed) return invalid('Its signature is wrong.');
  // jose says so when the issuer's answer is no key set; a failed connection is a TypeError of fetch.
  if (error instanceof errors.JWKSInvalid || error instanceof TypeError || isJwksAnswer(error)) return keysUnavailable;
  if (error instanceof errors.JOSEError) return invalid('It is not a well-formed token.');
  throw error;
};

const isJwksAnswer = (error: unknown): boolean =>
  error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC' && /JSON Web Key Set/i.test(error.message);

const keysUnavailable = failed({
  code: 'keys-unavailable' as const,
  detail: 'The keys of the sign-in service cannot be had just now. Try again in a moment.',
});
