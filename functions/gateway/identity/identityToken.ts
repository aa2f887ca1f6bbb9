/** Says who asks to a service that is no function of ours, in a form that it can check: a JWT (RFC 7519), signed by the gateway. */
import type { JWK } from 'jose';
import type { Identity } from '../../../shared/identity.ts';

/** A key that signs with RSASSA-PKCS1-v1_5 and SHA-256 (RS256), and never leaves where it is kept. */
export interface Signer {
  /** The public half, with the `kid` by which tokens name it. */
  publicKey(): Promise<JWK & { kid: string }>;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** A token for the service, about whoever asks. */
export type IdentityTokens = (service: string, identity: Identity) => Promise<string>;

export const tokenIssuer = 'simsheet';
const lifeSeconds = 60;
/** Long enough for a request to arrive and be looked at; signing each one anew would cost more than the request. */
const useSeconds = 30;
/** Of a process; then it begins anew. */
const maxKept = 1000;

export const identityTokens = (signer: Signer, clock: () => number): IdentityTokens => {
  const kept = new Map<string, { token: Promise<string>; until: number }>();
  return (service, identity) => {
    const name = JSON.stringify([service, identity]);
    const now = clock();
    const known = kept.get(name);
    if (known !== undefined && now < known.until) return known.token;
    const token = signed(signer, service, identity, Math.floor(now / 1000));
    if (kept.size >= maxKept) kept.clear();
    kept.set(name, { token, until: now + useSeconds * 1000 });
    token.catch(() => kept.delete(name));
    return token;
  };
};

const signed = async (signer: Signer, service: string, identity: Identity, now: number): Promise<string> => {
  const { kid } = await signer.publicKey();
  const { userId, organizationId, role, permissions, credential } = identity;
  const claims = {
    iss: tokenIssuer,
    aud: service,
    sub: userId,
    iat: now,
    exp: now + lifeSeconds,
    organization: organizationId,
    role,
    permissions,
    credential,
  };
  const content = `${encoded({ alg: 'RS256', typ: 'JWT', kid })}.${encoded(claims)}`;
  return `${content}.${Buffer.from(await signer.sign(Buffer.from(content))).toString('base64url')}`;
};

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
