import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Effect, type Event, isSettled, type Machine, machineOf, type PartState, step } from './machine.ts';
import type { Launch, Processes, Running } from './processes.ts';

/** What a part can use while it works. */
export interface Work {
  /** A line into the part's log. */
  log(line: string): void;
  /** Aborted when the part is to end. */
  signal: AbortSignal;
  /** Runs a program to its end, its output into the part's log. Rejects unless it ends with 0. */
  run(launch: Launch): Promise<void>;
}

/** Does `work`, then runs `launch`, then is READY as soon as `healthy` says so; each of the three may be missing. */
export interface Part {
  name: string;
  needs: readonly string[];
  maxAttempts?: number;
  work?(work: Work): Promise<void>;
  /** A program that keeps running. Asked for at each launch; one that runs with just this launch is left alone. */
  launch?(): Launch;
  healthy?(): Promise<boolean>;
  /** Takes away what it has left outside its folders, when all has ended. */
  clear?(): void;
  /** Where it is to be found, as soon as that is known. */
  address?(): string | undefined;
  /** How long work and start may take. */
  timeoutMs: number;
}

export interface PartReport {
  name: string;
  state: PartState;
  address: string | null;
  log: string;
  pid: number | null;
  /** Launches after the first. */
  restarts: number;
  /** How long the last launch took until it was READY. */
  seconds: number | null;
  /** Since when it is in this state, ISO 8601. */
  since: string;
  reason: string | null;
}

export interface Timing {
  healthEveryMs: number;
  /** Checks in a row that have to fail. */
  failedChecks: number;
  steadyAfterMs: number;
}
/** What dies is seen at once; a part that does not answer may only be slow on a busy machine. */
const defaultTiming: Timing = { healthEveryMs: 5000, failedChecks: 6, steadyAfterMs: 60_000 };

const startPollMs = 100;
const healthTimeoutMs = 10_000;
const longestLog = 5_000_000;

export interface Supervision {
  report(): PartReport[];
  /** Resolves when all is READY, or what is not will not be any more. */
  settled(): Promise<PartReport[]>;
  /** Ends all parts, the last one first. */
  stop(): Promise<void>;
}

/** Brings the parts up, keeps them up, and takes them down. */
export const supervise = (
  parts: readonly Part[],
  { logs, processes, onChange }: { logs: string; processes: Processes; onChange(reports: PartReport[]): void },
  timing = defaultTiming,
): Supervision => {
  mkdirSync(logs, { recursive: true });
  let machine: Machine = machineOf(parts);
  const actors = new Map(parts.map((part) => [part.name, actor(part, { logs, processes, timing, handle })]));
  const since = new Map<string, { state: PartState; at: Date; launched: number; seconds: number | null }>();
  const waiting: ((reports: PartReport[]) => void)[] = [];
  let stopped: Promise<void> | null = null;

  function handle(event: Event): void {
    const [next, effects] = step(machine, event);
    machine = next;
    noteTimes();
    for (const effect of effects) carryOut[effect.type](effect as never);
    const reports = report();
    onChange(reports);
    if (isSettled(machine)) for (const resolve of waiting.splice(0)) resolve(reports);
  }

  const carryOut: { [Type in Effect['type']]: (effect: Extract<Effect, { type: Type }>) => void } = {
    launch: ({ part, run }) => actors.get(part)!.launch(run),
    halt: ({ part }) => void actors.get(part)!.halt(),
    retryAfter: ({ part, run, delayMs }) => void setTimeout(() => handle({ type: 'retry', part, run }), delayMs),
    haltAll: () => {
      stopped = [...actors.values()].reduceRight((before, { halt }) => before.then(halt), Promise.resolve());
    },
  };

  const noteTimes = (): void => {
    for (const [name, { state }] of Object.entries(machine.parts)) {
      const before = since.get(name);
      if (before?.state === state) continue;
      const at = new Date();
      const launched = state === 'STARTING' ? at.getTime() : (before?.launched ?? at.getTime());
      const seconds = state === 'READY' ? (at.getTime() - launched) / 1000 : (before?.seconds ?? null);
      since.set(name, { state, at, launched, seconds });
    }
  };

  const report = (): PartReport[] =>
    parts.map(({ name, address }) => {
      const { state, run, reason } = machine.parts[name]!;
      const { pid, log } = actors.get(name)!;
      const { at, seconds } = since.get(name)!;
      const restarts = Math.max(0, run - (state === 'STOPPED' || state === 'WAITING' ? 2 : 1));
      return {
        name,
        state,
        address: address?.() ?? null,
        log,
        pid: pid(),
        restarts,
        seconds,
        since: at.toISOString(),
        reason,
      };
    });

  handle({ type: 'begin' });
  return {
    report,
    settled: () => new Promise((resolve) => (isSettled(machine) ? resolve(report()) : waiting.push(resolve))),
    stop: async () => {
      handle({ type: 'stop' });
      await stopped;
      for (const { clear } of parts) clear?.();
      onChange(report());
    },
  };
};

/** Carries out what the machine decides about one part, one thing after the other, and tells it what happens. */
const actor = (
  part: Part,
  {
    logs,
    processes,
    timing,
    handle,
  }: { logs: string; processes: Processes; timing: Timing; handle(event: Event): void },
) => {
  const { name } = part;
  const logFile = join(logs, `${name}.log`);
  const log = (line: string): void => appendFileSync(logFile, `${new Date().toISOString()} ${line}\n`);
  let running: Running | null = null;
  let current = new AbortController();
  let queue = Promise.resolve();

  const begin = async (run: number, signal: AbortSignal): Promise<void> => {
    try {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(part.timeoutMs)]);
      shorten(logFile);
      await untilAborted(part.work?.({ log, signal: inTime, run: (launch) => runToEnd(launch, inTime) }), inTime);
      if (part.launch !== undefined) await ensureRunning(part.launch(), run);
      while (part.healthy !== undefined && !(await answers(part.healthy))) {
        await sleep(startPollMs, undefined, { signal: inTime });
      }
      if (signal.aborted) return;
      handle({ type: 'ready', part: name, run });
      void watch(run, signal);
    } catch (error) {
      if (signal.aborted) return;
      const reason = isTimeout(error) ? `was not ready after ${part.timeoutMs / 1000} s` : messageOf(error);
      log(`${name}: ${reason}`);
      handle({ type: 'ended', part: name, run, reason });
    }
  };

  const runToEnd = async (launch: Launch, signal: AbortSignal): Promise<void> => {
    const command = await processes.start(launch, logFile);
    const stop = () => void command.stop();
    signal.addEventListener('abort', stop);
    const reason = await command.ended;
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    if (reason !== 'ended with exit code 0') throw new Error(`${[launch.command, ...launch.args].join(' ')} ${reason}`);
  };

  const ensureRunning = async (launch: Launch, run: number): Promise<void> => {
    if (running !== null && !isDeepStrictEqual(running.launch, launch)) await stopRunning();
    if (running === null) {
      const started = await processes.start(launch, logFile);
      running = started;
      void started.ended.then((reason) => {
        if (running !== started) return;
        running = null;
        log(`${name}: ${reason}`);
        void started.stop();
      });
    }
    void running.ended.then((reason) => handle({ type: 'ended', part: name, run, reason }));
  };

  const stopRunning = async (): Promise<void> => {
    const ending = running;
    running = null;
    await ending?.stop();
  };

  const watch = async (run: number, signal: AbortSignal): Promise<void> => {
    const begun = Date.now();
    let failed = 0;
    let steady = false;
    while (!signal.aborted) {
      await sleep(timing.healthEveryMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      failed = part.healthy === undefined || (await answers(part.healthy)) ? 0 : failed + 1;
      if (failed >= timing.failedChecks && !signal.aborted) {
        log(`${name}: does not answer its health check any more`);
        handle({ type: 'ended', part: name, run, reason: 'does not answer its health check any more' });
        return;
      }
      if (!steady && Date.now() - begun > timing.steadyAfterMs) {
        steady = true;
        handle({ type: 'steady', part: name, run });
      }
    }
  };

  return {
    log: logFile,
    pid: () => running?.pid ?? null,
    launch(run: number): void {
      current.abort();
      current = new AbortController();
      const { signal } = current;
      queue = queue.then(() => (signal.aborted ? undefined : begin(run, signal)));
    },
    halt(): Promise<void> {
      current.abort();
      queue = queue.then(stopRunning);
      return queue;
    },
  };
};

const answers = (healthy: () => Promise<boolean>): Promise<boolean> =>
  Promise.race([healthy().catch(() => false), sleep(healthTimeoutMs, false, { ref: false })]);

/** Work that takes no notice of its signal is left behind. */
const untilAborted = async (work: Promise<void> | undefined, signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const isTimeout = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || (error.cause instanceof Error && error.cause.name === 'TimeoutError'));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Keeps a log from growing over the days: at a launch, one that is too long is begun anew. */
const shorten = (file: string): void => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > longestLog) truncateSync(file);
};

/** The last lines of a log, for somebody who wants to know why. */
export const tailOf = (file: string, lines = 15): string[] => {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines);
  } catch {
    return [];
  }
};
