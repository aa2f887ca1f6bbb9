import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { exclusively } from '../prepare/lock.mjs';
import { isSameProcess, processIdentity } from './identity.ts';

const supervisorFile = z.object({ pid: z.number(), identity: z.string(), startedAt: z.string() });
/** The process that supervises an installation. */
export type Supervisor = z.infer<typeof supervisorFile>;

const parsed = (file: string): Supervisor | null => {
  try {
    return supervisorFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
};

/** The supervisor that runs, or null: a file that a killed one left behind does not count. */
export const runningSupervisor = (file: string): Supervisor | null => {
  const found = parsed(file);
  return found !== null && isSameProcess(found.pid, found.identity) ? found : null;
};

/** Makes this process the supervisor. Answers the one that runs already, if there is one, instead. */
export const becomeSupervisor = (file: string): Promise<Supervisor | null> =>
  exclusively(join(dirname(file), 'supervisor.lock'), async () => {
    const other = runningSupervisor(file);
    if (other !== null) return other;
    const self = {
      pid: process.pid,
      identity: processIdentity(process.pid) ?? '',
      startedAt: new Date().toISOString(),
    };
    writeWhole(file, self);
    return null;
  });

export const resignAsSupervisor = (file: string): void => {
  if (parsed(file)?.pid === process.pid) rmSync(file, { force: true });
};

/** Asks the supervisor to end and waits until it has. Answers whether one ran. Throws if it does not end. */
export const endSupervisor = async (file: string, patienceMs = 90_000): Promise<boolean> => {
  const found = runningSupervisor(file);
  if (found === null) return false;
  process.kill(found.pid, 'SIGTERM');
  const deadline = Date.now() + patienceMs;
  while (isSameProcess(found.pid, found.identity)) {
    if (Date.now() > deadline)
      throw new Error(`The supervisor (process ${found.pid}) does not end. kill -9 ${found.pid} ends it.`);
    await sleep(50);
  }
  return true;
};

/** Writes a file that is never seen half written. */
export const writeWhole = (file: string, content: unknown): void => {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(content, null, 2));
  renameSync(draft, file);
};
