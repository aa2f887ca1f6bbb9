import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './identity.ts';

/** A program to run. */
export interface Launch {
  command: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  folder?: string;
  /** How long it has to end after SIGTERM, before SIGKILL. */
  graceMs?: number;
}

export interface Running {
  pid: number;
  launch: Launch;
  /** Why it ended: an exit code or a signal. */
  ended: Promise<string>;
  /** Ends it and everything that it has started. Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

const defaultGraceMs = 5000;

/**
 * Starts programs, each as the leader of a process group of its own, so that ending it ends its children too, and Ctrl-C
 * in the terminal reaches only the supervisor. Each is noted in `folder`: what a killed supervisor left behind is found
 * there by the next one.
 */
export const processesIn = (folder: string) => {
  mkdirSync(folder, { recursive: true });
  const note = (pid: number) => join(folder, String(pid));

  const start = async (launch: Launch, logFile: string): Promise<Running> => {
    const log = openSync(logFile, 'a');
    const child = spawn(launch.command, launch.args, {
      detached: true,
      env: { ...launch.environment },
      stdio: ['ignore', log, log],
      ...(launch.folder && { cwd: launch.folder }),
    });
    closeSync(log);
    const ended = endOf(child).then((reason) => {
      // Others of its group may outlive it; their note stays until they are gone as well.
      if (child.pid !== undefined && !groupExists(child.pid)) rmSync(note(child.pid), { force: true });
      return reason;
    });
    const { pid } = child;
    if (pid === undefined) throw new Error(`${launch.command} ${await ended}`);
    writeFileSync(note(pid), processIdentity(pid) ?? '');
    const stop = async () => {
      await endGroup(pid, launch.graceMs ?? defaultGraceMs);
      await ended;
      rmSync(note(pid), { force: true });
    };
    return { pid, launch, ended, stop };
  };

  /** Ends what an earlier supervisor has left running. Answers how many programs that were. */
  const endLeftovers = async (): Promise<number> => {
    const left = readdirSync(folder).map((name) => ({
      pid: Number(name),
      identity: readFileSync(join(folder, name), 'utf8'),
    }));
    const ours = left.filter(({ pid, identity }) => {
      const now = processIdentity(pid);
      // Without its leader a group keeps its id, which no new process gets.
      return now === identity || (now === null && groupExists(pid));
    });
    await Promise.all(ours.map(({ pid }) => endGroup(pid, defaultGraceMs)));
    for (const { pid } of left) rmSync(note(pid), { force: true });
    return ours.length;
  };

  return { start, endLeftovers };
};
export type Processes = ReturnType<typeof processesIn>;

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'was not found' : `did not start: ${error.message}`),
    );
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });

const groupExists = (pid: number): boolean => signalGroup(pid, 0);

/** Answers whether there was anybody to get it. */
const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // macOS says EPERM for a group of which only a zombie is left.
    if (['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
};

const endGroup = async (pid: number, graceMs: number): Promise<void> => {
  const deadline = Date.now() + graceMs;
  if (!signalGroup(pid, 'SIGTERM')) return;
  while (groupExists(pid)) {
    if (Date.now() > deadline) {
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await sleep(50);
  }
};
