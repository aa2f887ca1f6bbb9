import { createHash } from 'node:crypto';
import type { ServiceResponse } from '../../../shared/http/message.ts';
import { once } from '../once.ts';
import type { IncomingRequest } from './answer.ts';

/** Only when somebody asks: it is as large as a good part of the gateway. */
const load = once(async (): Promise<{ body: string; etag: string }> => {
  const { default: document } = await import('../../../docs/openapi.json', { with: { type: 'json' } });
  const body = JSON.stringify(document);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
});

/** GET /openapi.json, for who knows the API by its own address alone. Public; a client that has it gets a 304. */
export const answerOpenApi = async ({ headers }: Pick<IncomingRequest, 'headers'>): Promise<ServiceResponse> => {
  const { body, etag } = await load();
  const caching = { etag, 'cache-control': 'public, max-age=300' };
  const known = headers['if-none-match']?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)) {
    return { status: 304, headers: caching, body: '' };
  }
  return { status: 200, headers: { ...caching, 'content-type': 'application/json' }, body };
};
