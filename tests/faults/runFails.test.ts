import { describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { asAda } from '../support/people.ts';
import { sentEvents } from '../support/sentEvents.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';
import { breakFunction } from './lambdas.ts';

const example = 'product-launch-npv';

describe('a run whose worker cannot start', () => {
  it('fails after some attempts and tells its owner, and the same request runs once it can', async () => {
    const api = asAda();
    const fileId = await uploadExample(api, example);
    const request = { ...(await exampleRequest(example)), fileId, iterations: 2000 };

    const mend = await breakFunction('simsheet-simulations-prepare');
    const run = await simulate(api, request);
    await mend();

    expect(run.body).toMatchObject({ status: 'FAILED', error: { code: expect.any(String) } });
    const { simulationId } = run.body;
    const { body: inbox } = await until(
      () => api('/api/notifications'),
      ({ body }) => body.items.some((item: { simulationId: string }) => item.simulationId === simulationId),
    );
    expect(inbox.items.find((item: { simulationId: string }) => item.simulationId === simulationId).title).toMatch(
      /fail/i,
    );
    const told = (await sentEvents(['simulations'])).filter(({ subject }) => subject === simulationId);
    expect(told.map(({ type }) => type)).toContain('simulation.failed');
    expect((await api(`/api/results/${simulationId}`)).status).toBe(404);
    expect((await simulate(api, request)).body.status).toBe('COMPLETED');
  });
});
