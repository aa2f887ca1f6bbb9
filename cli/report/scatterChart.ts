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

export const mostPoints = 300;

/** Undefined where fewer than two iterations have numbers on both sides. */
export function scatterChart(input: Variable, output: Variable): Markup | undefined {
  const points: [number, number][] = [];
  for (let i = 0; i < input.values.length && points.length < mostPoints; i++) {
    const [x, y] = [input.values[i], output.values[i]];
    if (typeof x === 'number' && typeof y === 'number') points.push([significant(x), significant(y)]);
  }
  if (points.length < 2) return undefined;
  const axis = ({ style }: Variable, values: readonly number[]) => {
    const isYesOrNo = values.every((value) => value === 0 || value === 1);
    const shared = numberAxis((value) => formatCompact(value, style));
    const axisLabel = { ...shared.axisLabel, fontSize: 11 };
    // Room beside the points, and no tick but at no and yes.
    if (isYesOrNo) {
      const only = { customValues: [0, 1] };
      return {
        ...shared,
        ...{ min: -0.2, max: 1.2 },
        axisLabel: { ...axisLabel, ...only },
        axisTick: { show: false, ...only },
        splitLine: { show: false },
      };
    }
    return {
      ...shared,
      axisLabel,
      scale: true,
      splitNumber: 4,
      ...(values.every(Number.isInteger) && { minInterval: 1 }),
    };
  };
  const name = shortened(input.name, 44);
  return drawChart(
    {
      width: 320,
      height: 250,
      hint: name === input.name ? '' : input.name,
      option: {
        grid: { left: 52, right: 14, top: 12, bottom: 46 },
        xAxis: {
          ...axis(
            input,
            points.map(([x]) => x),
          ),
          name,
          nameLocation: 'middle',
          nameGap: 28,
          nameTextStyle: { color: 'var(--text)', fontSize: 12 },
        },
        yAxis: axis(
          output,
          points.map(([, y]) => y),
        ),
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
    },
    `${points.length} iterations of ${output.name} against ${input.name}.`,
  );
}

/** More digits than a chart can show would only make the page larger. */
const significant = (value: number) => Number(value.toPrecision(6));
