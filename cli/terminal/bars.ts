/** Horizontal bars. */
import type { Terminal } from './terminal.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `share` (0 to 1) of the width. */
export function bar(share: number, width: number, { isUnicode }: Terminal): string {
  const units = Math.max(0, Math.min(1, share)) * width;
  if (!isUnicode) return '#'.repeat(Math.round(units));
  const whole = Math.floor(units);
  return '█'.repeat(whole) + eighths[Math.floor((units - whole) * 8)]!;
}

/** From `from` to `to` (0 to 1 of the width), in two colours that meet at `base`. */
export function spanBar(
  { from, to, base }: { from: number; to: number; base: number },
  width: number,
  terminal: Terminal,
): string {
  const column = (share: number) => Math.round(Math.max(0, Math.min(1, share)) * width);
  const low = column(Math.min(from, to));
  const high = Math.max(column(Math.max(from, to)), low + 1);
  const middle = Math.max(low, Math.min(high, column(base)));
  const [full, light] = terminal.isUnicode ? ['█', '▒'] : ['#', '='];
  // The side on which the input is low is light.
  const [left, right] = from <= to ? [light, full] : [full, light];
  const colour = (character: string) => (character === light ? terminal.negative : terminal.bar);
  return (
    ' '.repeat(low) +
    colour(left!)(left!.repeat(middle - low)) +
    colour(right!)(right!.repeat(high - middle)) +
    ' '.repeat(Math.max(0, width - high))
  );
}
