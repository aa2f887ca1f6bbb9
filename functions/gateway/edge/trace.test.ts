import { describe, expect, it } from 'vitest';
import { continuedTrace } from './trace.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const given = `00-${trace}-00f067aa0ba902b7-00`;
const root = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

describe('the trace that goes on', () => {
  it("is the caller's, with its decision and a span of ours", () => {
    const made = continuedTrace(given, root);

    expect(made).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
    expect(made).not.toBe(given);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    given.toUpperCase(),
    `ff${given.slice(2)}`,
    `${given}-more`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
  ])("is X-Ray's where the caller's is %s", (wrong) => {
    expect(continuedTrace(wrong, root)).toMatch(/^00-5759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-01$/);
  });

  it('is a new one where there is none', () => {
    expect(continuedTrace(undefined, undefined)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(continuedTrace(undefined, undefined)).not.toBe(continuedTrace(undefined, undefined));
  });
});
