import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import type { OutputResults } from '../../api/schemas.ts';
import type { Colours, Surroundings } from '../../charts/Chart.tsx';
import { formatCompact, formatNumber, formatShare, type NumberStyle } from '../../format/number.ts';
import { type Cumulative, countOf, shareUpTo } from './cumulative.ts';
import { extentOf } from './outcomes.ts';

interface ChartInput {
  output: OutputResults;
  cumulative: Cumulative;
  style: NumberStyle;
}

/** The percentiles marked in the charts. */
const marked = ['5', '50', '95'] as const;

const axes = ({ output, cumulative, style }: ChartInput, { colours, isNarrow }: Surroundings) => ({
  xAxis: {
    type: 'value',
    ...limits(output),
    // So few that none is left out for want of room, which would leave gaps.
    ...(isNarrow && { splitNumber: 3 }),
    axisLine: { onZero: false, lineStyle: { color: colours['border-strong'] } },
    axisTick: { show: false },
    axisLabel: {
      color: colours['text-muted'],
      formatter: (x: number) => formatCompact(x, style),
      hideOverlap: true,
      // The ends of the axis are no round numbers.
      showMinLabel: false,
      showMaxLabel: false,
    },
    splitLine: { show: false },
    axisPointer: {
      show: true,
      snap: false,
      lineStyle: { color: colours.text, type: 'solid' },
      label: {
        backgroundColor: colours.text,
        color: colours.surface,
        formatter: ({ value }: { value: number | string | Date }) =>
          `${formatShare(shareUpTo(cumulative, Number(value)))} are at most ${formatNumber(Number(value), style)}`,
      },
    },
  },
  grid: { left: 12, right: 24, top: 48, bottom: 12, containLabel: true },
});

/** The drawn part of the axis. */
const limits = ({ histogram }: OutputResults): { min?: number; max?: number } => {
  if (histogram === null) return {};
  const { from, to } = extentOf(histogram);
  return { min: from, max: to };
};

/** Lines for the mean and the marked percentiles, on a series without data. */
const markers = ({ output, style }: ChartInput, colours: Colours) => {
  const percentileLines = marked.flatMap((percent) => {
    const x = output.percentiles?.[percent];
    return x === undefined
      ? []
      : [line(`P${percent}`, x, style, colours['chart-marker'], 'dashed', percent === '50' ? 16 : 2)];
  });
  const mean = output.mean === null ? [] : [line('Mean', output.mean, style, colours['chart-mean'], 'solid', 30)];
  return {
    type: 'line',
    data: [],
    silent: true,
    markLine: { symbol: 'none', data: [...percentileLines, ...mean] },
  };
};

const line = (
  name: string,
  x: number,
  style: NumberStyle,
  color: string,
  type: 'dashed' | 'solid',
  distance: number,
) => ({
  xAxis: x,
  name,
  lineStyle: { color, type, width: 1.5 },
  label: { formatter: `${name} ${formatCompact(x, style)}`, color, position: 'end', distance, fontSize: 11.5 },
});

export const histogramOption = (input: ChartInput) => (surroundings: Surroundings) => {
  const { colours } = surroundings;
  const { histogram } = input.output;
  const { edges, counts } = histogram ?? { edges: [], counts: [] };
  const total = (histogram && countOf(histogram)) || 1;
  const binWidth = histogram ? extentOf(histogram).binWidth : 1;
  const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = ['5', '95'].map(
    (percent) => input.output.percentiles?.[percent] ?? Number.NaN,
  );
  const bar: CustomSeriesRenderItem = (_, api) => {
    const [from, to, share] = [Number(api.value(0)), Number(api.value(1)), Number(api.value(2))];
    const [left = 0, top = 0] = api.coord([from, share]);
    const [right = 0, bottom = 0] = api.coord([to, 0]);
    const isMiddle = (from + to) / 2 >= low && (from + to) / 2 <= high;
    const gap = right - left > 4 ? 1 : 0;
    return {
      type: 'rect',
      shape: { x: left, y: top, width: Math.max(right - left - gap, 0.5), height: bottom - top },
      style: { fill: isMiddle ? colours['chart-bar-selected'] : colours['chart-bar'], opacity: isMiddle ? 0.85 : 0.55 },
    };
  };
  return {
    ...axes(input, surroundings),
    yAxis: {
      type: 'value',
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours['text-muted'], formatter: (share: number) => formatShare(share) },
      splitLine: { lineStyle: { color: colours.border } },
    },
    series: [
      {
        type: 'custom',
        renderItem: bar,
        encode: { x: [0, 1], y: 2 },
        // Areas are what counts: a bin that is wider than the others is as much lower.
        data: counts.map((count, index) => {
          const [from, to] = [edges[index]!, edges[index + 1]!];
          return [from, to, (count / total) * (binWidth / (to - from))];
        }),
        clip: true,
      },
      markers(input, colours),
    ],
  };
};

/** From the left end of the axis, so that the line begins at 0 there. */
const cumulativePoints = ({ output, cumulative: { points, isStepped } }: ChartInput): (readonly number[])[] => {
  const { min = 0, max = 0 } = limits(output);
  return isStepped ? [[min, 0], ...points, [max, 1]] : [...points];
};

export const cumulativeOption = (input: ChartInput) => (surroundings: Surroundings) => {
  const { colours } = surroundings;
  return {
    ...axes(input, surroundings),
    yAxis: {
      type: 'value',
      axisLine: { show: false },
      axisTick: { show: false },
      min: 0,
      max: 1,
      axisLabel: { color: colours['text-muted'], formatter: (share: number) => formatShare(share) },
      splitLine: { lineStyle: { color: colours.border } },
    },
    series: [
      {
        type: 'line',
        data: cumulativePoints(input),
        ...(input.cumulative.isStepped && { step: 'end' as const }),
        showSymbol: false,
        silent: true,
        lineStyle: { color: colours['chart-line'], width: 2 },
        areaStyle: { color: colours['chart-line'], opacity: 0.1 },
      },
      markers(input, colours),
    ],
  };
};
