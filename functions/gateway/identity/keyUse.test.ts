import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../shared/identity.ts';
import { useNoter } from './keyUse.ts';

const by = (credential: Identity['credential']): Identity => ({
  userId: 'usr_1',
  organizationId: 'org_1',
  role: 'analyst',
  permissions: [],
  operator: false,
  credential,
});

describe('noting that a key was used', () => {
  const aNoter = (notify: (use: object) => Promise<unknown> = async () => null) => {
    const time = { now: Date.parse('2026-03-01T12:00:00Z') };
    const told: object[] = [];
    const note = useNoter(
      (use) => {
        told.push(use);
        return notify(use);
      },
      () => time.now,
    );
    return { time, told, note };
  };

  it('tells it once a minute for each key, not at each use', async () => {
    const { time, told, note } = aNoter();

    for (const after of [0, 1, 59_998, 1]) {
      time.now += after;
      await note(by({ kind: 'key', id: 'key_1' }));
    }
    await note(by({ kind: 'key', id: 'key_2' }));

    expect(told).toEqual([
      { organizationId: 'org_1', keyId: 'key_1', at: '2026-03-01T12:00:00.000Z' },
      { organizationId: 'org_1', keyId: 'key_1', at: '2026-03-01T12:01:00.000Z' },
      { organizationId: 'org_1', keyId: 'key_2', at: '2026-03-01T12:01:00.000Z' },
    ]);
  });

  it('is nothing that a request could fail by', async () => {
    const { told, note } = aNoter(() => Promise.reject(new Error('no answer')));

    await note(by({ kind: 'key', id: 'key_1' }));

    expect(told).toHaveLength(1);
  });

  it('does not concern those who signed in', async () => {
    const { told, note } = aNoter();

    await note(by({ kind: 'token', id: 'tok_1' }));

    expect(told).toEqual([]);
  });
});
