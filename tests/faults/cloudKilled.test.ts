import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { until } from '../support/api.ts';
import { cloudPid } from '../support/cloudPid.ts';
import { asAda, asNobody } from '../support/people.ts';
import { exampleRequest, simulate, uploadExample } from '../support/simulate.ts';

const example = 'own-randomness';

describe.skipIf(cloudPid() === null)('a local cloud that is killed', () => {
  it('is started again with what was stored, and goes on', { timeout: 400_000 }, async () => {
    const api = asAda();
    const fileId = await uploadExample(api, example);
    const request = { ...(await exampleRequest(example)), fileId, iterations: 2000 };
    const before = (await simulate(api, request)).body;
    expect(before.status).toBe('COMPLETED');
    // It saves every ten seconds.
    await sleep(15_000);

    const killedAt = Date.now();
    process.kill(cloudPid()!, 'SIGKILL');

    const gone = await until(
      () => asNobody()('/gateway/health'),
      ({ status }) => status !== 200,
    );
    expect([gone.status, gone.body.type]).toEqual([502, 'urn:simsheet:problem:api-unreachable']);
    await until(
      () => asNobody()('/gateway/health'),
      // Every service works, and the rounds of checks go on: the oldest check is from after the kill. An instance may still be slow.
      ({ status, body }) => status === 200 && Date.parse(body.checkedAt) > killedAt,
      240_000,
    );
    expect((await api(`/api/files/${fileId}`)).body.status).toBe('READY');
    expect((await api(`/api/results/${before.simulationId}`)).status).toBe(200);
    expect((await simulate(api, request)).body.status).toBe('COMPLETED');
  });
});
