import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { asAda } from '../support/people.ts';
import { exampleRequest, uploadExample } from '../support/simulate.ts';

const example = 'product-launch-npv';

describe('a cancellation', () => {
  it('stops a long run and leaves no results behind', async () => {
    const api = asAda();
    const json = {
      ...(await exampleRequest(example)),
      fileId: await uploadExample(api, example),
      // A few slices of half a minute each: a local cloud starts all of them, cancelled or not.
      iterations: 200_000_000,
    };
    const { simulationId } = (await api('/api/simulations', { json })).body;
    await until(
      () => api(`/api/simulations/${simulationId}`),
      ({ body }) => body.status === 'RUNNING',
    );
    await sleep(2000);

    const cancelled = await api(`/api/simulations/${simulationId}/cancel`, { method: 'POST' });

    expect([cancelled.status, cancelled.body.status]).toEqual([202, 'CANCELLED']);
    await sleep(6000);
    const after = (await api(`/api/simulations/${simulationId}`)).body;
    await sleep(2000);
    const later = (await api(`/api/simulations/${simulationId}`)).body;
    expect(later.progress).toEqual(after.progress);
    expect(later.status).toBe('CANCELLED');
    expect((await api(`/api/results/${simulationId}`)).status).toBe(404);
    expect((await api(`/api/simulations/${simulationId}/cancel`, { method: 'POST' })).status).toBe(409);
  });
});
