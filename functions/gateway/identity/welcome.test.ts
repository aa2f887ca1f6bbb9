import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryCircuitStore } from '../../../shared/circuitBreaker/memoryStore.ts';
import { profiles } from './welcome.ts';

const anIssuer = async (answer: () => { status: number; body: object }) => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    const { status, body } = answer();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    issuer,
    jwksUri: issuer,
    userInfoUri: issuer,
    audienceClaim: 'aud' as const,
    accepted: ['x'],
    algorithms: ['RS256' as const],
  };
  const profileOf = profiles([settings], memoryCircuitStore());
  const ask = () => profileOf({ issuer, token: 't', username: 'ada@example.com' });
  return { ask, asked: () => asked };
};

describe('the profile of somebody new', () => {
  it('is what the issuer knows', async () => {
    const { ask } = await anIssuer(() => ({ status: 200, body: { name: 'Ada Lovelace', email: 'ada@work.example' } }));

    expect(await ask()).toEqual({ name: 'Ada Lovelace', email: 'ada@work.example' });
  });

  it('begins with what the token says where the issuer fails, which is then left alone', async () => {
    const { ask, asked } = await anIssuer(() => ({ status: 500, body: {} }));

    for (let n = 0; n < 8; n += 1) expect((await ask()).email).toBe('ada@example.com');

    expect(asked()).toBe(5);
  });

  it('is asked for although the issuer refused the tokens of others', async () => {
    const { ask, asked } = await anIssuer(() => ({ status: 401, body: { error: 'invalid_token' } }));

    for (let n = 0; n < 8; n += 1) await ask();

    expect(asked()).toBe(8);
  });
});
