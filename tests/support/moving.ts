import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Answer, Api } from './api.ts';

const root = join(import.meta.dirname, '..', '..');

/** Begins to move an organization, and kills the command when it says so. */
export const moveAndKill = async (organizationId: string, to: string, at: string): Promise<void> => {
  const child = spawn(process.execPath, [
    join(root, 'functions', 'users', 'operate', 'tenant.ts'),
    ...['move', organizationId, '--to', to, '--endpoint', inject('cloud').endpoint],
  ]);
  const ended = once(child, 'exit');
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    said.push(line);
    if (line.startsWith(at)) child.kill('SIGKILL');
  });
  const [, signal] = await ended;
  if (signal !== 'SIGKILL') throw new Error(`it ended by itself before it said "${at}":\n${said.join('\n')}`);
};

/** Somebody who uploads and shares all the time, ten times a second where the platform is as fast, and somebody who reads. */
export const busyWith = (api: Api, fileIds: readonly string[]) => {
  const everyMs = 100;
  const mostAtOnce = 3;
  const uploaded: string[] = [];
  /** What was acknowledged last; of an answer that did not come nobody knows. */
  const visibility = new Map<string, string | null>(fileIds.map((fileId) => [fileId, 'shared']));
  const refused: Answer[] = [];
  const reads: Answer[] = [];
  const unexpected: Answer[] = [];
  let isBusy = true;
  const free = [...fileIds];

  const upload = async () => {
    const answer = await api('/api/files', { json: { name: 'announced.xlsx', size: 1000 } });
    if (answer.status === 202) uploaded.push(answer.body.fileId);
    else refusal(answer);
  };
  const share = async (fileId: string) => {
    const wanted = visibility.get(fileId) === 'shared' ? 'private' : 'shared';
    const answer = await api(`/api/files/${fileId}`, { method: 'PATCH', json: { visibility: wanted } });
    if (answer.status === 200) visibility.set(fileId, answer.body.visibility);
    else refusal(answer, () => visibility.set(fileId, null));
    free.push(fileId);
  };
  const refusal = (answer: Answer, ifUnknown = () => {}) => {
    if (answer.status === 503) refused.push(answer);
    else unexpected.push(answer);
    // It may have been done or not.
    if (answer.status === 502 || answer.status === 504) ifUnknown();
  };

  // No more than the platform keeps up with, wherever it runs.
  const write = async () => {
    const working = new Set<Promise<void>>();
    for (let n = 0; isBusy; n += 1) {
      if (working.size >= mostAtOnce) await Promise.race(working);
      const fileId = n % 2 === 0 ? free.shift() : undefined;
      const work = (fileId === undefined ? upload() : share(fileId)).finally(() => working.delete(work));
      working.add(work);
      await sleep(everyMs);
    }
    await Promise.all(working);
  };
  const read = async () => {
    for (let n = 0; isBusy; n += 1) {
      const path = ['/api/files?limit=1', '/api/simulations', '/api/billing/usage', '/api/notifications'][n % 4]!;
      reads.push(await api(path));
      await sleep(everyMs);
    }
  };
  const work = Promise.all([write(), read()]);
  return {
    uploaded,
    visibility,
    refused,
    reads,
    unexpected,
    async stop() {
      isBusy = false;
      await work;
    },
  };
};
