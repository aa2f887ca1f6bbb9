import { describe, expect, it } from 'vitest';
import type { IncomingRequest } from './answer.ts';
import { cors } from './cors.ts';

const partner = 'https://planning.example.com';
const request = (headers: Record<string, string>, method = 'GET'): IncomingRequest => ({
  method,
  path: '/api/files',
  query: [],
  headers,
  body: null,
  correlationId: 'cor_1',
  sourceIp: '203.0.113.7',
});
const asking = (origin: string) => request({ origin, 'access-control-request-method': 'PUT' }, 'OPTIONS');

describe('a page of another origin', () => {
  const { preflight, headers } = cors([partner]);

  it('may send requests and read the answers where a setting names it', () => {
    expect(preflight(asking(partner))).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': partner,
        'access-control-allow-methods': expect.stringContaining('PUT'),
        'access-control-allow-headers': expect.stringContaining('authorization'),
        vary: 'Origin',
      },
    });
    expect(headers(request({ origin: partner }))).toMatchObject({ 'access-control-allow-origin': partner });
  });

  it.each(['https://evil.example', `${partner}.evil.example`, 'null', partner.toUpperCase()])(
    'may not as %s',
    (origin) => {
      expect(preflight(asking(origin))?.headers).toEqual({ vary: 'Origin' });
      expect(headers(request({ origin }))).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('is nothing to an installation that names none', () => {
    expect(cors([]).headers(request({ origin: partner }))).toEqual({});
  });

  it('asks with OPTIONS and the method that it wants; other requests are no such question', () => {
    expect(preflight(request({ origin: partner }))).toBeNull();
    expect(preflight(request({ origin: partner }, 'OPTIONS'))).toBeNull();
  });
});
