/** Charts drawn by ECharts as SVG text, in colours that the page's style decides. */
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, Markup } from './markup.ts';

echarts.use([CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);

export interface ChartSize {
  width: number;
  height: number;
}

/** The style's variables; ECharts hands them through to the SVG. */
export const colour = {
  text: 'var(--text-muted)',
  border: 'var(--border)',
  line: 'var(--border-strong)',
  bar: 'var(--chart-bar)',
  cumulative: 'var(--chart-line)',
  mean: 'var(--chart-mean)',
  low: 'var(--chart-low)',
  high: 'var(--chart-high)',
};

/** One sentence says what the chart shows, for those who do not see it. */
export function drawChart(option: echarts.EChartsCoreOption, { width, height }: ChartSize, summary: string): Markup {
  const chart = echarts.init(null, undefined, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', color: colour.text },
      ...option,
    });
    return html`<div class="chart" role="img" aria-label="${summary}">${new Markup(inline(chart.renderToSVGString()))}</div>`;
  } finally {
    chart.dispose();
  }
}

/** Inside a page the SVG needs no namespace, and takes the width that there is. */
const inline = (svg: string): string =>
  svg
    .replace(/<svg width="\d+" height="\d+"/, '<svg aria-hidden="true"')
    // What ECharts says about pointers has no meaning without its script.
    .replaceAll(/<style[^>]*>.*?<\/style>/gs, '')
    .replaceAll(/ xmlns(?::\w+)?="[^"]*"/g, '')
    .replaceAll(/ ecmeta_\w+="[^"]*"/g, '');

/** An axis of numbers in the house's style; where it ends at no round number, its ends are better left without one. */
export const numberAxis = (label: (value: number) => string, { showEnds = true } = {}) => ({
  type: 'value' as const,
  axisLabel: {
    formatter: label,
    color: colour.text,
    fontSize: 12,
    hideOverlap: true,
    ...(!showEnds && { showMinLabel: false, showMaxLabel: false }),
  },
  axisLine: { show: true, lineStyle: { color: colour.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: colour.border } },
});
