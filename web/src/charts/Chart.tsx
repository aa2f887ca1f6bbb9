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
const narrowScreen = matchMedia('(max-width: 40rem)');

const useMatch = (media: MediaQueryList): boolean =>
  useSyncExternalStore(
    (listener) => {
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => media.matches,
  );

/** What a chart is drawn for. */
export interface Surroundings {
  colours: Colours;
  /** There is room for a few labels alone. */
  isNarrow: boolean;
}

interface ChartProps {
  /** What the chart shows, in a sentence. */
  summary: string;
  option: (surroundings: Surroundings) => echarts.EChartsCoreOption;
  height?: number;
}

export const Chart = ({ summary, option, height = 340 }: ChartProps) => {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  const isDark = useMatch(darkScheme);
  const isNarrow = useMatch(narrowScreen);

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
    const surroundings = { colours: colours as Colours, isNarrow };
    chart.current?.setOption({ textStyle: font, animation: false, ...option(surroundings) }, true);
  }, [option, isDark, isNarrow]);

  return <div ref={element} className="chart" role="img" aria-label={summary} style={{ height }} />;
};
