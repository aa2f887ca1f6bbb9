/** Charts drawn by ECharts as SVG text, in colours that the page's style decides. */
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, Markup } from './markup.ts';

echarts.use([CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);

/** A chart as it is drawn for one width; text that is cut short has its whole in `hint`. */
export interface Drawing {
  option: echarts.EChartsCoreOption;
  width: number;
  height: number;
  hint?: string;
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
export const drawChart = (drawing: Drawing, summary: string): Markup =>
  html`<div class="chart" role="img" aria-label="${summary}">${drawn(drawing)}</div>`;

/** Drawn twice, since text that shrinks with its chart to the width of a phone cannot be read; the style sheet shows one. */
export const drawForScreens = (wide: Drawing, narrow: Drawing, summary: string): Markup =>
  html`<div class="chart" role="img" aria-label="${summary}"><div class="wide">${drawn(wide)}</div><div class="narrow">${drawn(narrow)}</div></div>`;

function drawn({ option, width, height, hint }: Drawing): Markup {
  const chart = echarts.init(null, undefined, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'inherit', color: colour.text },
      ...option,
    });
    const svg = inline(chart.renderToSVGString());
    return hint ? new Markup(svg.replace('>', () => html`><title>${hint}</title>`.text)) : new Markup(svg);
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
