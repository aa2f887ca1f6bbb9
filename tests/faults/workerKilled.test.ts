import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { compileSimulation, createRunner, planSimulation, summarise } from '../../engine/index.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import { until } from '../support/api.ts';
import { cloudPid } from '../support/cloudPid.ts';
import { asAda } from '../support/people.ts';
import { exampleBytes, exampleRequest, hasEnded, uploadExample } from '../support/simulate.ts';
import { killChildren } from './processes.ts';

const example = 'product-launch-npv';

/** The same simulation in this process: what it gives, and how long it takes. */
const computed = async (iterations: number) => {
  const planned = planSimulation(readWorkbook(new Uint8Array(await exampleBytes(example))), {
    ...(await exampleRequest(example)),
    iterations,
  });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  const program = await compileSimulation(planned.value);
  const runner = await createRunner(program);
  const begun = performance.now();
  const state = await runner.run({ firstChunk: 0, chunks: program.chunks });
  return { seconds: (performance.now() - begun) / 1000, outputs: summarise(program, state).outputs };
};

// Only processes of this machine can be killed: not those in a container.
describe.skipIf(cloudPid() === null)('a worker that is killed while it computes', () => {
  it('is replaced, and the result is the same to the last bit', async () => {
    const trial = 131_072;
    // The first time is that of a program that nothing has warmed up: a worker would end long before it can be killed.
    await computed(trial);
    const { seconds } = await computed(trial);
    const iterations = Math.ceil(16 / seconds) * trial;
    const api = asAda();
    const fileId = await uploadExample(api, example);
    const json = { ...(await exampleRequest(example)), fileId, iterations };
    const { simulationId } = (await api('/api/simulations', { json })).body;
    await until(
      () => api(`/api/simulations/${simulationId}`),
      ({ body }) => body.status === 'RUNNING',
    );
    await sleep(3000);

    const killed = await killChildren(cloudPid()!, ['simulations-slice', 'simulations-prepare']);

    expect(killed).toBeGreaterThan(0);
    expect((await api(`/api/simulations/${simulationId}`)).body.status).toBe('RUNNING');
    const ended = await until(() => api(`/api/simulations/${simulationId}`), hasEnded, 200_000);
    expect(ended.body).toMatchObject({ status: 'COMPLETED', progress: { completed: iterations, total: iterations } });
    const { outputs } = (await api(`/api/results/${simulationId}`)).body;
    expect(outputs).toEqual(JSON.parse(JSON.stringify((await computed(iterations)).outputs)));
  });
});
