/** An output against one of its inputs, some hundred iterations. */
import { formatCompact, type NumberStyle } from '../format/number.ts';
import { shortened } from '../terminal/text.ts';
import { colour, drawChart, numberAxis } from './chart.ts';
import type { Markup } from './markup.ts';

export interface Variable {
  name: string;
  style: NumberStyle;
  values: readonly (number | string | boolean | undefined)[];
}

const mostPoints = 300;

/** Undefined where fewer than two iterations have numbers on both sides. */
export function scatterChart(input: Variable, output: Variable): Markup | undefined {
  const points: [number, number][] = [];
  for (let i = 0; i < input.values.length && points.length < mostPoints; i++) {
    const [x, y] = [input.values[i], output.values[i]];
    if (typeof x === 'number' && typeof y === 'number') points.push([significant(x), significant(y)]);
  }
  if (points.length < 2) return undefined;
  const axis = ({ style }: Variable) => ({
    ...numberAxis((value) => formatCompact(value, style)),
    scale: true,
    axisLabel: {
      color: colour.text,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) => formatCompact(value, style),
    },
  });
  return drawChart(
    {
      grid: { left: 52, right: 14, top: 12, bottom: 46 },
      xAxis: {
        ...axis(input),
        splitNumber: 4,
        name: shortened(input.name, 34),
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { color: 'var(--text)', fontSize: 12 },
      },
      yAxis: { ...axis(output), splitNumber: 4 },
      series: [
        {
          type: 'scatter',
          silent: true,
          symbolSize: 4,
          itemStyle: { color: colour.cumulative, opacity: 0.45 },
          data: points,
        },
      ],
    },
    { width: 320, height: 250 },
    `${points.length} iterations of ${output.name} against ${input.name}.`,
  );
}

/** More digits than a chart can show would only make the page larger. */
const significant = (value: number) => Number(value.toPrecision(6));
