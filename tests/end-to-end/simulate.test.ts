import { describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { asAda } from '../support/people.ts';
import { exampleBytes, exampleRequest, simulate, uploadExample, workbookType } from '../support/simulate.ts';

const example = 'product-launch-npv';

describe('the main job', () => {
  it('goes from a workbook to its distribution, an export, usage and a notification', async () => {
    const api = asAda();
    const usageBefore = (await api('/api/billing/usage')).body.total.simulations;
    const fileId = await uploadExample(api, example);

    const simulation = await simulate(api, {
      ...(await exampleRequest(example)),
      fileId,
      name: 'End to end',
      iterations: 20_000,
    });

    expect(simulation.body).toMatchObject({
      status: 'COMPLETED',
      name: 'End to end',
      progress: { completed: 20_000, total: 20_000 },
      error: null,
    });
    const { simulationId } = simulation.body;
    const results = await api(`/api/results/${simulationId}`);
    expect(results.status).toBe(200);
    const [npv] = results.body.outputs;
    expect(npv.iterations).toBe(20_000);
    expect(npv.histogram.counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(20_000);
    expect(npv.percentiles['5']).toBeLessThan(npv.percentiles['95']);
    expect(npv.min).toBeLessThanOrEqual(npv.mean);
    expect(npv.sensitivity.length).toBeGreaterThan(0);

    const asked = await api(`/api/results/${simulationId}/exports`, { json: { format: 'csv' } });
    expect(asked.status).toBe(202);
    const ready = await until(
      () => api(asked.headers.get('location') ?? ''),
      ({ body }) => body.status !== 'PENDING',
    );
    const csv = await (await fetch(ready.body.url)).text();
    const rows = csv.trimEnd().split('\r\n');
    expect(rows).toHaveLength(20_001);
    const column = rows[0]?.split(',').indexOf(npv.name) ?? -1;
    const mean = rows.slice(1).reduce((sum, row) => sum + Number(row.split(',')[column]), 0) / 20_000;
    expect(mean / npv.mean).toBeCloseTo(1, 9);

    await until(
      () => api('/api/billing/usage'),
      ({ body }) => body.total.simulations > usageBefore,
    );
    await until(
      () => api('/api/notifications'),
      ({ body }) => body.items.some((item: { simulationId: string }) => item.simulationId === simulationId),
    );
  });

  it('draws the same numbers from the same seed, and others from another', async () => {
    const api = asAda();
    const request = { ...(await exampleRequest(example)), fileId: await uploadExample(api, example), iterations: 2000 };
    const meanOf = async (seed: number) => {
      const { body } = await simulate(api, { ...request, seed });
      return (await api(`/api/results/${body.simulationId}`)).body.outputs[0].mean;
    };

    const [first, again, other] = [await meanOf(1), await meanOf(1), await meanOf(2)];

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('ends before its last iteration once the mean is known as precisely as asked', async () => {
    const api = asAda();
    const request = { ...(await exampleRequest(example)), fileId: await uploadExample(api, example) };

    const { body } = await simulate(api, {
      ...request,
      iterations: 5_000_000,
      stop: { statistic: 'mean', tolerance: 0.02 },
    });

    const results = (await api(`/api/results/${body.simulationId}`)).body;
    expect([body.status, results.converged]).toEqual(['COMPLETED', true]);
    expect(results.iterations).toBeLessThan(1_000_000);
    expect(body.progress).toEqual({ completed: results.iterations, total: results.iterations });
  });

  it('takes a large workbook by a presigned upload', async () => {
    const api = asAda();
    const bytes = await exampleBytes(example);
    const { body, status } = await api('/api/files', { json: { name: 'large.xlsx', size: bytes.length } });
    expect([status, body.status]).toEqual([202, 'UPLOADING']);
    const form = new FormData();
    for (const [name, value] of Object.entries<string>(body.upload.fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)], { type: workbookType }));

    const sent = await fetch(body.upload.url, { method: 'POST', body: form });

    expect(sent.ok).toBe(true);
    const read = await until(
      () => api(`/api/files/${body.fileId}`),
      (answer) => answer.body.status === 'READY' || answer.body.status === 'REJECTED',
    );
    expect(read.body.status).toBe('READY');
  });

  it('starts one simulation although the request arrives five times', async () => {
    const api = asAda();
    const json = { ...(await exampleRequest(example)), fileId: await uploadExample(api, example), iterations: 1000 };
    const headers = { 'idempotency-key': crypto.randomUUID() };

    const answers = await Promise.all(Array.from({ length: 5 }, () => api('/api/simulations', { json, headers })));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.simulationId)).size).toBe(1);
  });

  it('deletes a simulation with its results, and a file with its cells', async () => {
    const api = asAda();
    const fileId = await uploadExample(api, example);
    const { body } = await simulate(api, { ...(await exampleRequest(example)), fileId, iterations: 1000 });

    const deleted = [
      await api(`/api/simulations/${body.simulationId}`, { method: 'DELETE' }),
      await api(`/api/simulations/${body.simulationId}`, { method: 'DELETE' }),
      await api(`/api/files/${fileId}`, { method: 'DELETE' }),
    ];

    expect(deleted.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect((await api(`/api/simulations/${body.simulationId}`)).status).toBe(404);
    expect((await api(`/api/files/${fileId}`)).status).toBe(404);
    await until(
      () => api(`/api/results/${body.simulationId}`),
      ({ status }) => status === 404,
    );
  });
});
