/** Tokens as somebody would make them who wants in: against keys that are published over HTTP. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toIncoming } from '../edge/incoming.ts';
import { aGateway } from '../gateway.testkit.ts';
import { type IssuerSettings, tokenVerifier, type Verify } from './issuers.ts';

const issuer = 'https://issuer.example/pool';
const keys = await generateKeyPair('RS256', { extractable: true });
const strangersKeys = await generateKeyPair('RS256', { extractable: true });
const second = 1000;
const now = () => Math.floor(Date.now() / second);

const published = async (kid: string, { publicKey }: Pick<typeof keys, 'publicKey'>) => ({
  ...(await exportJWK(publicKey)),
  kid,
  alg: 'RS256',
});
const claims = (given: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  sub: 'ada',
  exp: now() + 3600,
  client_id: 'web',
  token_use: 'access',
  ...given,
});
const sign = (given: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, key = keys.privateKey) =>
  new SignJWT(claims(given)).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key);

const part = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signed as it is written, which no library would. */
const signText = async (payload: string, header: object = { alg: 'RS256', kid: 'k1' }) => {
  const content = `${part(header)}.${part(payload)}`;
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', keys.privateKey, Buffer.from(content));
  return `${content}.${Buffer.from(signature).toString('base64url')}`;
};

const signWithSecret = (secret: string) =>
  new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(new TextEncoder().encode(secret));

const servers: Server[] = [];
const serve = async (answer: RequestListener) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

/** An issuer, of which a test can change what it publishes. */
const anIssuer = async () => {
  const state = { keys: [await published('k1', keys)], status: 200 };
  const { url, asked } = await serve((_request, response) =>
    response.writeHead(state.status).end(JSON.stringify({ keys: state.keys })),
  );
  const settings: IssuerSettings = {
    issuer,
    jwksUri: `${url}/jwks.json`,
    audienceClaim: 'client_id',
    accepted: ['web'],
    accessTokenClaim: ['token_use', 'access'],
    algorithms: ['RS256'],
    operators: { claim: 'cognito:groups', group: 'operators' },
  };
  return { state, asked, settings, verify: tokenVerifier([settings]) };
};

let theIssuer: Awaited<ReturnType<typeof anIssuer>>;
let verify: Verify;
/** Of somebody who wants us to fetch keys there. */
let evil: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  theIssuer = await anIssuer();
  verify = theIssuer.verify;
  const jwks = { keys: [await published('k1', strangersKeys)] };
  evil = await serve((_request, response) => void response.end(JSON.stringify(jwks)));
});
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) server.close();
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('a hostile token', () => {
  it.each<[string, () => Promise<string>]>([
    ['is not signed', async () => `${part({ alg: 'none', kid: 'k1' })}.${part(claims())}.`],
    ['is not signed, in another spelling', async () => `${part({ alg: 'nOnE', kid: 'k1' })}.${part(claims())}.`],
    ['has lost its signature', async () => (await sign()).replace(/[^.]+$/, '')],
    ['is signed by the public key in PEM', async () => signWithSecret(await exportSPKI(keys.publicKey))],
    ['is signed by the public key as JSON', async () => signWithSecret(JSON.stringify(await published('k1', keys)))],
    ['is signed with RS512 by the right key', () => signText(JSON.stringify(claims()), { alg: 'RS512', kid: 'k1' })],
    ['is of a stranger', () => sign({ iss: 'https://evil.example' }, {}, strangersKeys.privateKey)],
    ['is of an issuer with a slash more', () => sign({ iss: `${issuer}/` })],
    ['is of several issuers', () => sign({ iss: [issuer] as unknown as string })],
    ['is of the issuer __proto__', () => sign({ iss: '__proto__' })],
    ['is for another application', () => sign({ client_id: 'other' })],
    ['is for an application whose name begins so', () => sign({ client_id: 'web2' })],
    ['is for objects', () => sign({ client_id: { toString: 'web' } })],
    ['is an ID token', () => sign({ token_use: 'id', client_id: undefined, aud: 'web' })],
    ['is an ID token with the claim of the other', () => sign({ token_use: 'id' })],
    ['names a key that nobody knows', () => sign({}, { kid: 'k2' })],
    ['names a key by a path', () => sign({}, { kid: '../../../../dev/null' }, strangersKeys.privateKey)],
    ['names a key by an address', () => sign({}, { kid: `${evil.url}/jwks.json` }, strangersKeys.privateKey)],
    ['names a key by 10 kB', () => sign({}, { kid: 'k'.repeat(10_000) }, strangersKeys.privateKey)],
    ['names a key by SQL', () => sign({}, { kid: "' UNION SELECT 'k1" }, strangersKeys.privateKey)],
    ['names no key, and is of a stranger', () => sign({}, { kid: undefined as never }, strangersKeys.privateKey)],
    [
      'brings its key along',
      async () => sign({}, { jwk: await published('k1', strangersKeys) }, strangersKeys.privateKey),
    ],
    ['says where its key is', () => sign({}, { jku: `${evil.url}/jwks.json` }, strangersKeys.privateKey)],
    ['says where its certificate is', () => sign({}, { x5u: `${evil.url}/cert.pem` }, strangersKeys.privateKey)],
    ['asks for an extension', () => signText(JSON.stringify(claims()), { alg: 'RS256', kid: 'k1', crit: ['x'], x: 1 })],
    [
      'has a payload that is not encoded',
      () => signText(JSON.stringify(claims()), { alg: 'RS256', kid: 'k1', b64: false, crit: ['b64'] }),
    ],
    ['has expired', () => sign({ exp: now() - 10 })],
    ['expires never', () => sign({ exp: undefined })],
    ['expires when it says', () => signText(JSON.stringify(claims({ exp: '9999999999' as never })))],
    ['is not valid yet', () => sign({ nbf: now() + 600 })],
    ['is valid from some day on', () => signText(JSON.stringify(claims({ nbf: 'now' as never })))],
    ['was issued in the future', () => sign({ iat: now() + 600 })],
    ['was issued once', () => signText(JSON.stringify(claims({ iat: 'yesterday' as never })))],
    ['is about nobody', () => sign({ sub: undefined })],
    ['is about an empty name', () => sign({ sub: '' })],
    ['is about a name of 10 kB', () => sign({ sub: 'a'.repeat(10_000) })],
    ['is about an object', () => signText(JSON.stringify(claims({ sub: { toString: 'ada' } as never })))],
    ['is about a number', () => signText(JSON.stringify(claims({ sub: 1 as never })))],
    ['is longer than any', () => sign({ padding: 'a'.repeat(16 * 1024) })],
    ['is a megabyte of dots', async () => '.'.repeat(1024 * 1024)],
    ['is nested ten thousand times', async () => `${part({ alg: 'RS256', kid: 'k1' })}.${part(nested(5000))}.AAAA`],
    ['is nested in its header', async () => `${part(nested(4000))}.${part(claims())}.AAAA`],
    ['is nested and signed', () => signText(nested(5000))],
    ['is null', () => signText('null')],
    ['is a list', () => signText(JSON.stringify([claims()]))],
    ['says twice who issued it', () => signText(`{"iss":"${issuer}",${JSON.stringify(claims({ iss: 'x' })).slice(1)}`)],
    ['has its claims changed', async () => (await sign()).replace(/\.[^.]+\./, `.${part(claims({ sub: 'eve' }))}.`)],
    ['has five parts', async () => `${await sign()}.a.b`],
    ['has one part', async () => 'garbage'],
    ['is no text', async () => '\u0000\uffff'],
  ])('that %s is refused', async (_name, make) => {
    const result = await verify(await make());

    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-token' } });
    expect(evil.asked).toEqual([]);
  });

  it('is told from a good one, which is taken', async () => {
    const result = await verify(await sign({ nbf: now(), iat: now(), username: 'ada', jti: 'tok_1' }));

    expect(result).toMatchObject({ ok: true, value: { subject: 'ada', username: 'ada', tokenId: 'tok_1' } });
  });

  it('that says something twice is read in one way: what is said last counts', async () => {
    const result = await verify(await signText(`{"sub":"eve",${JSON.stringify(claims()).slice(1)}`));

    expect(result).toMatchObject({ ok: true, value: { subject: 'ada' } });
  });

  it.each([
    ['an object', { a: 1 }],
    ['a number', 7],
    ['5 kB', 'j'.repeat(5000)],
  ])('that is named by %s is logged by its subject', async (_name, jti) => {
    const result = await verify(await signText(JSON.stringify(claims({ jti: jti as never, username: jti }))));

    expect(result).toMatchObject({ ok: true, value: { tokenId: 'ada', username: undefined } });
  });

  it.each([
    ['a text that holds the group', 'not-operators'],
    ['an object', { operators: true }],
    ['a list in a list', [['operators']]],
  ])('makes nobody an operator by %s', async (_name, groups) => {
    const result = await verify(await sign({ 'cognito:groups': groups }));

    expect(result).toMatchObject({ ok: true, value: { operator: false } });
  });
});

describe('the keys of an issuer', () => {
  /** Only the clock: the requests need their timers. */
  const stopClock = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  it('are fetched once for many tokens at once', async () => {
    const token = await sign();

    await Promise.all(Array.from({ length: 50 }, () => verify(token)));

    expect(theIssuer.asked).toEqual(['/jwks.json']);
  });

  it('that were rotated are picked up, and those that were taken back are good no more', async () => {
    stopClock();
    expect(await verify(await sign())).toMatchObject({ ok: true });
    theIssuer.state.keys = [await published('k2', strangersKeys)];
    pass(31 * second);

    expect(await verify(await sign({}, { kid: 'k2' }, strangersKeys.privateKey))).toMatchObject({ ok: true });
    expect(await verify(await sign())).toMatchObject({ ok: false });
  });

  it('are asked for at most once in 30 s, whatever keys a storm of tokens names', async () => {
    stopClock();
    await verify(await sign());
    const storm = async () => {
      for (let n = 0; n < 15; n += 1) await verify(await sign({}, { kid: crypto.randomUUID() }));
    };

    await storm();
    expect(theIssuer.asked.length).toBe(1);
    pass(30 * second);
    await storm();
    expect(theIssuer.asked.length).toBe(2);
    pass(29 * second);
    await storm();
    expect(theIssuer.asked.length).toBe(2);
  });

  it('are good for an hour more while the issuer fails, which is asked at most every 5 s', async () => {
    stopClock();
    await verify(await sign());
    theIssuer.state.status = 503;
    pass(11 * 60 * second);

    expect(await verify(await sign())).toMatchObject({ ok: true });
    for (let n = 0; n < 20; n += 1) await verify(await sign({}, { kid: `k${n}` }));
    expect(theIssuer.asked.length).toBe(2);
    pass(3600 * second);
    expect(await verify(await sign())).toMatchObject({ ok: false, error: { code: 'keys-unavailable' } });
  });

  it('of an issuer that fails from the start are asked for once in 5 s, and it is not the token that is blamed', async () => {
    stopClock();
    theIssuer.state.status = 500;
    const answers = [];
    for (let n = 0; n < 20; n += 1) answers.push(await verify(await sign({}, { kid: `k${n}` })));

    expect(answers).toEqual(answers.map(() => expect.objectContaining({ ok: false })));
    expect(answers[0]).toMatchObject({ error: { code: 'keys-unavailable' } });
    expect(theIssuer.asked.length).toBe(1);
    theIssuer.state.status = 200;
    pass(6 * second);
    expect(await verify(await sign())).toMatchObject({ ok: true });
  });

  it.each([
    ['no JSON', 'keys'],
    ['no key set', '[]'],
    ['keys that are none', '{"keys":[{"kty":"RSA","kid":"k1","alg":"RS256"}]}'],
    ['a key that is too short', '{"keys":[{"kty":"RSA","kid":"k1","alg":"RS256","n":"AQAB","e":"AQAB"}]}'],
    ['null', 'null'],
  ])('that are %s are not blamed on the token', async (_name, body) => {
    const { url } = await serve((_request, response) => void response.end(body));

    const result = await tokenVerifier([{ ...theIssuer.settings, jwksUri: url }])(await sign());

    expect(result).toMatchObject({ ok: false, error: { code: 'keys-unavailable' } });
  });
});

describe('a request with a good token', () => {
  const ask = async (given: { headers: Record<string, string>; twice?: Record<string, string[]> }) => {
    const gateway = aGateway({ verify });
    const event = {
      httpMethod: 'GET',
      path: '/api/files/x',
      headers: given.headers,
      multiValueHeaders: given.twice ?? {},
      body: null,
    } as unknown as APIGatewayProxyEvent;
    const { status } = await gateway.ask(toIncoming(event));
    return { status, identity: gateway.asked[0]?.request.identity, headers: gateway.asked[0]?.request.headers };
  };

  it.each(['Bearer', 'bearer', 'BEARER'])('is taken with %s', async (scheme) => {
    expect((await ask({ headers: { Authorization: `${scheme} ${await sign()}` } })).status).toBe(200);
  });

  it.each([
    ['a second one', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['more than a token', (token: string) => `Bearer ${token} x`],
    ['no scheme', (token: string) => token],
    ['the scheme of others', (token: string) => `JWT ${token}`],
  ])('is refused with %s', async (_name, make) => {
    expect((await ask({ headers: { authorization: make(await sign()) } })).status).toBe(401);
  });

  it('is refused with two Authorization headers, also when they are the same', async () => {
    const one = `Bearer ${await sign()}`;

    expect((await ask({ headers: { authorization: one }, twice: { Authorization: ['Bearer x', one] } })).status).toBe(
      401,
    );
    expect((await ask({ headers: { authorization: one }, twice: { Authorization: [one, one] } })).status).toBe(401);
  });

  it('is refused with two organizations', async () => {
    const headers = { authorization: `Bearer ${await sign()}`, 'simsheet-organization': 'org_1' };

    const { status } = await ask({ headers, twice: { 'Simsheet-Organization': ['org_3', 'org_1'] } });

    expect(status).toBe(403);
  });

  it('acts as who it is about, whatever the headers claim', async () => {
    const authorization = `Bearer ${await sign()}`;
    const claimed = {
      'x-simsheet-user': 'usr_root',
      'X-Simsheet-Organization': 'org_3',
      'x-simsheet-permissions': 'file:delete',
      'x-simsheet-operator': 'true',
    };

    const { status, identity, headers } = await ask({ headers: { authorization, ...claimed } });

    expect(status).toBe(200);
    expect(identity).toMatchObject({ userId: 'usr_1', organizationId: 'org_1', operator: false });
    expect(Object.keys(headers ?? {})).toEqual([]);
  });

  it('is refused in the organization of a stranger', async () => {
    const headers = { authorization: `Bearer ${await sign()}`, 'simsheet-organization': 'org_3' };

    expect((await ask({ headers })).status).toBe(403);
  });
});
