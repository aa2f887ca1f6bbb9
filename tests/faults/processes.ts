import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The processes that `parent` started whose command line has `text`. */
const childrenWith = (parent: number, text: string): number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, ppid, args] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
      return Number(ppid) === parent && args?.includes(text) ? [Number(pid)] : [];
    });

/** Waits for a process that `parent` started, one of `texts` in its command line, and kills all such. Answers how many. */
export const killChildren = async (parent: number, texts: readonly string[], timeoutMs = 5000): Promise<number> => {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(100)) {
    const found = texts.flatMap((text) => childrenWith(parent, text));
    for (const pid of found) process.kill(pid, 'SIGKILL');
    if (found.length > 0) return found.length;
  }
  return 0;
};
