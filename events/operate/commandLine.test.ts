import { describe, expect, it } from 'vitest';
import { readArguments, readSince, UsageError } from './commandLine.ts';
import { matches } from './eventFilter.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('--since', () => {
  it.each([
    ['30s', now - 30_000],
    ['10m', now - 600_000],
    ['2h', now - 7_200_000],
    ['1d', now - 86_400_000],
    ['2026-02-01', Date.parse('2026-02-01')],
  ])('takes %s', (text, expected) => {
    expect(readSince(text, now)).toBe(expected);
  });

  it.each(['', '10', 'm', '10 minutes', 'soon'])('refuses "%s" as a wrong use', (text) => {
    expect(() => readSince(text, now)).toThrow(UsageError);
  });
});

describe('an option that a command does not have', () => {
  it('is a wrong use', () => {
    expect(() => readArguments({ args: ['--sinse', '1d'], options: { since: { type: 'string' } } })).toThrow(
      UsageError,
    );
  });
});

describe('--type', () => {
  const event = { type: 'simulation.completed', tenantid: 'org_1' } as unknown as Parameters<typeof matches>[0];

  it.each([
    ['simulation.completed', true],
    ['simulation.*', true],
    ['*.completed', true],
    ['*', true],
    ['simulation', false],
    ['simulationXcompleted', false],
    ['(.*', false],
  ])('%s: %s', (type, expected) => {
    expect(matches(event, { type })).toBe(expected);
  });

  it('goes with the tenant', () => {
    expect(matches(event, { type: '*', tenant: 'org_2' })).toBe(false);
    expect(matches(event, { tenant: 'org_1' })).toBe(true);
  });
});
