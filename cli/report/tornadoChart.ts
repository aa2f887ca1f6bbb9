/** How far the output's mean moves with each input. */
import type { OutputResults } from '../../engine/index.ts';
import { formatCompact, type NumberStyle } from '../format/number.ts';
import { shortened } from '../terminal/text.ts';
import { colour, drawForScreens, numberAxis } from './chart.ts';
import type { Markup } from './markup.ts';

const mostBars = 12;

export interface Swing {
  name: string;
  /** The output's mean over all, with the input in its lowest tenth, and in its highest. */
  base: number;
  atLow: number;
  atHigh: number;
}

/** The strongest inputs first. */
export function swingsOf({ sensitivity }: OutputResults): Swing[] {
  return sensitivity.flatMap(({ name, input, tornado, contributionToVariance }) => {
    const known = tornado?.means.filter((mean) => mean !== null) ?? [];
    if (!tornado || known.length < 2 || Math.abs(contributionToVariance ?? 0) < 0.001) return [];
    return [{ name: name || input, base: tornado.base, atLow: known[0]!, atHigh: known.at(-1)! }];
  });
}

export function tornadoChart(output: OutputResults, style: NumberStyle): Markup | undefined {
  const swings = swingsOf(output).slice(0, mostBars);
  if (swings.length === 0) return undefined;
  const base = swings[0]!.base;
  const ends = swings.flatMap(({ atLow, atHigh }) => [atLow, atHigh, base]);
  const space = (Math.max(...ends) - Math.min(...ends)) * 0.04;
  // Letters are measured without the reader's font, which may be wider.
  const drawing = ({ width, labels, letters, ticks }: Proportions) => ({
    width,
    height: 46 + 34 * swings.length,
    hint: swings.flatMap(({ name }) => (shortened(name, letters) === name ? [] : [name])).join('\n'),
    option: {
      grid: { left: labels + 14, right: 24, top: 8, bottom: 30 },
      xAxis: {
        ...numberAxis((value) => formatCompact(value, style), { showEnds: false }),
        splitNumber: ticks,
        min: Math.min(...ends) - space,
        max: Math.max(...ends) + space,
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: swings.map(({ name }) => shortened(name, letters)),
        axisLabel: { color: 'var(--text)', fontSize: 12.5, lineHeight: 14, width: 0.85 * labels, overflow: 'break' },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'custom',
          silent: true,
          data: swings.map(({ atLow, atHigh }, i) => [i, atLow, atHigh]),
          encode: { x: [1, 2], y: 0 },
          renderItem: (_: unknown, api: SwingApi) => ({
            type: 'group',
            children: [bar(api, api.value(1), base, colour.low), bar(api, api.value(2), base, colour.high)],
          }),
          markLine: {
            symbol: 'none',
            silent: true,
            data: [
              { xAxis: base, label: { show: false }, lineStyle: { color: colour.line, type: 'solid', width: 1.5 } },
            ],
          },
        },
      ],
    },
  });
  return drawForScreens(
    drawing({ width: 760, labels: 190, letters: 52, ticks: 5 }),
    drawing({ width: 340, labels: 112, letters: 32, ticks: 3 }),
    `How the mean of ${output.name} moves with its inputs, the strongest first: ${swings
      .slice(0, 3)
      .map(
        ({ name, atLow, atHigh }) => `${name} from ${formatCompact(atLow, style)} to ${formatCompact(atHigh, style)}`,
      )
      .join('; ')}.`,
  );
}

interface Proportions {
  width: number;
  /** The room for names, in pixels and in letters on two lines. */
  labels: number;
  letters: number;
  ticks: number;
}

interface SwingApi {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

const thickness = 18;

function bar(api: SwingApi, end: number, base: number, fill: string) {
  const [from, middle] = api.coord([base, api.value(0)]);
  const [to] = api.coord([end, api.value(0)]);
  return {
    type: 'rect',
    shape: { x: Math.min(from, to), y: middle - thickness / 2, width: Math.abs(to - from), height: thickness },
    style: { fill },
  };
}
