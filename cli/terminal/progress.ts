/** A bar on standard error while something runs; nothing where that is no terminal. */

import { formatCount, formatDuration } from '../format/number.ts';
import { onInterrupt } from '../interruption.ts';
import { bar } from './bars.ts';
import type { Terminal } from './terminal.ts';
import { displayWidth } from './text.ts';

export interface Progress {
  update(done: number): void;
  end(): void;
}

const silent: Progress = { update() {}, end() {} };
const everyMs = 100;

export function showProgress(
  { title, total, stream, isShown }: { title: string; total: number; stream: NodeJS.WriteStream; isShown: boolean },
  terminal: Terminal,
): Progress {
  if (!isShown || !stream.isTTY) return silent;
  const from = performance.now();
  let last = 0;
  const clear = () => stream.write('\r\u001B[K');
  const forget = onInterrupt(clear);
  return {
    update(done) {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      const share = Math.min(1, done / total);
      const left = share > 0.02 ? `${formatDuration(((now - from) / share) * (1 - share))} left` : '';
      const text = `${title}  ${String(Math.floor(share * 100)).padStart(3)}%  ${formatCount(done)} of ${formatCount(total)}  ${left}`;
      const room = Math.min(30, terminal.width - displayWidth(text) - 4);
      const drawn =
        room < 5 ? '' : `  ${terminal.bar(bar(share, room, terminal).padEnd(room, terminal.isUnicode ? '░' : '.'))}`;
      stream.write(`\r\u001B[K${title}${drawn}${text.slice(title.length)}`.slice(0, terminal.width + 40));
    },
    end() {
      clear();
      forget();
    },
  };
}
