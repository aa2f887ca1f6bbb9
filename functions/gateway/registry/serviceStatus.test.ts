import { describe, expect, it } from 'vitest';
import { serviceStatus } from './serviceStatus.ts';

const instance = (status: 'HEALTHY' | 'DEGRADED' | 'UNHEALTHY', cell = 'pooled', draining = false) => ({
  status,
  cell,
  draining,
});

describe('the status of a service', () => {
  it.each([
    ['all of its instances do', [instance('HEALTHY'), instance('HEALTHY', 'acme')], 'HEALTHY'],
    ['one of two does not', [instance('HEALTHY'), instance('UNHEALTHY')], 'DEGRADED'],
    ['one does not that is drained', [instance('HEALTHY'), instance('UNHEALTHY', 'pooled', true)], 'HEALTHY'],
    ['it does not in a dedicated cell', [instance('HEALTHY'), instance('UNHEALTHY', 'acme')], 'DEGRADED'],
    ['it does in a dedicated cell alone', [instance('UNHEALTHY'), instance('HEALTHY', 'acme')], 'UNHEALTHY'],
    ['only what serves all cells does', [instance('UNHEALTHY'), instance('HEALTHY', 'any')], 'DEGRADED'],
    ['nothing is there', [], 'UNHEALTHY'],
  ])('tells how it works where %s', (_name, instances, expected) => {
    expect(serviceStatus(instances)).toBe(expected);
  });
});
