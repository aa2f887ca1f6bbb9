import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestCloud } from '../../localstack/testCloud.ts';
import type { Benchmark } from '../measurement.ts';

const examples = join(import.meta.dirname, '..', '..', 'examples');
const example = 'product-launch-npv';

/** From POST to COMPLETED through the whole platform on a local cloud of its own. */
export const bench: Benchmark = async () => {
  const cloud = await startTestCloud();
  try {
    const authorization = `Bearer ${await cloud.token('ada@example.com')}`;
    const call = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${cloud.webUrl}${path}`, { ...init, headers: { authorization, ...init.headers } });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    };
    const follow = async (path: string, ended: (body: { status: string }) => boolean) => {
      for (;;) {
        const body = await call(path);
        if (ended(body)) return body;
        await sleep(50);
      }
    };
    const { fileId } = await call('/api/files', {
      method: 'POST',
      headers: { 'x-file-name': `${example}.xlsx`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(await readFile(join(examples, `${example}.xlsx`))),
    });
    await follow(`/api/files/${fileId}`, ({ status }) => status === 'READY');
    const request = JSON.parse(await readFile(join(examples, `${example}.simulation.json`), 'utf8'));

    const secondsFor = async (iterations: number) => {
      const startedAt = performance.now();
      const { simulationId } = await call('/api/simulations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...request, fileId, iterations }),
      });
      const { status } = await follow(`/api/simulations/${simulationId}`, (body) =>
        ['COMPLETED', 'FAILED', 'CANCELLED'].includes(body.status),
      );
      if (status !== 'COMPLETED') throw new Error(`the simulation is ${status}`);
      return (performance.now() - startedAt) / 1000;
    };
    await secondsFor(1000);
    const small = await secondsFor(1000);
    const large = await secondsFor(1_000_000);
    return [
      { name: 'POST to COMPLETED, 1,000 iterations', value: small, unit: 's' },
      {
        name: 'POST to COMPLETED, 1,000,000 iterations',
        value: large,
        unit: 's',
        goal: '<= 10 s',
        reference: '1,000 iterations',
        referenceValue: small,
        ratio: large / small,
      },
    ];
  } finally {
    await cloud.stop();
  }
};
