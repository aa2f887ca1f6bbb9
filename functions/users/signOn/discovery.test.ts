import { describe, expect, it } from 'vitest';
import { discovery } from './discovery.ts';

const issuer = 'https://login.acme.test';
const document = { issuer, jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/me` };
const keys = { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] };

const discover = (documents: Record<string, object | string>, of = issuer) =>
  discovery(async (address) => {
    const found = documents[address];
    if (found === undefined) return { status: 404, body: '' };
    return { status: 200, body: typeof found === 'string' ? found : JSON.stringify(found) };
  })(of);

const at = `${issuer}/.well-known/openid-configuration`;
const whole = { [at]: document, [`${issuer}/jwks`]: keys };

describe('the discovery of an issuer', () => {
  it('finds where its keys and the profiles of its people are', async () => {
    expect(await discover(whole)).toEqual({
      ok: true,
      value: { jwksUri: `${issuer}/jwks`, userInfoUri: `${issuer}/me` },
    });
  });

  it.each<[string, Record<string, object | string>]>([
    ['there is nothing', {}],
    ['it is not JSON', { ...whole, [at]: '<html>' }],
    ['it speaks for another issuer', { ...whole, [at]: { ...document, issuer: 'https://evil.test' } }],
    ['it speaks for the issuer with a slash', { ...whole, [at]: { ...document, issuer: `${issuer}/` } }],
    ['it names no keys', { ...whole, [at]: { issuer } }],
    ['its keys are a file here', { ...whole, [at]: { ...document, jwks_uri: 'file:///etc/passwd' } }],
    ['its keys are none', { ...whole, [`${issuer}/jwks`]: { keys: [] } }],
    ['its keys are not there', { [at]: document }],
  ])('fails when %s', async (_name, documents) => {
    expect(await discover(documents)).toMatchObject({ ok: false });
  });
});
