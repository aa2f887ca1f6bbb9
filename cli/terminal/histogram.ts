/** A histogram of characters, with the mean and two percentiles marked under it. */
import type { OutputResults } from '../../engine/index.ts';
import { binsOf, joined, wholeValues } from '../format/histogram.ts';
import { formatCompact, type NumberStyle } from '../format/number.ts';
import type { Terminal } from './terminal.ts';

const rows = 8;
const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const halves = [' ', '.', ':'];

export interface Mark {
  label: string;
  value: number;
}

/** Lines of text. `marks` come in the order of their importance: those without room are left out. */
export function drawHistogram(
  histogram: NonNullable<OutputResults['histogram']>,
  { terminal, marks, style }: { terminal: Terminal; marks: readonly Mark[]; style: NumberStyle },
): string[] {
  const room = Math.min(terminal.width - 4, 96);
  const bins = joined(binsOf(histogram), room);
  const [low, high] = [bins[0]!.from, bins.at(-1)!.to];
  // Of joined bins the last may be narrower: what counts is how many there are to a width.
  const heights = bins.map(({ from, to, count }) => (to > from ? count / (to - from) : count));
  const whole = wholeValues(bins);
  const columns = Math.max(1, Math.min(8, Math.floor(room / heights.length)));
  const width = columns * heights.length;
  const tallest = Math.max(...heights);
  const levels = terminal.isUnicode ? eighths : halves;
  const steps = levels.length - 1;

  const lines: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    let line = '';
    for (const height of heights) {
      // What is there at all is seen.
      const level = height === 0 ? 0 : Math.max(1, Math.round((height / tallest) * rows * steps));
      const character = levels[Math.max(0, Math.min(steps, level - row * steps))]!;
      line += columns >= 3 ? `${character.repeat(columns - 1)} ` : character.repeat(columns);
    }
    lines.push(`  ${terminal.bar(line.trimEnd())}`);
  }

  const axis = (terminal.isUnicode ? '─' : '-').repeat(width).split('');
  const labels = new Line(Math.max(width, room));
  for (const { label, value } of marks) {
    if (value < low || value > high || high === low) continue;
    const at = Math.min(width - 1, Math.floor(((value - low) / (high - low)) * width));
    if (labels.put(label, at - Math.floor(label.length / 2))) axis[at] = terminal.isUnicode ? '┴' : '+';
  }
  const ends = new Line(Math.max(width, 16));
  const right = formatCompact(whole?.at(-1) ?? high, style);
  ends.put(formatCompact(whole?.[0] ?? low, style), 0);
  ends.put(right, width - right.length);
  lines.push(`  ${terminal.dim(axis.join(''))}`);
  if (labels.text !== '') lines.push(`  ${labels.text}`);
  lines.push(`  ${terminal.dim(ends.text)}`);
  return lines;
}

/** A line on which texts find their place, never two in one. */
class Line {
  readonly #taken: (string | undefined)[];

  constructor(width: number) {
    this.#taken = Array.from({ length: width });
  }

  put(text: string, wanted: number): boolean {
    const at = Math.max(0, Math.min(this.#taken.length - text.length, wanted));
    for (let i = at - 2; i < at + text.length + 2; i++) if (this.#taken[i] !== undefined) return false;
    for (const [i, character] of [...text].entries()) this.#taken[at + i] = character;
    return true;
  }

  get text(): string {
    return Array.from(this.#taken, (character) => character ?? ' ')
      .join('')
      .trimEnd();
  }
}
