import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { failed, ok, type Result } from '../../../engine/result.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { logger } from '../../../shared/telemetry.ts';
import { publishedKeys } from './publishedKeys.ts';

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
  /** The scope that marks a machine's token: one that the client that it was issued to asked for itself. */
  machineScope: z.string().optional(),
  /** The claim that lists groups, and the group of the platform's operators. */
  operators: z.object({ claim: z.string(), group: z.string() }).optional(),
});
export type IssuerSettings = z.infer<typeof issuerSettings>;

/** What a token is checked against. */
export type Checked = Pick<
  IssuerSettings,
  'issuer' | 'algorithms' | 'accepted' | 'accessTokenClaim' | 'machineScope'
> & {
  audienceClaim: IssuerSettings['audienceClaim'] | 'iss';
};

export interface Principal {
  issuer: string;
  subject: string;
  username: string | undefined;
  operator: boolean;
  /** A program that signed in with a client secret; operators make it a member. */
  machine: boolean;
  token: string;
  /** What the issuer names the token by; the person, where it names none. */
  tokenId: string;
  /** The one organization whose own issuer vouches for them. */
  within?: Within;
}

export interface Within {
  organizationId: TenantId;
  /** Of whose addresses it vouches for people. */
  domains: readonly string[];
  userInfoUri: string | null;
  email: string | undefined;
  /** The values of the claim that roles are mapped from. */
  claimed: readonly string[];
}
export type TokenError = { code: 'invalid-token' | 'keys-unavailable' | 'too-many-requests'; detail: string };
export type Verify = (token: string) => Promise<Result<Principal, TokenError>>;

const clockToleranceSeconds = 5;
/** Of whoever issued it, which its own clock told when. */
const mostAheadSeconds = 60;
/** Several times what an issuer puts into one; longer ones are not looked at. */
const mostCharacters = 16 * 1024;
/** OpenID Connect allows so many to a subject; no other name is longer either. */
const mostInName = 255;

/** Verifies access tokens: signature by the issuer's published keys (cached), issuer, audience, expiry, algorithm, kind. */
export const tokenVerifier = (
  issuers: readonly IssuerSettings[],
  /** Those of other issuers than the platform's. */
  ofOthers: Verify = async () => invalid('It was not issued by an issuer that this installation trusts.'),
): Verify => {
  const known = new Map(
    issuers.map((settings) => [settings.issuer, { settings, keys: publishedKeys(settings.jwksUri) }]),
  );
  return async (token) => {
    if (token.length > mostCharacters) return invalid('It is longer than any access token.');
    const trusted = known.get(issuerOf(token) ?? '');
    if (trusted === undefined) return ofOthers(token);
    const claims = await checkedClaims(trusted.settings, trusted.keys, token);
    return claims.ok ? ok(principal(claims.value, trusted.settings, token)) : claims;
  };
};

/** What a token says, once all that can be checked without knowing whom it is about has been. */
export const checkedClaims = async (
  settings: Checked,
  keys: JWTVerifyGetKey,
  token: string,
): Promise<Result<JWTPayload, TokenError>> => {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: settings.issuer,
      algorithms: settings.algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['sub', 'exp'],
    });
    const objection = objectionTo(payload, settings);
    return objection === null ? ok(payload) : invalid(objection);
  } catch (error) {
    const answer = tokenError(error);
    if (answer.error.code === 'keys-unavailable') {
      logger.warn('no keys', { issuer: settings.issuer, error: error as Error });
    }
    return answer;
  }
};

export const invalid = (detail: string) => failed({ code: 'invalid-token' as const, detail });

/** Only to choose the keys to verify with: nothing in a token counts before its signature has been checked. */
const issuerOf = (token: string): string | null => {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload.iss === 'string' ? payload.iss : null;
  } catch {
    return null;
  }
};

/** Which clients there are the issuer knows: it gives the scope to those that may have it, and an operator the membership. */
const isMachine = (payload: JWTPayload, { machineScope }: Checked): boolean =>
  machineScope !== undefined &&
  isOfClient(payload) &&
  typeof payload.scope === 'string' &&
  payload.scope.split(' ').includes(machineScope);

/** A token that a client got for itself, about nobody. */
const isOfClient = ({ sub, client_id }: JWTPayload): boolean => sub !== undefined && sub === client_id;

const objectionTo = (payload: JWTPayload, settings: Checked): string | null => {
  const { audienceClaim, accepted, accessTokenClaim } = settings;
  const audience = [payload[audienceClaim]].flat();
  const isForUs = audienceClaim === 'client_id' && isMachine(payload, settings);
  if (!isForUs && !audience.some((value) => typeof value === 'string' && accepted.includes(value))) {
    return 'It was issued for another application.';
  }
  if (accessTokenClaim !== undefined && payload[accessTokenClaim[0]] !== accessTokenClaim[1]) {
    return 'It is not an access token. Send the access token, not the ID token.';
  }
  if (isOfClient(payload) && !isMachine(payload, settings)) {
    return 'A program got it for itself, without the scope that marks the tokens of machines. Ask for that scope.';
  }
  // Of a subject that is no text, all would be the same person.
  if (nameIn(payload.sub) === undefined) return 'Its subject is no name.';
  if ((payload.iat ?? 0) > Date.now() / 1000 + mostAheadSeconds) return 'It says that it was issued in the future.';
  return null;
};

/** What an issuer calls something, if it is a text that can be kept and logged. */
export const nameIn = (claim: unknown, most = mostInName): string | undefined =>
  typeof claim === 'string' && claim !== '' && claim.length <= most ? claim : undefined;

const principal = (payload: JWTPayload, settings: IssuerSettings, token: string): Principal => {
  const { issuer, operators } = settings;
  const subject = payload.sub ?? '';
  const groups = operators === undefined ? [] : [payload[operators.claim]].flat();
  const machine = isMachine(payload, settings);
  return {
    issuer,
    subject,
    username: nameIn(payload.username ?? payload.preferred_username),
    operator: operators !== undefined && !machine && groups.includes(operators.group),
    machine,
    token,
    tokenId: nameIn(payload.jti) ?? subject,
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
  // Of the errors of keys some are jose's, and what Web Crypto says of a key that it cannot read is none of them.
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid)
    ? invalid('It is not a well-formed token.')
    : keysUnavailable;
};

const keysUnavailable = failed({
  code: 'keys-unavailable' as const,
  detail: 'The keys of the sign-in service cannot be had just now. Try again in a moment.',
});
