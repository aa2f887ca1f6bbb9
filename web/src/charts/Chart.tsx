import { CustomChart, LineChart } from 'echarts/charts';
import { AxisPointerComponent, GridComponent, MarkLineComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import './Chart.css';

echarts.use([CustomChart, LineChart, GridComponent, MarkLineComponent, AxisPointerComponent, SVGRenderer]);

/** The colours of the tokens, as the chart library needs them: resolved. */
export type Colours = Record<(typeof tokens)[number], string>;
const tokens = [
  'text',
  'text-muted',
  'border',
  'border-strong',
  'surface',
  'chart-bar',
  'chart-bar-selected',
  'chart-line',
  'chart-mean',
  'chart-marker',
] as const;

const darkScheme = matchMedia('(prefers-color-scheme: dark)');

const useDark = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      darkScheme.addEventListener('change', listener);
      return () => darkScheme.removeEventListener('change', listener);
    },
    () => darkScheme.matches,
  );

interface ChartProps {
  /** What the chart shows, in a sentence. */
  summary: string;
  option: (colours: Colours) => echarts.EChartsCoreOption;
  height?: number;
}

export const Chart = ({ summary, option, height = 340 }: ChartProps) => {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  const isDark = useDark();

  useEffect(() => {
    const container = element.current!;
    const instance = echarts.init(container, undefined, { renderer: 'svg' });
    chart.current = instance;
    const sizes = new ResizeObserver(() => instance.resize());
    sizes.observe(container);
    return () => {
      sizes.disconnect();
      instance.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the scheme
  useEffect(() => {
    const style = getComputedStyle(document.documentElement);
    const colours = Object.fromEntries(tokens.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]));
    const font = { fontFamily: style.getPropertyValue('--font') };
    chart.current?.setOption({ textStyle: font, animation: false, ...option(colours as Colours) }, true);
  }, [option, isDark]);

  return <div ref={element} className="chart" role="img" aria-label={summary} style={{ height }} />;
};
