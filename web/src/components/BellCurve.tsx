const bars = Array.from({ length: 31 }, (_, index) => {
  const x = (index - 13) / 6;
  return 6 + 108 * Math.exp((-x * x) / (x > 0 ? 2.6 : 1.5));
});

/** A skewed histogram, for decoration only. */
export const BellCurve = ({ className }: { className?: string }) => (
  <svg className={className} viewBox="0 0 310 120" aria-hidden="true" focusable="false">
    {bars.map((height, index) => (
      <rect
        // The bars never move.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        key={index}
        x={index * 10 + 1}
        y={120 - height}
        width="8"
        height={height}
        rx="1.5"
        fill={index > 6 && index < 21 ? 'var(--chart-bar-selected)' : 'var(--chart-bar)'}
        opacity={index > 6 && index < 21 ? 0.9 : 0.45}
      />
    ))}
  </svg>
);
