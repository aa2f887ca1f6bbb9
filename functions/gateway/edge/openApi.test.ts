import { describe, expect, it } from 'vitest';
import { answerOpenApi } from './openApi.ts';

describe('GET /openapi.json', () => {
  it("answers the API's description, to be kept by whoever asks", async () => {
    const { status, headers, body } = await answerOpenApi({ headers: {} });

    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/json',
      'public, max-age=300',
    ]);
    expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.1', info: { title: 'Simsheet API' } });
  });

  it.each([
    ['the tag', (etag: string) => etag],
    ['the tag among others', (etag: string) => `"other", ${etag}`],
    ['the tag as a cache weakened it', (etag: string) => `W/${etag}`],
  ])('answers who has %s that it is still good', async (_name, given) => {
    const { headers } = await answerOpenApi({ headers: {} });

    const again = await answerOpenApi({ headers: { 'if-none-match': given(headers.etag!) } });

    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('answers who has another one with all of it', async () => {
    expect((await answerOpenApi({ headers: { 'if-none-match': '"old"' } })).status).toBe(200);
  });
});
