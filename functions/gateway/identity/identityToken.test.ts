import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { calculateJwkThumbprint, createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../shared/identity.ts';
import { noLimits } from '../../../shared/limits/limits.ts';
import { identityTokens, type Signer } from './identityToken.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = createPublicKey(publicKey.export({ format: 'pem', type: 'spki' })).export({ format: 'jwk' }) as JWK;
const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256' };

const ada: Identity = {
  userId: 'usr_1',
  organizationId: 'org_1',
  role: 'analyst',
  permissions: ['file:read'],
  operator: false,
  credential: { kind: 'token', id: 'tok_1' },
};

const aSigner = () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  let isAway = false;
  let signed = 0;
  const signer: Signer = {
    publicKey: async () => key,
    async sign(data) {
      if (isAway) throw new Error('away');
      signed += 1;
      return sign('sha256', data, privateKey);
    },
  };
  const tokens = identityTokens(signer, () => now);
  const tokenFor = (service: string, identity: Identity, limits = noLimits) => tokens(service, identity, limits);
  return {
    tokenFor,
    signed: () => signed,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    beAway: (away: boolean) => {
      isAway = away;
    },
    verify: (token: string, audience: string) =>
      jwtVerify(token, createLocalJWKSet({ keys: [key] }), {
        issuer: 'simsheet',
        audience,
        algorithms: ['RS256'],
        currentDate: new Date(now),
      }),
  };
};

describe('a token that says who asks', () => {
  it('is verified by the published key, for its service alone', async () => {
    const { tokenFor, verify } = aSigner();
    const token = await tokenFor('files', ada, { ...noLimits, plan: 'trial', storedBytes: 1000 });

    const { payload } = await verify(token, 'files');

    expect(payload).toMatchObject({ sub: 'usr_1', organization: 'org_1', role: 'analyst', permissions: ['file:read'] });
    expect(payload.limits).toMatchObject({ plan: 'trial', storedBytes: 1000 });
    await expect(verify(token, 'billing')).rejects.toThrow('"aud"');
  });

  it('serves for half a minute, and lives for as long again', async () => {
    const { tokenFor, verify, wait, signed } = aSigner();
    const token = await tokenFor('files', ada);

    wait(29);
    expect(await tokenFor('files', ada)).toBe(token);
    wait(1);
    expect(await tokenFor('files', ada)).not.toBe(token);
    expect(signed()).toBe(2);
    wait(29);
    await verify(token, 'files');
    wait(1);
    await expect(verify(token, 'files')).rejects.toThrow('"exp"');
  });

  it('is another one for another caller, organization, role or service', async () => {
    const { tokenFor } = aSigner();
    const others = [
      tokenFor('files', ada),
      tokenFor('billing', ada),
      tokenFor('files', { ...ada, userId: 'usr_2' }),
      tokenFor('files', { ...ada, organizationId: 'org_2' }),
      tokenFor('files', { ...ada, permissions: [] }),
      tokenFor('files', ada, { ...noLimits, storedBytes: 1000 }),
    ];

    expect(new Set(await Promise.all(others)).size).toBe(others.length);
  });

  it('is tried again at once after the key was away', async () => {
    const { tokenFor, verify, beAway } = aSigner();
    beAway(true);
    await expect(tokenFor('files', ada)).rejects.toThrow('away');
    beAway(false);

    await verify(await tokenFor('files', ada), 'files');
  });

  it('is not kept for more callers than a process can hold', async () => {
    const { tokenFor, signed } = aSigner();
    const first = await tokenFor('files', ada);
    for (let i = 0; i < 1000; i++) await tokenFor('files', { ...ada, userId: `usr_${i + 2}` });

    await tokenFor('files', ada);

    expect(signed()).toBe(1002);
    expect(first).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});
