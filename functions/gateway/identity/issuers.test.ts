import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IssuerSettings, tokenVerifier, type Verify } from './issuers.ts';

const issuer = 'https://issuer.example/pool';
const keys = await generateKeyPair('RS256', { extractable: true });
const strangersKeys = await generateKeyPair('RS256');
const inAnHour = Math.floor(Date.now() / 1000) + 3600;

const sign = (claims: JWTPayload, key = keys.privateKey, alg = 'RS256') =>
  new SignJWT({ iss: issuer, sub: 'ada', exp: inAnHour, client_id: 'web', token_use: 'access', ...claims })
    .setProtectedHeader({ alg, kid: 'k1' })
    .sign(key);

let server: Server;
let settings: IssuerSettings;
let verify: Verify;

beforeAll(async () => {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' };
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  }).listen(0);
  settings = {
    issuer,
    jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    audienceClaim: 'client_id',
    accepted: ['web'],
    accessTokenClaim: ['token_use', 'access'],
    algorithms: ['RS256'],
    operators: { claim: 'cognito:groups', group: 'operators' },
  };
  verify = tokenVerifier([settings]);
});
afterAll(() => void server.close());

const payload = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token verifier', () => {
  it('finds out who an access token is about', async () => {
    const result = await verify(await sign({ 'cognito:groups': ['operators'], username: 'ada' }));

    expect(result).toMatchObject({ ok: true, value: { issuer, subject: 'ada', username: 'ada', operator: true } });
  });

  it.each([
    ['expired', () => sign({ exp: inAnHour - 7200 })],
    ['without an expiry', () => sign({ exp: undefined })],
    ['not yet valid', () => sign({ nbf: inAnHour })],
    ['for another application', () => sign({ client_id: 'other' })],
    ['an ID token', () => sign({ token_use: 'id' })],
    ['signed by a stranger', () => sign({}, strangersKeys.privateKey)],
    ['of an unknown issuer', () => sign({ iss: 'https://evil.example' })],
    ['without a subject', () => sign({ sub: undefined })],
    ['unsigned', async () => `${payload({ alg: 'none' })}.${payload({ iss: issuer, sub: 'ada', exp: inAnHour })}.`],
    [
      'signed by the public key as if it were a secret',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
        return new SignJWT({ iss: issuer, sub: 'ada', client_id: 'web', exp: inAnHour })
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(secret);
      },
    ],
    [
      'with a changed payload',
      async () => (await sign({})).replace(/\.[^.]+\./, `.${payload({ iss: issuer, sub: 'eve', exp: inAnHour })}.`),
    ],
    ['garbage', async () => 'not.a.token'],
  ])('refuses a token that is %s', async (_name, make) => {
    const result = await verify(await make());

    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-token' } });
  });

  it.each([
    [
      'of a client that no setting names, by the scope',
      { sub: 'm1', client_id: 'm1', scope: 'a simsheet/machine' },
      true,
    ],
    ['not without the scope', { sub: 'm1', client_id: 'm1' }, false],
    ['not without the scope, although a setting names the client', { sub: 'web', client_id: 'web' }, false],
    ['not by a scope that begins so', { sub: 'm1', client_id: 'm1', scope: 'simsheet/machines' }, false],
    ['not for a person who has the scope', { sub: 'ada', client_id: 'm1', scope: 'simsheet/machine' }, false],
  ])('takes the token of a machine %s', async (_name, claims, isTaken) => {
    const verified = await tokenVerifier([{ ...settings, machineScope: 'simsheet/machine' }])(await sign(claims));

    expect(verified).toMatchObject(isTaken ? { ok: true, value: { machine: true, subject: 'm1' } } : { ok: false });
  });

  it('takes no machine for an operator', async () => {
    const claims = { sub: 'm1', client_id: 'm1', scope: 'simsheet/machine', 'cognito:groups': ['operators'] };
    const verified = await tokenVerifier([{ ...settings, machineScope: 'simsheet/machine' }])(await sign(claims));

    expect(verified).toMatchObject({ ok: true, value: { operator: false } });
  });

  it('says that it is not the token when the keys cannot be had', async () => {
    const closed = tokenVerifier([{ ...settings, jwksUri: 'http://127.0.0.1:9/jwks.json' }]);

    const result = await closed(await sign({}));

    expect(result).toMatchObject({ ok: false, error: { code: 'keys-unavailable' } });
  });
});
