/** Says who asks to a service that is no function of ours, in a form that it can check: a JWT (RFC 7519), signed by the gateway. */
import type { JWK } from 'jose';
import type { Identity } from '../../../shared/identity.ts';
import type { TenantLimits } from '../../../shared/limits/limits.ts';

/** A key that signs with RSASSA-PKCS1-v1_5 and SHA-256 (RS256), and never leaves where it is kept. */
export interface Signer {
  /** The public half, with the `kid` by which tokens name it. */
  publicKey(): Promise<JWK & { kid: string }>;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** A token for the service, about whoever asks, with what their organization may have at most. */
export type IdentityTokens = (service: string, identity: Identity, limits: TenantLimits) => Promise<string>;

export const tokenIssuer = 'simsheet';
const lifeSeconds = 60;
/** Long enough for a request to arrive and be looked at; signing each one anew would cost more than the request. */
const useSeconds = 30;
/** Of a process; then it begins anew. */
const maxKept = 1000;

export const identityTokens = (signer: Signer, clock: () => number): IdentityTokens => {
  const kept = new Map<string, { token: Promise<string>; until: number }>();
  return (service, identity, limits) => {
    const name = JSON.stringify([service, identity, limits]);
    const now = clock();
    const known = kept.get(name);
    if (known !== undefined && now < known.until) return known.token;
    const token = signed(signer, service, { ...claimsOf(identity), limits }, Math.floor(now / 1000));
    if (kept.size >= maxKept) kept.clear();
    kept.set(name, { token, until: now + useSeconds * 1000 });
    token.catch(() => kept.delete(name));
    return token;
  };
};

const claimsOf = ({ userId, organizationId, role, permissions, credential }: Identity) => ({
  sub: userId,
  organization: organizationId,
  role,
  permissions,
  credential,
});

const signed = async (signer: Signer, service: string, about: object, now: number): Promise<string> => {
  const { kid } = await signer.publicKey();
  const claims = { iss: tokenIssuer, aud: service, iat: now, exp: now + lifeSeconds, ...about };
  const content = `${encoded({ alg: 'RS256', typ: 'JWT', kid })}.${encoded(claims)}`;
  return `${content}.${Buffer.from(await signer.sign(Buffer.from(content))).toString('base64url')}`;
};

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
