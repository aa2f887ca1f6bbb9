import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from './identity.ts';
import { becomeSupervisor, endSupervisor, resignAsSupervisor, runningSupervisor, writeWhole } from './runFile.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simsheet-run-'));
  file = join(folder, 'supervisor.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** Another process that calls itself the supervisor. */
const anotherSupervisor = () => {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  writeWhole(file, { pid: child.pid, identity: processIdentity(child.pid!), startedAt: '2026-01-01T00:00:00.000Z' });
  return child;
};

describe('the supervisor of an installation', () => {
  it('is the first process that asks, and no second one while it runs', async () => {
    const child = anotherSupervisor();

    const inTheWay = await becomeSupervisor(file);

    expect(inTheWay?.pid).toBe(child.pid);
    child.kill('SIGKILL');
  });

  it('gives way when it was killed, although its file is still there', async () => {
    const child = anotherSupervisor();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;

    expect(runningSupervisor(file)).toBeNull();
    expect(await becomeSupervisor(file)).toBeNull();
    expect(runningSupervisor(file)?.pid).toBe(process.pid);
  });

  it('is not a later process with the same id', async () => {
    writeWhole(file, { pid: process.pid, identity: 'of another time', startedAt: '2026-01-01T00:00:00.000Z' });

    expect(runningSupervisor(file)).toBeNull();
  });

  it('is nobody when the file is damaged', async () => {
    await writeFile(file, '{"pid":');

    expect(await becomeSupervisor(file)).toBeNull();
  });

  it('ends when it is asked to', async () => {
    anotherSupervisor();

    expect(await endSupervisor(file)).toBe(true);
    expect(await endSupervisor(file)).toBe(false);
  });

  it('takes its file with it, and nobody else takes it', async () => {
    const child = anotherSupervisor();
    resignAsSupervisor(file);
    expect(existsSync(file)).toBe(true);
    child.kill('SIGKILL');

    writeWhole(file, { pid: process.pid, identity: '', startedAt: '' });
    resignAsSupervisor(file);

    expect(existsSync(file)).toBe(false);
  });
});
