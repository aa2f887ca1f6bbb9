import { describe, expect, it } from 'vitest';
import type { ServiceRequest } from '../../../shared/http/message.ts';
import { noLimits } from '../../../shared/limits/limits.ts';
import { anInstance, fine } from '../gateway.testkit.ts';
import { type HttpInstanceDeps, httpInstances } from './httpInstances.ts';

const request = (path: string): ServiceRequest => ({
  kind: 'http',
  method: 'GET',
  path,
  query: [['a', '1 2']],
  headers: { accept: 'text/csv' },
  body: null,
  identity: {
    userId: 'usr_1',
    organizationId: 'org_1',
    role: 'owner',
    permissions: [],
    operator: false,
    credential: { kind: 'token', id: 'tok_1' },
  },
  limits: noLimits,
  correlationId: 'cor_1',
  deadline: 0,
});

const outside = anInstance({ kind: 'http', target: 'https://x.example/base/' });

const asking = (given: Partial<HttpInstanceDeps> = {}) => {
  const asked: { url: URL; headers: Record<string, string> }[] = [];
  const { request: ask } = httpInstances({
    call: async (url, { headers }) => {
      asked.push({ url, headers });
      return fine();
    },
    tokenFor: async (service, { userId }) => `${service} for ${userId}`,
    ...given,
  });
  return {
    asked,
    ask: (path: string, headers = {}) => {
      const whole = request(path);
      return ask(outside, { ...whole, headers: { ...whole.headers, ...headers } }, AbortSignal.timeout(1000));
    },
  };
};

describe('an HTTP instance', () => {
  it.each([
    ['/api/files/fil_1', '/base/api/files/fil_1'],
    ['/api/files/x?admin=1', '/base/api/files/x%3Fadmin=1'],
    ['/api/files/x%3Fadmin=1', '/base/api/files/x%3Fadmin=1'],
    ['/api/files/x#y', '/base/api/files/x%23y'],
    ['/api/files/ä b', '/base/api/files/%C3%A4%20b'],
  ])('is asked for %s with its segments kept apart', async (path, expected) => {
    const { asked, ask } = asking();

    await ask(path);

    const [{ url } = { url: new URL('none:') }] = asked;
    expect(`${url.pathname}${url.search}`.replace('%3Fadmin%3D', '%3Fadmin=')).toBe(`${expected}?a=1+2`);
  });

  it('is told who asks by a token for its service, beside what the client sent', async () => {
    const { asked, ask } = asking();

    await ask('/api/files');

    expect(asked[0]?.headers).toMatchObject({ accept: 'text/csv', authorization: 'Bearer files for usr_1' });
  });

  it('is told whose loop detection it passed, with ours', async () => {
    const { asked, ask } = asking();

    await ask('/api/files', { 'cdn-loop': 'cloudflare; x=1' });

    expect(asked[0]?.headers['cdn-loop']).toBe('cloudflare; x=1, simsheet');
  });

  it('is not asked, nor blamed, when nobody can sign who asks', async () => {
    const { asked, ask } = asking({ tokenFor: () => Promise.reject(new Error('KMS is away')) });

    await expect(ask('/api/files')).rejects.toMatchObject({ kind: 'throttled' });

    expect(asked).toEqual([]);
  });
});
