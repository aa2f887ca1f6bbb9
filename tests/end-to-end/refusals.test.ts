import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, inject, it } from 'vitest';
import { type Answer, apiWith, until } from '../support/api.ts';
import { asAda, asGrace, asNobody } from '../support/people.ts';
import { exampleRequest, simulate, upload, uploadExample, workbookType } from '../support/simulate.ts';

const example = 'newsvendor';

/** What every refusal looks like. */
const expectProblem = ({ status, headers, body }: Answer, expected: number) => {
  expect([status, body]).toEqual([expected, expect.objectContaining({ status: expected, detail: expect.any(String) })]);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.correlationId).toBe(headers.get('x-correlation-id'));
};

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());

describe('somebody without a good token', () => {
  it('is refused without one', async () => expectProblem(await asNobody()('/api/files'), 401));

  it('is refused with a token that somebody else signed', async () => {
    const good = inject('cloud').tokens.ada;
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT(claimsOf(good)).setProtectedHeader(headerOf(good)).sign(privateKey);

    expectProblem(await apiWith(forged)('/api/files'), 401);
  });

  it('is refused with a token whose claims were changed', async () => {
    const [header, , signature] = inject('cloud').tokens.ada.split('.');
    const claims = { ...claimsOf(inject('cloud').tokens.ada), sub: claimsOf(inject('cloud').tokens.grace).sub };
    const changed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;

    expectProblem(await apiWith(changed)('/api/files'), 401);
  });

  it('is refused at the monitoring of operators, and told publicly only that things work', async () => {
    for (const path of ['services', 'services/files', 'circuit-breakers', 'circuit-breakers/files/a'])
      expectProblem(await asAda()(`/gateway/${path}`), 403);

    // Of what did not answer in time they know better by the next checks, every half minute.
    const health = await until(
      () => asNobody()('/gateway/health'),
      ({ status, body }) => status === 200 && body.status === 'HEALTHY',
      120_000,
    );
    expect(new Set(Object.keys(health.body))).toEqual(new Set(['status', 'services', 'checkedAt']));
  });
});

describe('somebody of another organization', () => {
  it('cannot tell that a file or simulation exists', async () => {
    const ada = asAda();
    const grace = asGrace();
    const fileId = await uploadExample(ada, example);
    const { body } = await simulate(ada, { ...(await exampleRequest(example)), fileId, iterations: 1000 });
    const simulationId: string = body.simulationId;

    const answers = [
      await grace(`/api/files/${fileId}`),
      await grace(`/api/files/${fileId}/cells?range=A1:B2`),
      await grace(`/api/simulations/${simulationId}`),
      await grace(`/api/simulations/${simulationId}/cancel`, { method: 'POST' }),
      await grace(`/api/results/${simulationId}`),
      await grace(`/api/results/${simulationId}/exports`, { json: { format: 'json' } }),
      await grace('/api/simulations', { json: { ...(await exampleRequest(example)), fileId } }),
    ];

    for (const answer of answers) expectProblem(answer, 404);
    await grace(`/api/files/${fileId}`, { method: 'DELETE' });
    await grace(`/api/simulations/${simulationId}`, { method: 'DELETE' });
    expect((await ada(`/api/files/${fileId}`)).status).toBe(200);
    expect((await ada(`/api/simulations/${simulationId}`)).status).toBe(200);
  });

  it('cannot act in an organization by naming it', async () => {
    const { organizationId } = (await asAda()('/api/users/me')).body;

    expectProblem(await asGrace()('/api/files', { headers: { 'simsheet-organization': organizationId } }), 403);
  });
});

describe('a request with mistakes', () => {
  it.each([
    ['JSON that is none', { body: '{"fileId":', headers: { 'content-type': 'application/json' } }, 400],
    ['an empty body', { method: 'POST', headers: { 'content-type': 'application/json' } }, 400],
    [
      'another content type',
      { body: 'fileId=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
    ],
    ['no outputs', { json: { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' } }, 400],
    [
      'a file that nobody has',
      { json: { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', outputs: [{ cell: 'A!A1' }] } },
      404,
    ],
    ['an array', { json: [] }, 400],
    ['null', { json: null }, 400],
  ])('is refused for %s', async (_name, call, status) => {
    expectProblem(await asAda()('/api/simulations', call), status);
  });

  it('is told every mistake with its place at once', async () => {
    const api = asAda();
    const fileId = await uploadExample(api, example);
    const request = await exampleRequest(example);
    const [input] = request.inputs;

    const answer = await api('/api/simulations', {
      json: {
        ...request,
        fileId,
        inputs: [
          { ...input, distribution: 'normal(5, -1)' },
          { cell: 'Nowhere!A1', distribution: 'normal(5, 1)' },
          { cell: request.outputs[0].cell, distribution: 'norml(5, 1)' },
        ],
        outputs: [{ cell: 'Nowhere!B2' }],
      },
    });

    expectProblem(answer, 422);
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/inputs/0/distribution', '/inputs/1/cell', '/outputs/0/cell']));
  });

  it('is refused at unknown paths and methods', async () => {
    expectProblem(await asAda()('/api/nothing'), 404);
    expectProblem(await asAda()('/api/simulations/not-an-id'), 404);
    expectProblem(await asAda()('/api/simulations', { method: 'PATCH' }), 405);
  });
});

describe('a file that is no safe workbook', () => {
  const cases: [string, string, Buffer][] = [
    ['text', 'a.xlsx', Buffer.from('a,b\n1,2\n')],
    ['an old .xls', 'a.xls', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2048)])],
    ['half a zip', 'a.xlsx', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(100)])],
  ];

  it.each(cases)('is rejected with a reason: %s', async (_name, fileName, bytes) => {
    const { status, body } = await upload(asAda(), fileName, bytes);

    expect([status, body.status]).toEqual([200, 'REJECTED']);
    expect(body.reasons[0].detail.length).toBeGreaterThan(20);
  });

  it('is refused at once when it is empty or has no name', async () => {
    expectProblem(
      await asAda()('/api/files', {
        body: Buffer.alloc(0),
        headers: { 'content-type': workbookType, 'x-file-name': 'a.xlsx' },
      }),
      400,
    );
    expectProblem(
      await asAda()('/api/files', { body: Buffer.from('PK'), headers: { 'content-type': workbookType } }),
      415,
    );
  });

  it('is refused when it is over 4 MiB in a body, with the way for larger ones', async () => {
    const answer = await asAda()('/api/files', {
      body: Buffer.alloc(5 * 1024 * 1024),
      headers: { 'content-type': workbookType, 'x-file-name': 'a.xlsx' },
    });

    expectProblem(answer, 413);
  });
});
