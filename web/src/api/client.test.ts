import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createApiClient } from './client.ts';

const problem = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });

const setUp = (...answers: (Response | Error)[]) => {
  const sent: { path: string; headers: Record<string, string> }[] = [];
  const onReach = vi.fn();
  const api = createApiClient({
    tokens: { current: async () => 'first', renewed: async () => 'second' },
    organization: () => 'org_1',
    onReach,
    fetch: async (path, init) => {
      sent.push({ path: String(path), headers: init?.headers as Record<string, string> });
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, sent, onReach };
};

const reply = z.object({ name: z.string() });
const get = { method: 'GET', path: '/api/x', reply } as const;

describe('the API client', () => {
  it('says who asks, in which organization, and parses the reply', async () => {
    const { api, sent, onReach } = setUp(Response.json({ name: 'Ada', more: 1 }));

    expect(await api.send(get)).toEqual({ name: 'Ada' });
    expect(sent[0]?.headers).toMatchObject({ authorization: 'Bearer first', 'simsheet-organization': 'org_1' });
    expect(onReach).toHaveBeenLastCalledWith(true);
  });

  it('tries again once with a new token when the first is refused', async () => {
    const { api, sent } = setUp(problem(401, {}), Response.json({ name: 'Ada' }));

    await api.send(get);

    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  it('repeats a POST with the same key after a renewal', async () => {
    const { api, sent } = setUp(problem(401, {}), Response.json({ name: 'Ada' }));

    await api.send({ method: 'POST', path: '/api/x', body: {}, reply });

    expect(sent[0]?.headers['idempotency-key']).toBeTruthy();
    expect(sent[1]?.headers['idempotency-key']).toBe(sent[0]?.headers['idempotency-key']);
  });

  it('gives the mistakes in a request with their places', async () => {
    const errors = [{ pointer: '/inputs/0/distribution', detail: 'no such distribution' }];
    const { api } = setUp(
      problem(422, {
        type: 'urn:simsheet:problem:invalid-simulation',
        title: 'T',
        detail: 'D',
        correlationId: 'cor_1',
        errors,
      }),
    );

    await expect(api.send(get)).rejects.toMatchObject({
      kind: 'problem',
      status: 422,
      code: 'invalid-simulation',
      message: 'D',
      correlationId: 'cor_1',
      errors,
    });
  });

  it.each([
    ['a broken connection', new TypeError('Failed to fetch')],
    ['the web server without an API', problem(502, { type: 'urn:simsheet:problem:api-unreachable', detail: 'away' })],
    ["a load balancer's page", new Response('<html>', { status: 503 })],
  ])('reports %s as unreachable', async (_, answer) => {
    const { api, onReach } = setUp(answer);

    await expect(api.send(get)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(onReach).toHaveBeenLastCalledWith(false);
  });

  it("takes a service's own 503 for an answer", async () => {
    const { api, onReach } = setUp(problem(503, { type: 'urn:simsheet:problem:circuit-open', detail: 'later' }));

    await expect(api.send(get)).rejects.toMatchObject({ kind: 'problem', code: 'circuit-open' });
    expect(onReach).toHaveBeenLastCalledWith(true);
  });

  it('says what is wrong with a reply that it does not understand', async () => {
    const { api } = setUp(Response.json({ name: 1 }));

    await expect(api.send(get)).rejects.toMatchObject({ kind: 'unexpected', message: expect.stringContaining('name') });
  });
});
