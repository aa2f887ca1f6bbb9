/** Histogram with the cumulative probability over it. */
import type { OutputResults } from '../../engine/index.ts';
import { type Bin, binsOf, wholeValues } from '../format/histogram.ts';
import { formatCompact, formatNumber, formatShare, type NumberStyle } from '../format/number.ts';
import { colour, drawChart, drawForScreens, numberAxis } from './chart.ts';
import type { Markup } from './markup.ts';

type Numbers = Pick<OutputResults, 'name' | 'mean' | 'percentiles' | 'histogram'>;

/** Of each bin its share of the iterations, and of all up to its end. */
export function sharesOf(bins: readonly Bin[]): { share: number; upTo: number }[] {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  return bins.map(({ count }) => {
    before += count;
    return { share: count / total, upTo: before / total };
  });
}

export function histogramChart(
  { name, mean, percentiles, histogram }: Numbers,
  style: NumberStyle,
): Markup | undefined {
  if (!histogram || mean === null || !percentiles) return undefined;
  const bins = binsOf(histogram);
  const shares = sharesOf(bins);
  const [low, high] = [bins[0]!.from, bins.at(-1)!.to];
  if (!(high > low)) return undefined;
  const isWhole = wholeValues(bins) !== undefined;
  const mark = (value: number, label: string, isMean = false) => ({
    xAxis: value,
    label: {
      formatter: `${label} ${formatCompact(value, style)}`,
      color: isMean ? colour.mean : colour.text,
      fontSize: 12,
      distance: isMean ? 24 : 8,
    },
    lineStyle: {
      color: isMean ? colour.mean : colour.line,
      type: isMean ? ('solid' as const) : ('dashed' as const),
      width: 1.5,
    },
  });
  const middle = isWhole ? 0.5 : 0;
  const drawing = ({ width, height, side, ticks }: { width: number; height: number; side: number; ticks: number }) => ({
    width,
    height,
    option: {
      grid: { left: side, right: side, top: 52, bottom: 32 },
      xAxis: {
        ...numberAxis((value) => formatCompact(value, style), { showEnds: false }),
        splitNumber: ticks,
        min: low,
        max: high,
        splitLine: { show: false },
      },
      yAxis: [
        { ...numberAxis((share) => formatShare(share)), axisLine: { show: false } },
        {
          ...numberAxis((share) => formatShare(share)),
          min: 0,
          max: 1,
          interval: 0.25,
          axisLine: { show: false },
          splitLine: { show: false },
        },
      ],
      series: [
        {
          type: 'custom',
          silent: true,
          data: bins.map(({ from, to }, i) => [from, to, shares[i]!.share]),
          encode: { x: [0, 1], y: 2 },
          renderItem: (_: unknown, api: RectangleApi) => rectangle(api, { gap: bins.length > 80 ? 0.4 : 1, middle }),
        },
        {
          type: 'line',
          yAxisIndex: 1,
          silent: true,
          showSymbol: false,
          step: isWhole ? 'end' : false,
          lineStyle: { color: colour.cumulative, width: 2 },
          data: [[low, 0], ...bins.map(({ to }, i) => [isWhole ? to - 0.5 : to, shares[i]!.upTo])],
          markLine: {
            symbol: 'none',
            silent: true,
            data: [mark(percentiles['5']!, 'P5'), mark(percentiles['95']!, 'P95'), mark(mean, 'Mean', true)].filter(
              ({ xAxis }) => xAxis >= low && xAxis <= high,
            ),
          },
        },
      ],
    },
  });
  return drawForScreens(
    drawing({ width: 760, height: 330, side: 56, ticks: 5 }),
    drawing({ width: 340, height: 260, side: 44, ticks: 3 }),
    `Histogram and cumulative probability of ${name}: mean ${formatNumber(mean, style)}, 90% between ${formatNumber(percentiles['5'], style)} and ${formatNumber(percentiles['95'], style)}.`,
  );
}

interface RectangleApi {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

/** A bar from one edge to the next, with a hair's breadth between; whole numbers have bars that stand apart. */
function rectangle(api: RectangleApi, { gap, middle }: { gap: number; middle: number }) {
  const [left, top] = api.coord([api.value(0), api.value(2)]);
  const [right, bottom] = api.coord([api.value(1), 0]);
  const space = middle > 0 ? Math.max(gap, (right - left) * 0.12) : gap;
  return {
    type: 'rect',
    shape: { x: left + space / 2, y: top, width: Math.max(0.5, right - left - space), height: bottom - top },
    style: { fill: colour.bar },
  };
}

/** A small histogram without axes, for a row of a table. */
export function sparkline({ name, histogram }: Pick<Numbers, 'name' | 'histogram'>): Markup | undefined {
  if (!histogram) return undefined;
  const bins = binsOf(histogram);
  const [low, high] = [bins[0]!.from, bins.at(-1)!.to];
  if (!(high > low)) return undefined;
  return drawChart(
    {
      width: 150,
      height: 36,
      option: {
        grid: { left: 0, right: 0, top: 2, bottom: 1 },
        xAxis: { type: 'value', min: low, max: high, show: false },
        yAxis: { type: 'value', show: false },
        series: [
          {
            type: 'custom',
            silent: true,
            data: bins.map(({ from, to, count }) => [from, to, count]),
            encode: { x: [0, 1], y: 2 },
            renderItem: (_: unknown, api: RectangleApi) => rectangle(api, { gap: 0, middle: 0 }),
          },
        ],
      },
    },
    `Histogram of ${name}`,
  );
}
