import type { ReactNode } from 'react';
import './ScrollRegion.css';

interface ScrollRegionProps {
  label: string;
  className?: string;
  children: ReactNode;
}

/** A table that may be wider than the page: it scrolls by itself, by keyboard too, with its rows' names in sight. */
export const ScrollRegion = ({ label, className = '', children }: ScrollRegionProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keyboards must reach it
  <section className={`scroll-region ${className}`} aria-label={label} tabIndex={0}>
    {children}
  </section>
);
