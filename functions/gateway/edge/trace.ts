/** W3C Trace Context: https://www.w3.org/TR/trace-context/ */
import { randomBytes } from 'node:crypto';

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const zeros = /^0+$/;
/** X-Ray's form: `Root=1-<8 digits of time>-<24 digits>;Parent=<16 digits>;Sampled=1`. */
const xray = /Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;
const xraySampled = /Sampled=([01])/;

/**
 * The traceparent to send on: the caller's trace, else X-Ray's of this invocation, else a new one; with a span of our own as
 * the parent of what follows. A malformed one is as none (section 3.2.2.3 there).
 */
export const continuedTrace = (traceparent: string | undefined, xrayHeader: string | undefined): string => {
  const span = hex(8);
  const given = pattern.exec(traceparent?.trim() ?? '');
  if (given !== null && !zeros.test(given[1]!) && !zeros.test(given[2]!)) return `00-${given[1]}-${span}-${given[3]}`;
  const root = xray.exec(xrayHeader ?? '');
  if (root !== null) {
    const flags = xraySampled.exec(xrayHeader ?? '')?.[1] === '0' ? '00' : '01';
    return `00-${root[1]}${root[2]}-${span}-${flags}`;
  }
  return `00-${hex(16)}-${span}-01`;
};

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
