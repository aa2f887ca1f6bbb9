import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processIdentity } from './identity.ts';
import { type Launch, processesIn } from './processes.ts';
import { type Part, type PartReport, type Supervision, supervise } from './supervise.ts';

/** Real programs that start, die, hang and have children. */
const program = (code: string, graceMs = 1000): Launch => ({
  command: process.execPath,
  args: ['--input-type=module', '--eval', code],
  environment: { PATH: process.env.PATH ?? '', FOLDER: folder },
  graceMs,
});
const noted = (code: string) => `import { appendFileSync } from 'node:fs';
  appendFileSync(process.env.FOLDER + '/starts', process.pid + '\\n'); ${code}`;
const runs = 'setInterval(() => {}, 1000);';

/** Of a machine that does other things as well. */
const patienceMs = 20_000;
const timing = { healthEveryMs: 50, failedChecks: 2, steadyAfterMs: 60_000 };

let folder: string;
let supervision: Supervision;
let seen: PartReport[][];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simsheet-supervise-'));
  seen = [];
});

afterEach(async () => {
  await supervision.stop();
  await rm(folder, { recursive: true });
});

const bring = (...parts: (Partial<Part> & { name: string })[]): Supervision => {
  supervision = supervise(
    parts.map((part) => ({ needs: [], timeoutMs: 10_000, ...part })),
    {
      logs: join(folder, 'logs'),
      processes: processesIn(join(folder, 'children')),
      onChange: (report) => seen.push(report),
    },
    timing,
  );
  return supervision;
};

const starts = async (): Promise<number[]> =>
  (await readFile(join(folder, 'starts'), 'utf8').catch(() => '')).trim().split('\n').filter(Boolean).map(Number);
const isRunning = (pid: number): boolean => processIdentity(pid) !== null;
const stateOf = (name: string) => supervision.report().find((part) => part.name === name)?.state;

/** Waits until a part has been in a state since now, however shortly. */
const comesTo = (name: string, state: PartReport['state']): (() => Promise<void>) => {
  const from = seen.length;
  const states = () => seen.slice(from).map((reports) => reports.find((part) => part.name === name)?.state);
  return () => vi.waitFor(() => expect(states()).toContain(state), patienceMs);
};

describe('supervised processes', { timeout: 60_000 }, () => {
  it('are started again when they die, and what rests on them as well', async () => {
    const work = vi.fn(async () => {});
    bring(
      { name: 'cloud', launch: () => program(noted(runs)), healthy: async () => (await starts()).length > 0 },
      { name: 'deploy', needs: ['cloud'], work },
    );
    await supervision.settled();
    const [first = 0] = await starts();

    process.kill(first, 'SIGKILL');
    await vi.waitFor(async () => expect(await starts()).toHaveLength(2), patienceMs);
    await supervision.settled();

    expect(work).toHaveBeenCalledTimes(2);
    expect(supervision.report()[0]).toMatchObject({ state: 'READY', restarts: 1, pid: (await starts())[1] });
  });

  it('take away what they have left elsewhere when all of them have ended, not when they are started again', async () => {
    const ended: boolean[] = [];
    bring({
      name: 'cloud',
      launch: () => program(noted(runs)),
      healthy: async () => (await starts()).length > 0,
      clear: () => void ended.push(supervision.report()[0]!.pid === null),
    });
    await supervision.settled();
    process.kill(supervision.report()[0]!.pid!, 'SIGKILL');
    await vi.waitFor(async () => expect(await starts()).toHaveLength(2), patienceMs);
    await supervision.settled();
    expect(ended).toEqual([]);

    await supervision.stop();

    expect(ended).toEqual([true]);
  });

  it('are started again when they live but do not answer', async () => {
    let answering = true;
    const healthy = async () => answering && (await starts()).length > 0;
    bring({ name: 'cloud', launch: () => program(noted(runs)), healthy });
    await supervision.settled();

    const restarting = comesTo('cloud', 'RESTARTING');
    answering = false;
    await restarting();
    answering = true;
    await vi.waitFor(async () => expect(await starts()).toHaveLength(2), patienceMs);

    const [first = 0] = await starts();
    expect(isRunning(first)).toBe(false);
  });

  it('are left alone when the part before them came back and their launch is the same', async () => {
    bring(
      { name: 'cloud', launch: () => program(runs) },
      { name: 'web', needs: ['cloud'], launch: () => program(noted(runs)) },
    );
    await supervision.settled();

    const waiting = comesTo('web', 'WAITING');
    process.kill(supervision.report()[0]!.pid!, 'SIGKILL');
    await waiting();
    await supervision.settled();

    expect(await starts()).toHaveLength(1);
    expect(stateOf('web')).toBe('READY');
  });

  it('are given up after some tries, with the reason', async () => {
    bring({ name: 'cloud', launch: () => program('process.exit(3)'), healthy: async () => false });

    const [report] = await supervision.settled();

    expect(report).toMatchObject({ state: 'FAILED', reason: 'ended with exit code 3' });
  }, 20_000);

  it('end with all their children when they are stopped, the last part first', async () => {
    const sayingGoodbye = (name: string) =>
      `process.on('SIGTERM', () => { appendFileSync(process.env.FOLDER + '/ends', '${name}\\n'); process.exit(); });`;
    const parent = `const { spawn } = await import('node:child_process');
      const child = spawn(process.execPath, ['-e', '${runs}']);
      appendFileSync(process.env.FOLDER + '/starts', child.pid + '\\n'); ${sayingGoodbye('cloud')} ${runs}`;
    const last = `${sayingGoodbye('web')} ${runs}`;
    bring(
      { name: 'cloud', launch: () => program(noted(parent)), healthy: async () => (await starts()).length >= 2 },
      {
        name: 'web',
        needs: ['cloud'],
        launch: () => program(noted(last)),
        healthy: async () => (await starts()).length === 3,
      },
    );
    await supervision.settled();

    await supervision.stop();

    expect((await starts()).filter(isRunning)).toEqual([]);
    expect(await readFile(join(folder, 'ends'), 'utf8')).toBe('web\ncloud\n');
    expect(readdirSync(join(folder, 'children'))).toEqual([]);
  });

  it('end although they do not want to', async () => {
    const deaf = `process.on('SIGTERM', () => {}); ${noted(runs)}`;
    bring({ name: 'cloud', launch: () => program(deaf, 200), healthy: async () => (await starts()).length > 0 });
    await supervision.settled();

    await supervision.stop();

    expect((await starts()).filter(isRunning)).toEqual([]);
  });

  it('are found and ended by the next supervisor when theirs was killed', async () => {
    const processes = processesIn(join(folder, 'left'));
    const orphan = await processes.start(program(runs), join(folder, 'orphan.log'));
    await writeFile(join(folder, 'left', '1'), 'another process than the one that has this id now');
    bring();

    const ended = await processesIn(join(folder, 'left')).endLeftovers();

    expect(ended).toBe(1);
    expect(isRunning(orphan.pid)).toBe(false);
    expect(isRunning(1)).toBe(true);
    expect(readdirSync(join(folder, 'left'))).toEqual([]);
  });
});

describe('supervised work', () => {
  it('is tried again when it fails, and its log says why', async () => {
    let tries = 0;
    bring({
      name: 'deploy',
      work: async ({ run }) => {
        tries += 1;
        await run(program(tries === 1 ? 'console.log("no bucket"); process.exit(1)' : ''));
      },
    });

    const [report] = await supervision.settled();

    expect(report).toMatchObject({ state: 'READY', restarts: 1 });
    expect(await readFile(report!.log, 'utf8')).toMatch(/no bucket[\s\S]*ended with exit code 1/);
  });

  it('fails when it takes too long, and its program ends', async () => {
    bring({ name: 'deploy', timeoutMs: 300, work: ({ run }) => run(program(noted(runs))) });

    await vi.waitFor(() => expect(stateOf('deploy')).toBe('RESTARTING'), patienceMs);
    await vi.waitFor(async () => expect((await starts()).filter(isRunning)).toEqual([]), 5000);

    expect(seen.flat().find(({ reason }) => reason !== null)?.reason).toBe('was not ready after 0.3 s');
  });

  it('ends when it is stopped', async () => {
    bring({ name: 'deploy', work: ({ run }) => run(program(noted(runs))) });
    await vi.waitFor(() => expect(existsSync(join(folder, 'starts'))).toBe(true), 5000);

    await supervision.stop();

    await vi.waitFor(async () => expect((await starts()).filter(isRunning)).toEqual([]), 5000);
  });
});
